"""What a page knows of work that goes on elsewhere."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from genocore.errors import GenoError

State = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(eq=False)
class Job:
    """One piece of long work. `Jobs` writes it, everybody else only reads.

    Parameters
    ----------
    key : str
        What the work is made of, e.g. ``"fingerprint|model|settings|seed"``. One active job a key.
    label : str
        Words for the user.

    Attributes
    ----------
    state : {"queued", "running", "done", "failed", "cancelled"}
        Written last: who sees ``"done"`` also sees the result.
    fraction : float
        Share done, 0-1.
    note : str
        What is being done, in the user's words.
    details : dict
        Further values of the last report. Replaced, never changed in place.
    stopping : bool
        Stop was asked; the work has not ended yet.
    result : object
        What the work returned.
    error : GenoError or None
        Why the job failed; code JO001 where it is not an error of the work's own.
    traceback : str
        Where the work failed, for the log and the developer.
    submitted, started, ended : float or None
        Seconds since the epoch.
    id : str
        Differs between two jobs of one key.

    Examples
    --------
    >>> job = Job("abc|forest", "Train a forest")
    >>> job.state, job.active, job.seconds
    ('queued', True, 0.0)
    """

    key: str
    label: str
    state: State = "queued"
    fraction: float = 0.0
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    stopping: bool = False
    result: Any = field(default=None, repr=False)
    error: GenoError | None = None
    traceback: str = field(default="", repr=False)
    submitted: float = field(default_factory=time.time)
    started: float | None = None
    ended: float | None = None
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def active(self) -> bool:
        """Whether the job is still queued or running."""
        return self.state in ("queued", "running")

    @property
    def seconds(self) -> float:
        """How long the work has run so far, or ran; 0 before it starts."""
        if self.started is None:
            return 0.0
        return (time.time() if self.ended is None else self.ended) - self.started
