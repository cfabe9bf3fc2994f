"""What happens inside a worker: the work is called, its progress told, its end reported.

Work and results cross the process border as bytes that only the two ends open. So Dask's scheduler never imports our
modules, and an object that cannot be rebuilt is reported like any other mistake of the work.
"""

from __future__ import annotations

import importlib
import logging
import os
import threading
import traceback
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from genocore.errors import Cancelled, GenoError

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

TELL_EVERY = 0.1
"""Seconds between two looks at whether there is progress to tell."""
PRELOAD = "GENOCORE_JOBS_PRELOAD"
"""Environment variable with the comma-separated modules a worker imports when it starts."""

_stopped: set[str] = set()


class Outcome(NamedTuple):
    """How work ended: its result, its error, or the text and the place of an unexpected exception."""

    kind: Literal["done", "cancelled", "error", "bug"]
    value: Any = None
    trace: str = ""


class Progress:
    """The ``on_progress`` that work is given.

    A call only puts the report down and looks at a flag (under a microsecond); a thread sends the newest report to the
    app, so nothing that lasts stays untold, even if the work calls 10,000 times a second or goes silent after it.
    """

    def __init__(self, job: str, send: Callable[[dict[str, Any]], None]) -> None:
        self._job, self._send = job, send
        self._latest: tuple[float, str, dict[str, Any]] | None = None
        self._told: object = None
        self._over = threading.Event()
        self._teller = threading.Thread(target=self._tell_often, name="genocore-progress", daemon=True)

    def __call__(self, fraction: float, note: str = "", **details: Any) -> None:
        self._latest = (fraction, note, details)
        if self._job in _stopped:
            raise Cancelled("Stopped on request.")

    def __enter__(self) -> Progress:
        self._teller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._teller.join()
        self._tell()

    def _tell_often(self) -> None:
        while not self._over.wait(TELL_EVERY):
            self._tell()

    def _tell(self) -> None:
        latest = self._latest
        if latest is None or latest is self._told:
            return
        self._told = latest
        fraction, note, details = latest
        try:
            share = min(1.0, max(0.0, float(fraction)))
            self._send({"job": self._job, "fraction": share, "note": str(note), "details": plain(details)})
        except (TypeError, ValueError, OverflowError):  # a report that cannot be sent must not end the work
            logger.warning("A progress report was dropped.", exc_info=True)


def run(job: str, topic: str, call: bytes) -> bytes:
    """Do the work in `call` and return its packed `Outcome`. This is what Dask runs."""
    from distributed import get_worker

    worker = get_worker()

    def send(message: dict[str, Any]) -> None:
        worker.log_event(topic, message)

    send({"job": job, "begun": worker.address})
    with Progress(job, send) as on_progress:
        outcome = _do(job, call, on_progress)
    _stopped.discard(job)
    return outcome


def _do(job: str, call: bytes, on_progress: Progress) -> bytes:
    try:
        if job in _stopped:
            raise Cancelled
        work, args, kwargs = unpack(call)
        return pack(Outcome("done", work(*args, on_progress=on_progress, **kwargs)))
    except Cancelled:
        return pack(Outcome("cancelled"))
    except GenoError as error:
        return pack(Outcome("error", error, traceback.format_exc()))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the work raises is the outcome to report
        return pack(Outcome("bug", describe(error), traceback.format_exc()))


async def stop(job: str) -> None:
    """Make the next report of `job` raise `Cancelled`. Runs in each worker."""
    _stopped.add(job)


async def end_worker(dask_worker: Any) -> None:
    """End the worker process of this nanny, which then starts a new one. Runs in the nanny."""
    await dask_worker.kill(timeout=0.5, reason="genocore: the work did not stop")


def dask_setup(worker: object) -> None:
    """Import what the first job will need, in a thread so that the worker is ready meanwhile. Dask calls it by name."""
    names = [name for name in os.environ.get(PRELOAD, "").split(",") if name]
    threading.Thread(target=_import, args=(names,), name="genocore-preload", daemon=True).start()


def _import(names: list[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # the job that needs it will say so
            logger.exception("Could not preload %s.", name)


def pack(value: object) -> bytes:
    """Return `value` as bytes for the other end."""
    from distributed.protocol.pickle import dumps

    return dumps(value)


def unpack(data: bytes) -> Any:
    """Return what `pack` got. Only for bytes from our own processes: it runs code."""
    from distributed.protocol.pickle import loads

    return loads(data)


def describe(error: BaseException) -> str:
    """Return type and text of an exception in one line, cut to 300 characters.

    >>> describe(KeyError("x"))
    "KeyError: 'x'"
    """
    text = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return text if len(text) <= 300 else text[:299] + "…"


def plain(value: Any) -> Any:
    """Return `value` made of what a message may hold: numbers, text, lists and dicts.

    >>> plain({"loss": 0.5, "shape": (2, 3), "kind": {1}})
    {'loss': 0.5, 'shape': [2, 3], 'kind': '{1}'}
    """
    if value is None or isinstance(value, bool | str | float):
        return float(value) if isinstance(value, float) else value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**64 else str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # NumPy's scalars and arrays
        return plain(value.tolist())
    return str(value)
