"""The way to the workers: made when first needed, made anew when lost."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from genocore.errors import GenoError
from genocore.jobs import failures, task
from genocore.jobs.launch import START_SECONDS, Host

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Client

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 10


@dataclass(eq=False)
class Connection:
    """A client and, for a local cluster, the process that hosts it.

    Parameters
    ----------
    client : distributed.Client
    host : Host, optional
        None if the scheduler was not started by us.
    places : int or None
        How many jobs may be handed over at once; None if the scheduler decides.
    """

    client: Client
    host: Host | None = None
    places: int | None = None

    @property
    def alive(self) -> bool:
        """Whether work can be handed over and its end be heard of."""
        return self.client.status == "running" and (self.host is None or self.host.alive)

    def tell_stop(self, job: str) -> None:
        """Ask the workers to stop a job. Returns at once, since a busy worker may not answer for long."""

        def tell() -> None:
            try:
                self.client.run(task.stop, job, wait=False, on_error="ignore")
            except Exception:  # the grace ends, and with it the worker
                logger.debug("A worker could not be asked to stop.", exc_info=True)

        threading.Thread(target=tell, name="genocore-stop", daemon=True).start()

    def end_worker(self, worker: str) -> None:
        """Kill a worker process; its nanny starts a new one."""
        try:
            self.client.run(task.end_worker, workers=[worker], nanny=True)
        except Exception:
            logger.warning("Worker %s could not be ended. Was it started without a nanny?", worker, exc_info=True)

    def wait_for_workers(self) -> None:
        """Wait until every local worker is back, so that no job queues behind the work of another."""
        if self.places is not None and self.alive:
            try:
                self.client.wait_for_workers(self.places, timeout=START_SECONDS)
            except Exception:
                logger.warning("A worker process did not come back.", exc_info=True)

    def close(self) -> None:
        """Leave the cluster, and end it if it is our own."""
        if self.host is not None:
            self.host.close()
        with suppress(Exception):
            self.client.close(timeout=2)


class Cluster:
    """Connects on demand.

    Parameters
    ----------
    scheduler : str
        Address of a running scheduler; empty for workers on this machine.
    start : callable
        Starts the local host.
    topic : str
        Topic of the workers' messages.
    hear : callable
        Called with each message, in Dask's thread.
    """

    def __init__(
        self,
        scheduler: str,
        workers: int,
        start: Callable[[], Host],
        topic: str,
        hear: Callable[[dict[str, Any]], None],
    ) -> None:
        self._scheduler, self._workers, self._start, self._topic, self._hear = scheduler, workers, start, topic, hear
        self._lock = threading.Lock()
        self._link: Future[Connection] | None = None
        self._closed = False

    def connect(self) -> Future[Connection]:
        """Return the connection to come. Its ``result()`` raises a GenoError (JO001) if there is none to be had."""
        with self._lock:
            old = self._link
            if old is None or (old.done() and not _alive(old)):
                self._link = Future()
                threading.Thread(
                    target=self._establish, args=(self._link, old), name="genocore-cluster", daemon=True
                ).start()
            assert self._link is not None
            return self._link

    def close(self) -> None:
        """End the connection and the local cluster. A connection just being made ends itself."""
        with self._lock:
            self._closed = True
            link = self._link
        if link is not None and link.done() and link.exception() is None:
            link.result().close()

    def _establish(self, link: Future[Connection], old: Future[Connection] | None) -> None:
        if old is not None and old.exception() is None:
            old.result().close()  # what is left of a lost cluster must not hold the memory of the new one
        try:
            connection = self._connect(self._scheduler) if self._scheduler else self._connect_local()
            with self._lock:
                closed = self._closed
                link.set_result(connection)
            if closed:
                connection.close()
        except GenoError as error:
            link.set_exception(error)
        except Exception as error:
            logger.exception("The workers could not be started.")
            link.set_exception(failures.not_started(task.describe(error)))

    def _connect_local(self) -> Connection:
        host = self._start()
        connection = None
        try:
            import distributed  # noqa: F401 - takes a while, and so does the host

            connection = self._connect(host.hear("address", give_up=lambda: self._closed))
            connection.host, connection.places = host, self._workers
            host.hear("ready", give_up=lambda: self._closed)
        except Exception as error:
            # a host that cannot be reached may be about to end: only its log knows why
            failure = host.failure() if host.ended(within=2.0) else error
            host.close()
            if connection is not None:
                connection.close()
            raise failure from error
        return connection

    def _connect(self, address: str) -> Connection:
        import dask
        from distributed import Client

        class OwnClient(Client):
            """Closes itself when it cannot connect; Dask's would hold up the end of the app for 20 s."""

            def start(self, **options: Any) -> None:
                try:
                    super().start(**options)
                except BaseException:
                    with suppress(Exception):
                        self.close(timeout=2)
                    raise

        logging.getLogger("distributed").setLevel(logging.ERROR)
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost connection is ours to report
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"})  # a data set is meant to be large
        try:
            client = OwnClient(address, timeout=CONNECT_SECONDS, set_as_default=False, name="genocore")
        except Exception as error:  # also what Dask makes of a server that is none of its own
            logger.debug("No connection to %s.", address, exc_info=True)
            raise failures.not_reached(address) from error
        client.subscribe_topic(self._topic, lambda event: self._hear(event[1]))
        return Connection(client)


def _alive(link: Future[Connection]) -> bool:
    return link.exception() is None and link.result().alive
