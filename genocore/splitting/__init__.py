"""Dividing sequences so that the score means something."""

from genocore.splitting.split import Split, make_split

__all__ = ["Split", "make_split"]
