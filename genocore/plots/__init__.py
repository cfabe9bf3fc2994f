"""Figures: a tidy frame in, a Plotly figure out. No computing, no colours of its own: the app's theme gives them."""
