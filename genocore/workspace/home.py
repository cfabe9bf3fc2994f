"""Where work is kept."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder that holds everything that survives: ``GENOCORE_HOME``, or the platform's user data folder."""
    chosen = os.environ.get("GENOCORE_HOME")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("genocore", appauthor=False))
