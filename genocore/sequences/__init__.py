"""Sequences: reading them, naming their classes, and saying what is wrong with them."""

from genocore.sequences.dataset import Dataset
from genocore.sequences.load import load, prepare, read
from genocore.sequences.report import Message, Report
from genocore.sequences.source import Source

__all__ = ["Dataset", "Message", "Report", "Source", "load", "prepare", "read"]
