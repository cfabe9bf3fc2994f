"""Jobs on a scheduler somebody else runs, with Dask's own settings."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from genocore.jobs import Jobs
from tests.jobs import work
from tests.jobs.waiting import end, until

DIED = "The worker process died (it was killed or ran out of memory)."


@pytest.fixture
def scheduler(tmp_path):
    """Yield the address of a foreign scheduler with one worker, and its process."""
    file = tmp_path / "scheduler.json"
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    common = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file)]
    commands = (["dask_scheduler", "--port", "0"], ["dask_worker", "--nthreads", "1", "--worker-port", "0"])
    with (tmp_path / "log").open("w") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{name}", *options, *common],
                env=env,
                stdout=log,
                stderr=log,
                cwd=tmp_path,
            )
            for name, *options in commands
        ]

    def address():
        with suppress(OSError, ValueError):
            return json.loads(file.read_text())["address"]

    yield until(address), processes[0]
    for process in reversed(processes):
        process.kill()
        process.wait(20)


def test_jobs_on_a_foreign_scheduler(scheduler, monkeypatch):
    """One test, since each scheduler takes seconds: success, queue, stubborn work, death, loss."""
    address, process = scheduler
    monkeypatch.setenv("GENOCORE_SCHEDULER", address)
    jobs = Jobs(grace=0.5)
    assert end(jobs.submit("count", "Count", work.count, 3)).result == 3

    stubborn = jobs.submit("stubborn", "Stubborn", work.ignore_stop, 60)
    until(lambda: stubborn.state == "running")  # each job goes to the scheduler in a thread of its own
    waiting = jobs.submit("waiting", "Waiting", work.count, 1)
    following = jobs.submit("following", "Following", work.count, 1)
    jobs.cancel("waiting")
    assert end(waiting).state == "cancelled"
    jobs.cancel("stubborn")
    assert end(stubborn).state == "cancelled"
    assert end(following).state == "done"

    # Dask's default would try the work that kills workers three times more.
    dying = end(jobs.submit("dying", "Dying", work.kill_worker))
    assert (dying.state, dying.error.message) == ("failed", DIED)
    assert end(jobs.submit("next", "Next", work.count, 1)).state == "done"

    running = jobs.submit("running", "Running", work.ignore_stop, 60)
    until(lambda: running.state == "running")
    process.kill()
    assert end(running).error.message == "The connection to the worker processes was lost."
    jobs.close()
