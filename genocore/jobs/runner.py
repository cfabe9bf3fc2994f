"""The desk where jobs are handed in."""

from __future__ import annotations

import atexit
import os
import threading
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from genocore.jobs import failures
from genocore.jobs.attempt import Attempt
from genocore.jobs.cluster import Cluster
from genocore.jobs.job import Job
from genocore.jobs.launch import Host
from genocore.jobs.line import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Jobs:
    """Runs long work in worker processes, so that neither a crash nor a hot loop touches the app.

    All methods may be called from any thread and return at once, except `close`.

    Parameters
    ----------
    scheduler : str, optional
        Address of a running Dask scheduler, e.g. ``"tcp://node7:8786"``. The environment variable
        ``GENOCORE_SCHEDULER`` by default; without it, worker processes on this computer.
    workers : int
        Local worker processes, each doing one job at a time.
    memory_limit : str or int, optional
        Memory of one local worker, e.g. ``"4GB"`` or bytes; one that outgrows it is ended. By default all of them
        together may use 60 % of the machine's memory.
    preload : sequence of str
        Modules that each local worker imports when it starts, so that the first job need not.
    grace : float
        Seconds between asking work to stop and ending its worker.
    keep : int
        How many ended jobs, and their results, are remembered.

    Notes
    -----
    The cluster starts with the first job, or with `start`. Workers of a foreign scheduler must be able to import
    genocore, should run with a nanny, and with one thread each, else ending one job's worker ends its neighbours.

    Work and result travel by pickle. A result should be plain data: the app imports whatever is needed to open it.

    Examples
    --------
    >>> jobs = Jobs()
    >>> job = jobs.submit("abc|forest", "Train a forest", train, data, trees=500)  # doctest: +SKIP
    >>> job.state, job.fraction, job.note  # doctest: +SKIP
    ('running', 0.4, 'Fold 2 of 5')
    >>> jobs.close()
    """

    def __init__(
        self,
        scheduler: str | None = None,
        workers: int = 2,
        memory_limit: str | int | None = None,
        preload: Sequence[str] = (),
        *,
        grace: float = 5.0,
        keep: int = 64,
    ) -> None:
        address = os.environ.get("GENOCORE_SCHEDULER", "") if scheduler is None else scheduler
        self._grace, self._keep = grace, keep
        self._topic = f"genocore-{uuid.uuid4().hex}"
        self._lock = threading.Lock()
        self._attempts: dict[str, Attempt] = {}  # by key, the latest of each
        self._closed = False
        self._line = Line()
        self._cluster = Cluster(
            address, workers, partial(Host, workers, memory_limit, preload), self._topic, self._hear
        )
        atexit.register(self.close)

    def start(self) -> None:
        """Start the workers in the background, so that the first job need not wait for them."""
        self._check_open()
        self._cluster.connect()

    def submit(
        self,
        key: str,
        label: str,
        work: Callable[..., Any],
        /,
        *args: Any,
        on_end: Callable[[Job], object] | None = None,
        **kwargs: Any,
    ) -> Job:
        """Have ``work(*args, on_progress=..., **kwargs)`` called in a worker.

        Parameters
        ----------
        key : str
            What the work is made of. If a job of this key is active, it is returned and nothing else happens.
        label : str
            Words for the user.
        work : callable
            Function at the top of a module that workers can import. It should call ``on_progress(fraction, note,
            **details)`` often, which raises `genocore.errors.Cancelled` once stop was asked. A GenoError it raises
            becomes the job's error as it is.
        on_end : callable, optional
            Called once with the ended job, in a background thread. Not called for a job that is joined.
        *args, **kwargs
            Passed to `work`; not to be changed until the job runs.

        Returns
        -------
        Job
            Queued.
        """
        with self._lock:
            self._check_open()
            known = self._attempts.get(key)
            if known is not None and known.job.active:
                return known.job
            attempt = Attempt(
                Job(key, label),
                (work, args, kwargs),
                on_end,
                cluster=self._cluster,
                line=self._line,
                topic=self._topic,
                grace=self._grace,
            )
            self._attempts.pop(key, None)  # so that the new one is the youngest
            self._attempts[key] = attempt
            self._forget_the_oldest()
        attempt.thread.start()
        return attempt.job

    def get(self, key: str) -> Job | None:
        """Return the latest job of a key, if it is remembered."""
        attempt = self._attempts.get(key)
        return None if attempt is None else attempt.job

    def active(self) -> list[Job]:
        """Return the jobs that are queued or running, in the order of submission."""
        with self._lock:
            return [attempt.job for attempt in self._attempts.values() if attempt.job.active]

    def cancel(self, key: str) -> None:
        """Stop a job: at once if it is queued, else at its next report or, after the grace, with its worker."""
        attempt = self._attempts.get(key)
        if attempt is not None:
            attempt.stop()

    def close(self) -> None:
        """Cancel all jobs and end the workers. Takes up to a few seconds; nothing can be submitted afterwards."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            active = [attempt for attempt in self._attempts.values() if attempt.job.active]
        for attempt in active:
            attempt.stop()
            attempt.end("cancelled")
        self._cluster.close()
        for attempt in active:
            attempt.thread.join(timeout=2)

    def _hear(self, message: dict[str, Any]) -> None:
        with self._lock:
            attempt = next((attempt for attempt in self._attempts.values() if attempt.job.id == message["job"]), None)
        if attempt is not None:
            attempt.hear(message)

    def _forget_the_oldest(self) -> None:
        ended = [key for key, attempt in self._attempts.items() if not attempt.job.active]
        for key in ended[: max(0, len(ended) - self._keep)]:
            del self._attempts[key]

    def _check_open(self) -> None:
        if self._closed:
            raise failures.closed()
