"""Work for the tests, imported by the workers."""

import os
import signal
import sys
import time
from pathlib import Path

from genocore.errors import InputError


def count(steps, seconds=0.0, *, on_progress, **details):
    for step in range(steps):
        on_progress(step / steps, f"step {step + 1} of {steps}", step=step, **details)
        time.sleep(seconds)
    return steps


def flood(calls, *, on_progress):
    begin = time.perf_counter()
    for call in range(calls):
        on_progress(call / calls, "flood", call=call)
    return (time.perf_counter() - begin) / calls


def fall_silent(seconds, *, on_progress):
    on_progress(0.1, "first")
    on_progress(0.2, "second")
    time.sleep(seconds)


def touch(path, *, on_progress):
    with Path(path).open("a") as file:
        file.write("x")
    time.sleep(0.3)


def refuse(*, on_progress):
    raise InputError("'J' is not a DNA letter.", hint="Is this a protein file?", code="FA004", file="a.fa", line=3)


def refuse_data(data, *, on_progress):
    raise InputError("No.")


def stumble(*, on_progress):
    return {}["missing"]


def leave(*, on_progress):
    sys.exit(3)


def lock(*, on_progress):
    import threading

    return threading.Lock()


def ignore_stop(seconds, path="", *, on_progress):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
        if path:
            Path(path).write_text(str(os.getpid()))
    return "ran to the end"


def kill_worker(*, on_progress):
    on_progress(0.5, "about to die")
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)


def eat(megabytes, *, on_progress):
    hoard = bytearray(megabytes << 20)
    hoard[::4096] = b"x" * len(hoard[::4096])
    time.sleep(5)


def describe_worker(*, on_progress):
    names = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "TF_CPP_MIN_LOG_LEVEL")
    return {"pid": os.getpid(), "modules": set(sys.modules), "env": {name: os.environ.get(name) for name in names}}


def size(data, *, on_progress):
    return len(data)


def give(size, *, on_progress):
    return bytes(size)
