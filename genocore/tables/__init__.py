"""Tables of any make: how they are laid out, which column is what, and what their numbers look like."""

from genocore.tables.layout import Layout
from genocore.tables.table import Table, read_table

__all__ = ["Layout", "Table", "read_table"]
