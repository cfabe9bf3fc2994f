"""Clusters that are not there."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from genocore.jobs import Jobs
from tests.jobs import work
from tests.jobs.waiting import end


def test_a_scheduler_that_does_not_answer_fails_the_job_with_its_address(monkeypatch):
    monkeypatch.setenv("GENOCORE_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setattr("genocore.jobs.cluster.CONNECT_SECONDS", 1)
    jobs = Jobs()
    job = end(jobs.submit("a", "A", work.count, 1))
    assert (job.state, job.error.code) == ("failed", "JO001")
    assert job.error.message == "The workers at tcp://127.0.0.1:1 cannot be reached."
    assert "GENOCORE_SCHEDULER" in job.error.hint
    jobs.close()


def test_a_server_that_is_no_scheduler_counts_as_not_reached(monkeypatch):
    monkeypatch.setattr("genocore.jobs.cluster.CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        jobs = Jobs(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        job = end(jobs.submit("a", "A", work.count, 1))
        assert "cannot be reached" in job.error.message
        jobs.close()


def test_the_app_ends_quickly_after_a_scheduler_did_not_answer():
    script = """
from genocore.jobs import Jobs, cluster
from tests.jobs import waiting, work
cluster.CONNECT_SECONDS = 0.5
assert waiting.end(Jobs("tcp://127.0.0.1:1").submit("a", "A", work.count, 1)).state == "failed"
"""
    root = Path(__file__).parents[2]
    begin = time.monotonic()
    app = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert (app.returncode, app.stdout, app.stderr) == (0, "", "")
    assert time.monotonic() - begin < 10  # Dask's own client would wait for 20 s


def test_workers_that_cannot_start_fail_the_job_with_the_reason():
    jobs = Jobs("", memory_limit="plenty")
    job = end(jobs.submit("a", "A", work.count, 1))
    assert (job.state, job.error.code) == ("failed", "JO001")
    assert job.error.message.startswith("The worker processes could not be started (")
    jobs.close()
