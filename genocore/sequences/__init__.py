"""Sequences: reading them, naming their classes, and saying what is wrong with them."""

from genocore.files.report import Message, Report
from genocore.files.source import Source
from genocore.sequences.dataset import Dataset
from genocore.sequences.load import load, prepare, read

__all__ = ["Dataset", "Message", "Report", "Source", "load", "prepare", "read"]
