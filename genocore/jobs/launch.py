"""Start and end the process that hosts the local cluster (see `genocore.jobs.host`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from genocore.jobs import failures
from genocore.jobs.task import PRELOAD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from genocore.errors import GenoError

START_SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the genocore package, which need not be installed."""


class Host:
    """The host process, seen from the app.

    Parameters
    ----------
    workers : int
        Worker processes.
    memory_limit : str or int, optional
        Limit of each, e.g. ``"4GB"``.
    preload : sequence of str
        Modules each worker imports when it starts.
    """

    def __init__(self, workers: int, memory_limit: str | int | None, preload: Sequence[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="genocore-jobs-"))
        self._log = self._folder / "log.txt"
        command = [sys.executable, "-m", "genocore.jobs.host", str(self._folder), str(workers), str(memory_limit or "")]
        with self._log.open("ab") as log:
            # The open pipe tells the host that the app lives. Workers print into the log, never to the app's stdout.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment(preload),
                # Ctrl-C is for the app alone, which then ends its host.
                start_new_session=sys.platform != "win32",
                creationflags=_WINDOWS_FLAGS,
            )

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def ended(self, within: float) -> bool:
        """Return whether the process has ended, or does so within some seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=within)
        return not self.alive

    def hear(self, what: str, give_up: Callable[[], bool]) -> str:
        """Wait until the host says `what`: ``"address"`` with the scheduler's address, then ``"ready"``.

        Raises
        ------
        GenoError
            JO001 if the process ends or takes too long, or `give_up` says so.
        """
        deadline = time.monotonic() + START_SECONDS
        while self.alive and time.monotonic() < deadline and not give_up():
            with suppress(FileNotFoundError):
                return (self._folder / what).read_text()
            time.sleep(0.02)
        raise self.failure()

    def failure(self) -> GenoError:
        """Return why there are no workers, as far as the log tells."""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return failures.not_started(lines[-1][:200] if lines else "")

    def close(self) -> None:
        """End the process and all below it; it cleans up after itself once its input closes."""
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the workers end by themselves when their parent is gone
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_WINDOWS_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def environment(preload: Sequence[str]) -> dict[str, str]:
    """Return the workers' environment: the app's own, with what they need to find genocore and to share the cores."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "OMP_WAIT_POLICY": "passive",  # threads that wait must not eat the cores of those that work
        "TF_CPP_MIN_LOG_LEVEL": "2",
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        PRELOAD: ",".join(preload),
    }
