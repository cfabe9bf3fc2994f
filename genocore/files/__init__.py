"""What a person gives: opened, told apart by content, and everything that was found written down."""

from genocore.files.report import Match, Message, Rejected, Report
from genocore.files.source import Source

__all__ = ["Match", "Message", "Rejected", "Report", "Source"]
