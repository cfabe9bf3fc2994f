"""Train sequence models, see whether the score is honest, and see which mutations change expression."""

__version__ = "0.1.0"
