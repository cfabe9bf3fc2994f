"""What survives a reload: workspaces found by an unguessable id, on disk."""

from genocore.workspace.store import Store
from genocore.workspace.workspace import Workspace

__all__ = ["Store", "Workspace"]
