"""The process that owns the local cluster: ``python -m genocore.jobs.host FOLDER WORKERS [MEMORY]``.

Dask's own ``LocalCluster`` cannot be started inside Streamlit: its workers are spawned, and a spawned process runs the
main module again, which there is the app. So one child process has a main module made for it, this one. It holds the
scheduler and the workers' nannies, and ends with everything it started as soon as its standard input closes: that is,
when the app closes it or ends in any way, killed included. The same on Linux, macOS and Windows.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

import psutil

MEMORY_SHARE = 0.6
"""Share of the machine's memory that all workers together may use."""
SETTINGS: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": 0,  # work that killed its worker would kill the next one
    "distributed.scheduler.worker-ttl": None,  # a long call into C may hold the interpreter for minutes
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
    # Work may use threads, not processes: joblib's would live on when their worker is killed.
    "distributed.worker.daemon": True,
    # One task a worker: there is nothing to spill, and a paused worker would never start its next task.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # Dask's default also sets OMP_NUM_THREADS=1 and its like; here one task may use all cores.
    "distributed.nanny.pre-spawn-environ": {"MALLOC_TRIM_THRESHOLD_": 65536},
}


async def serve(folder: Path, workers: int, memory: str) -> None:
    """Run the cluster until standard input closes, then end this process and all below it."""
    import dask
    from distributed import LocalCluster
    from distributed.system import MEMORY_LIMIT  # the machine's memory, or the container's if that is less

    dask.config.set(SETTINGS)
    closed = asyncio.create_task(asyncio.to_thread(sys.stdin.buffer.read))
    cluster = LocalCluster(
        host="127.0.0.1",
        n_workers=0,
        threads_per_worker=1,
        processes=True,
        memory_limit=memory or int(MEMORY_LIMIT * MEMORY_SHARE / workers),
        dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # no dashboard, yet a port would be opened: not 8787
        worker_dashboard_address=None,
        local_directory=str(folder),
        preload=["genocore.jobs.task"],
        asynchronous=True,
    )
    await cluster
    say(folder, "address", cluster.scheduler_address)
    cluster.scale(workers)  # only now: they start while the app connects
    await cluster
    say(folder, "ready")
    await closed
    end(folder)


async def main(folder: Path, workers: int, memory: str) -> None:
    """Serve; on an error leave at once, since the thread that reads standard input would keep the process."""
    try:
        await serve(folder, workers, memory)
    finally:
        traceback.print_exc()  # the app quotes its last line
        os._exit(1)


def say(folder: Path, what: str, text: str = "") -> None:
    """Tell the app something, as a file that appears in one go."""
    part = folder / f"{what}.part"
    part.write_text(text)
    part.rename(folder / what)


def end(folder: Path) -> None:
    """Kill the workers and what they started, remove the folder and leave."""
    # Only the workers: multiprocessing's resource tracker is left to clean up its semaphores and end by itself.
    for worker in multiprocessing.active_children():
        try:
            children = psutil.Process(worker.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            children = []
        worker.kill()
        worker.join(timeout=1)  # else it may still write into the folder
        for child in children:
            child.kill()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    # Pages must stay quick while a network trains on all cores.
    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 5)
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
