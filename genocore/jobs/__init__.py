"""Long work in worker processes: submit it, watch it, stop it. Knows no biology and no Streamlit.

>>> jobs = Jobs()                          # nothing is started until the first job
>>> jobs.get("train|abc") is None, jobs.active()
(True, [])
>>> jobs.close()
"""

from genocore.jobs.job import Job
from genocore.jobs.runner import Jobs

__all__ = ["Job", "Jobs"]
