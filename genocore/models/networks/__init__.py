"""What all neural networks share: how rows are fed, how they are trained, asked and kept.

TensorFlow and Keras are imported inside functions only: they take seconds to load and the web process does without.
"""
