"""Models: one file each, described by a ``SPEC`` and built as scikit-learn estimators."""

import sys

from genocore.registry import Registry

MODELS = Registry(sys.modules[__name__], "model")
"""All models by key; a module of this package that has a ``SPEC`` is one."""

__all__ = ["MODELS"]
