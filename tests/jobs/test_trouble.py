"""Stopping, dying workers, a lost cluster, and the end of the app."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from genocore.errors import GenoError
from genocore.jobs import Jobs
from tests.jobs import work
from tests.jobs.waiting import end, until

DIED = "The worker process died (it was killed or ran out of memory)."


def test_a_running_job_stops_at_its_next_report(jobs):
    ended = []
    job = jobs.submit("stop", "Stop", work.count, 1000, 0.05, on_end=ended.append)
    until(lambda: job.fraction > 0)
    pid = _workers()
    jobs.cancel("stop")
    assert job.stopping
    assert end(job).state == "cancelled"
    assert (job.error, job.stopping) == (None, False)
    assert 0 < job.fraction < 1
    until(lambda: ended == [job])
    assert _workers() == pid  # no process had to be ended


def test_a_queued_job_is_cancelled_at_once_and_never_runs(jobs, tmp_path):
    busy = [jobs.submit(f"busy {n}", "Busy", work.count, 1000, 0.05) for n in range(2)]
    until(lambda: all(job.state == "running" for job in busy))
    ended = []
    queued = jobs.submit("queued", "Queued", work.touch, str(tmp_path / "ran"), on_end=ended.append)
    jobs.cancel("queued")
    assert queued.state == "cancelled"
    assert [job.state for job in busy] == ["running", "running"]
    until(lambda: ended == [queued])
    for n in range(2):
        jobs.cancel(f"busy {n}")
    end(jobs.submit("after", "After", work.count, 1))
    assert not (tmp_path / "ran").exists()


def test_work_that_ignores_the_stop_is_ended_after_the_grace_with_its_worker_only(jobs, tmp_path):
    path = tmp_path / "pid"
    stubborn = jobs.submit("stubborn", "Stubborn", work.ignore_stop, 60, str(path))
    other = jobs.submit("other", "Other", work.count, 80, 0.05)
    until(lambda: path.exists() and path.read_text() and other.state == "running")
    pid = int(path.read_text())
    jobs.cancel("stubborn")
    following = jobs.submit("next", "Next", work.count, 1)
    assert end(stubborn).state == "cancelled"
    assert not psutil.pid_exists(pid)
    assert end(following).state == "done"
    assert end(other).state == "done"


def test_a_killed_worker_fails_its_job_at_once_and_spares_the_others(jobs):
    other = jobs.submit("survivor", "Survivor", work.count, 60, 0.05)
    dying = jobs.submit("dying", "Dying", work.kill_worker)
    following = jobs.submit("following", "Following", work.count, 1)
    assert end(dying).state == "failed"
    assert (dying.error.code, dying.error.message) == ("JO001", DIED)
    assert dying.error.hint == "Try fewer sequences or a smaller model."
    assert dying.note == "about to die"
    assert end(following).state == "done"
    assert end(other).state == "done"


def test_a_job_after_an_idle_worker_died_does_not_wait_for_the_busy_one(jobs):
    busy = jobs.submit("busy", "Busy", work.ignore_stop, 60)
    idle = end(jobs.submit("idle", "Idle", work.describe_worker)).result["pid"]
    until(lambda: busy.state == "running")
    os.kill(idle, signal.SIGKILL)
    quick = end(jobs.submit("quick", "Quick", work.count, 1))
    assert quick.state == "done"
    assert busy.state == "running"
    jobs.cancel("busy")
    end(busy)


def test_a_worker_that_outgrows_its_memory_is_ended(tmp_path):
    jobs = Jobs("", workers=1, memory_limit="400MB")
    job = end(jobs.submit("eat", "Eat", work.eat, 600))
    assert (job.state, job.error.message) == ("failed", DIED)
    assert end(jobs.submit("next", "Next", work.count, 1)).state == "done"
    jobs.close()


def test_a_lost_cluster_fails_its_jobs_and_the_next_job_starts_a_new_one():
    jobs = Jobs("", workers=1)
    running = jobs.submit("running", "Running", work.ignore_stop, 60)
    queued = jobs.submit("queued", "Queued", work.count, 1)
    until(lambda: running.state == "running")
    before = _workers()
    _host().kill()
    assert end(running).error.message == "The connection to the worker processes was lost."
    assert end(queued).state in ("failed", "done")
    assert end(jobs.submit("next", "Next", work.count, 1)).state == "done"
    until(lambda: not any(psutil.pid_exists(pid) for pid in before))
    jobs.close()


def test_closing_cancels_jobs_and_leaves_no_process_and_no_folder():
    jobs = Jobs("", workers=2)
    running = jobs.submit("running", "Running", work.ignore_stop, 60)
    until(lambda: running.state == "running")
    mine = {process.pid for process in _host().children(recursive=True)} | {_host().pid}
    folder = Path(_host().cmdline()[-3])
    begin = time.monotonic()
    jobs.close()
    assert time.monotonic() - begin < 5
    assert running.state == "cancelled"
    until(lambda: not any(psutil.pid_exists(pid) for pid in mine))
    assert not folder.exists()
    with pytest.raises(GenoError, match="shutting down"):
        jobs.submit("late", "Late", work.count, 1)


SCRIPT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite that runs in the background has it ignored
from genocore.jobs import Jobs
from tests.jobs import work
from tests.jobs.waiting import end, until
assert "distributed" not in sys.modules
jobs = Jobs(workers=1)
job = jobs.submit("a", "A", work.ignore_stop, 60)
while job.state == "queued":
    time.sleep(0.01)
import psutil
print(*[child.pid for child in psutil.Process().children(recursive=True)], flush=True)
if sys.argv[1] == "wait":
    time.sleep(60)
"""


@pytest.mark.parametrize("way", ["return", "interrupt", "kill"])
def test_the_app_ends_quickly_and_takes_its_workers_along(way):
    argument = "go" if way == "return" else "wait"
    root = Path(__file__).parents[2]
    app = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, argument], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    pids = [int(pid) for pid in app.stdout.readline().split()]
    begin = time.monotonic()
    if way == "interrupt":
        app.send_signal(signal.SIGINT)
    if way == "kill":
        app.kill()
    output, errors = app.communicate(timeout=20)
    assert time.monotonic() - begin < 5
    assert output == ""
    assert errors == "" or (way == "interrupt" and errors.strip().endswith("KeyboardInterrupt")), errors
    assert len(pids) >= 3  # host, resource tracker, worker
    until(lambda: not any(psutil.pid_exists(pid) for pid in pids))


def _host() -> psutil.Process:
    """Return the youngest host process of this one."""
    hosts = [child for child in psutil.Process().children() if "genocore.jobs.host" in child.cmdline()]
    return max(hosts, key=lambda process: process.create_time())


def _workers() -> set[int]:
    return {child.pid for child in _host().children()}
