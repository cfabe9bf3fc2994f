"""One job on its way: it waits for its turn, goes to a worker, and ends."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any

from genocore.errors import Cancelled, GenoError
from genocore.jobs import failures, task
from genocore.jobs.launch import START_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Future

    from genocore.jobs.cluster import Cluster, Connection
    from genocore.jobs.job import Job, State
    from genocore.jobs.line import Line

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.05
CATCH_SECONDS = 0.5  # for a job that was handed over, but has not begun, to hear that it should not


class Attempt:
    """Carries a `Job` from submission to its end, in a thread of its own; writes it, and nobody else does.

    Parameters
    ----------
    job, call, on_end
        The job; work, positional and keyword arguments; what to call with the ended job.
    cluster, line, topic, grace
        What all jobs share, see `Jobs`.
    """

    def __init__(
        self,
        job: Job,
        call: tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]],
        on_end: Callable[[Job], object] | None,
        *,
        cluster: Cluster,
        line: Line,
        topic: str,
        grace: float,
    ) -> None:
        self.job, self._on_end = job, on_end or _nothing
        self._call: object = call
        self._cluster, self._line, self._topic, self._grace = cluster, line, topic, grace
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._workers: list[str] = []  # where the work has begun; more than one if Dask tried again
        # A daemon: the app must be able to end while work goes on.
        self.thread = threading.Thread(target=self._go, name=f"genocore-job-{job.label[:20]}", daemon=True)
        line.join(self)

    def stop(self) -> None:
        """Ask for the end. A job still in line ends here and now."""
        with self._lock:
            self.job.stopping = self.job.active
        self._asked.set()
        if self._line.step_out(self):
            self.end("cancelled")

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message of the worker."""
        with self._lock:
            job = self.job
            if not job.active:
                return
            if "begun" in message:
                self._workers.append(message["begun"])
                job.started = time.time()
                job.state = "running"
            else:
                job.fraction, job.note, job.details = message["fraction"], message["note"], message["details"]

    def end(self, state: State, *, result: Any = None, error: GenoError | None = None, trace: str = "") -> None:
        """Write the final state, unless there is one."""
        with self._lock:
            job = self.job
            if not job.active:
                return
            if error is not None:  # its frames would keep the work's data alive; `trace` tells where it was
                error.__traceback__ = error.__cause__ = error.__context__ = None
            job.result, job.error, job.traceback = result, error, trace
            job.fraction = 1.0 if state == "done" else job.fraction
            job.stopping = False
            job.ended = time.time()
            job.state = state

    def _go(self) -> None:
        try:
            self._carry()
        except Cancelled:
            self.end("cancelled")
        except GenoError as error:
            self.end("failed", error=error, trace=traceback.format_exc())
        except Exception as error:
            logger.exception("Job %s could not be carried out.", self.job.key)
            self.end("failed", error=failures.bug(task.describe(error)), trace=traceback.format_exc())
        finally:
            self.end("failed", error=failures.lost())  # whatever ended the thread: no job stays active without one
            self._line.leave(self)
        try:
            self._on_end(self.job)
        except Exception:
            logger.exception("What should follow job %s failed.", self.job.key)
        self._call, self._on_end = None, _nothing

    def _carry(self) -> None:
        link = self._cluster.connect()
        self._wait(link.done)
        connection = link.result()
        call = task.pack(self._call)
        self._call = None  # the run is remembered, the data need not be
        self._wait(lambda: self._line.enter(self, connection.places))
        for attempt in range(2):
            if self._hand_over(connection, call, attempt):
                return
            connection.wait_for_workers()  # it died before the work began, so the work is not to blame
        raise failures.died()

    def _wait(self, ready: Callable[[], bool]) -> None:
        while not ready():
            if self._asked.wait(LOOK_EVERY):
                raise Cancelled

    def _hand_over(self, connection: Connection, call: bytes, attempt: int) -> bool:
        """Have the work done and the job ended; False if a worker died before the work began."""
        try:
            key = f"genocore-{self.job.id}-{attempt}"
            future = connection.client.submit(task.run, self.job.id, self._topic, call, key=key, pure=False)
            if not self._follow(connection, future):
                return True
            if future.status == "finished":
                self._conclude(task.unpack(future.result()))
                return True
            error = future.exception() if future.status == "error" else None
        except GenoError:
            raise
        except Exception as error:
            if connection.alive:
                raise
            raise failures.lost() from error
        if error is None:
            raise failures.lost()
        if type(error).__name__ != "KilledWorker":
            raise error
        if self._workers:
            self.end("failed", error=failures.died())
            connection.wait_for_workers()
        return bool(self._workers)

    def _follow(self, connection: Connection, future: Future) -> bool:
        """Wait for the end of the work, and see to it if it should stop; False if the job ended without it."""
        begin, asked = time.monotonic(), 0.0
        while future.status == "pending" and self.job.active:
            now = time.monotonic()
            if not connection.alive:
                raise failures.lost()
            if len(self._workers) > 1:  # a foreign scheduler tries once more what killed a worker
                connection.tell_stop(self.job.id)
                future.cancel()
                raise failures.died()
            if not self._workers and connection.places is not None and now - begin > START_SECONDS:
                future.cancel()
                raise failures.not_taken()
            if self._asked.is_set() and not asked:
                asked = now
                connection.tell_stop(self.job.id)
            elif asked and now - asked > (self._grace if self._workers else CATCH_SECONDS):
                future.cancel()
                if self._workers:
                    connection.end_worker(self._workers[-1])
                self.end("cancelled")
                connection.wait_for_workers()
            time.sleep(LOOK_EVERY)
        return self.job.active

    def _conclude(self, outcome: task.Outcome) -> None:
        match outcome.kind:
            case "done":
                self.end("done", result=outcome.value)
            case "cancelled":
                self.end("cancelled")
            case "error":
                self.end("failed", error=outcome.value, trace=outcome.trace)
            case "bug":
                logger.error("Job %s failed.\n%s", self.job.key, outcome.trace)
                self.end("failed", error=failures.bug(outcome.value), trace=outcome.trace)


def _nothing(job: Job) -> None:
    """Stand for no `on_end`."""
