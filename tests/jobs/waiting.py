"""Wait for what other threads and processes do."""

import time


def until(true, seconds=20.0):
    """Wait until ``true()`` and return what it gave."""
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
    return value


def end(job, seconds=20.0):
    """Wait for a job's end and return the job."""
    until(lambda: not job.active, seconds)
    return job
