import pytest

from genocore.jobs import Jobs
from tests.jobs.waiting import until


@pytest.fixture(scope="session")
def shared_jobs():
    """One cluster for most tests, since starting it takes more than a second."""
    jobs = Jobs("", workers=2, grace=0.7, preload=("graphlib",))
    yield jobs
    jobs.close()


@pytest.fixture
def jobs(shared_jobs):
    yield shared_jobs
    for job in shared_jobs.active():
        shared_jobs.cancel(job.key)
    until(lambda: not shared_jobs.active())
