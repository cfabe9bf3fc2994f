"""Training: cross-validation, the Run, and its bundle on disk."""
