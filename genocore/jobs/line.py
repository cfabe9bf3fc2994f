"""Who may hand work over."""

from __future__ import annotations

import threading


class Line:
    """A limited number of places, given first come, first served.

    The limit is needed because Dask would queue a job behind another one's work on one worker; if that worker died,
    both would fail.

    Examples
    --------
    >>> line = Line()
    >>> line.join("a"), line.join("b")
    (None, None)
    >>> line.enter("b", places=1), line.enter("a", places=1), line.enter("b", places=1)
    (False, True, False)
    >>> line.leave("a")
    >>> line.enter("b", places=1)
    True
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[object] = []
        self._inside: set[object] = set()

    def join(self, who: object) -> None:
        """Stand in line."""
        with self._lock:
            self._waiting.append(who)

    def enter(self, who: object, places: int | None) -> bool:
        """Take one of `places` (None: no limit) if it is the turn of `who`."""
        with self._lock:
            if who not in self._waiting:
                return False
            if places is not None and (self._waiting[0] is not who or len(self._inside) >= places):
                return False
            self._waiting.remove(who)
            self._inside.add(who)
            return True

    def step_out(self, who: object) -> bool:
        """Give up waiting; False if `who` was not waiting any more."""
        with self._lock:
            waited = who in self._waiting
            if waited:
                self._waiting.remove(who)
            return waited

    def leave(self, who: object) -> None:
        """Give back the place, or the hope of one."""
        self.step_out(who)
        with self._lock:
            self._inside.discard(who)
