"""Encoders: one file each, from sequences to a matrix with named columns."""

import sys

from genocore.features.encoder import Encoder, Matrix
from genocore.registry import Registry

ENCODERS = Registry(sys.modules[__name__], "encoder")
"""All encoders by key; a module of this package that has a ``SPEC`` is one."""

__all__ = ["ENCODERS", "Encoder", "Matrix"]
