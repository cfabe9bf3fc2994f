"""Jobs on the local cluster: what a page sees of work that goes well, fails or is joined."""

import gc
import sys
import threading
import time
import weakref

import numpy as np
import pytest

from genocore.errors import InputError
from genocore.jobs import Jobs
from tests.jobs import work
from tests.jobs.waiting import end, until


def test_a_job_goes_from_queued_to_done_and_shows_its_progress(jobs):
    job = jobs.submit("count", "Count", work.count, 10, 0.05, loss=np.float32(0.5))
    assert (job.state, job.label, job.seconds) == ("queued", "Count", 0.0)
    seen = []
    until(lambda: seen.append((job.state, job.fraction, job.note)) or not job.active)
    assert (job.state, job.result, job.fraction, job.error) == ("done", 10, 1.0, None)
    running = [fraction for state, fraction, _ in seen if state == "running"]
    assert running == sorted(running)
    assert len(set(running)) >= 3
    assert job.note == "step 10 of 10"
    assert job.details == {"step": 9, "loss": 0.5}
    assert job.submitted <= job.started <= job.ended
    assert 0.5 <= job.seconds < 5


def test_progress_costs_little_and_the_last_report_arrives(jobs):
    job = end(jobs.submit("flood", "Flood", work.flood, 100_000))
    assert job.details == {"call": 99_999}
    assert job.result < 20e-6  # seconds a call: far from it, but nothing here may wait


def test_a_note_followed_by_silence_is_told(jobs):
    job = jobs.submit("silence", "Silence", work.fall_silent, 1)
    until(lambda: job.note == "second")
    assert job.state == "running"
    end(job)


def test_an_error_of_the_work_arrives_as_it_was(jobs):
    job = end(jobs.submit("refuse", "Refuse", work.refuse))
    assert job.state == "failed"
    assert isinstance(job.error, InputError)
    assert job.error.one_line() == "FA004 a.fa:3: 'J' is not a DNA letter. — Is this a protein file?"
    assert "in refuse" in job.traceback


@pytest.mark.parametrize(
    ("function", "text"),
    [(work.stumble, "KeyError: 'missing'"), (work.leave, "SystemExit: 3"), (work.lock, "cannot pickle '_thread.lock'")],
)
def test_a_bug_fails_the_job_with_a_short_text_and_the_full_traceback(jobs, function, text):
    job = end(jobs.submit("bug", "Bug", function))
    assert (job.state, job.error.code) == ("failed", "JO001")
    assert text in job.error.message
    assert "Traceback (most recent call last)" in job.traceback


def test_work_that_cannot_be_sent_fails_the_job(jobs):
    job = end(jobs.submit("lock", "Lock", work.size, threading.Lock()))
    assert (job.state, job.error.code) == ("failed", "JO001")
    assert "pickle" in job.error.message


def test_an_active_key_is_joined_and_an_ended_one_starts_anew(jobs, tmp_path):
    path = tmp_path / "runs"
    found = []

    def click():
        found.append(jobs.submit("same", "Same", work.touch, str(path)))

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(job) for job in found}) == 1
    first = end(found[0])
    assert path.read_text() == "x"
    again = jobs.submit("same", "Same", work.touch, str(path))
    assert again is not first
    assert jobs.get("same") is again
    assert end(again).state == first.state == "done"
    assert path.read_text() == "xx"


def test_two_jobs_run_at_once_in_two_processes_and_a_third_waits(jobs):
    pair = [jobs.submit(f"pair {n}", "Pair", work.count, 60, 0.05) for n in range(2)]
    third = jobs.submit("third", "Third", work.describe_worker)
    until(lambda: all(job.state == "running" for job in pair))
    assert third.state == "queued"
    assert jobs.active() == [*pair, third]
    jobs.cancel("pair 0")
    assert end(third).state == "done"
    assert pair[1].state == "running"


def test_jobs_start_in_the_order_they_were_handed_in(jobs):
    for n in range(6):
        jobs.submit(f"order {n}", "Order", work.count, 1, 0.1)
    order = [end(jobs.get(f"order {n}")).started for n in range(6)]
    assert sorted(order[:2]) + sorted(order[2:4]) + sorted(order[4:]) == sorted(order)


def test_on_end_is_called_once_with_the_final_job_in_another_thread(jobs):
    calls = []
    job = jobs.submit(
        "on end", "On end", work.count, 1, on_end=lambda job: calls.append((job.state, threading.current_thread()))
    )
    jobs.submit("on end", "On end", work.count, 1, on_end=calls.append)  # joined: its on_end is not taken
    until(lambda: calls)
    assert calls == [("done", calls[0][1])]
    assert calls[0][1] is not threading.main_thread()
    assert job.state == "done"


def test_an_exception_in_on_end_is_logged_and_harms_nobody(jobs, caplog):
    job = jobs.submit("bad end", "Bad end", work.count, 1, on_end=lambda job: {}["missing"])
    until(lambda: "What should follow job bad end failed" in caplog.text)
    assert (job.state, job.result) == ("done", 1)


def test_large_data_pass_in_both_directions(jobs):
    sent = end(jobs.submit("sent", "Sent", work.size, np.zeros(40_000_000, dtype="uint8")))
    got = end(jobs.submit("got", "Got", work.give, 40_000_000))
    assert (sent.result, len(got.result)) == (40_000_000, 40_000_000)


def test_an_ended_job_keeps_nothing_of_its_input(jobs):
    for function in (work.size, work.refuse_data):
        data = np.zeros(10)
        alive = weakref.ref(data)
        end(jobs.submit("input", "Input", function, data))
        del data
        until(lambda alive=alive: gc.collect() is not None and alive() is None)


def test_submitting_and_cancelling_never_block(jobs):
    begin = time.perf_counter()
    for n in range(10):
        jobs.submit(f"quick {n}", "Quick", work.count, 100, 0.1)
    for n in range(10):
        jobs.cancel(f"quick {n}")
    assert time.perf_counter() - begin < 1


def test_workers_have_what_the_work_needs_and_the_app_gets_no_tensorflow(jobs):
    before = "tensorflow" in sys.modules  # other tests of this process may have needed it
    worker = end(jobs.submit("worker", "Worker", work.describe_worker)).result
    assert worker["env"] == {"OMP_WAIT_POLICY": "passive", "TF_CPP_MIN_LOG_LEVEL": "2", "OMP_NUM_THREADS": None}
    assert "graphlib" in worker["modules"]  # preloaded
    assert not {"tensorflow", "streamlit"} & worker["modules"]
    assert ("tensorflow" in sys.modules) == before


def test_only_the_youngest_ended_jobs_are_remembered():
    jobs = Jobs("tcp://127.0.0.1:1", keep=2)
    for n in range(4):
        jobs.submit(str(n), "", work.count, 1)
        jobs.cancel(str(n))
    jobs.submit("4", "", work.count, 1)
    assert [n for n in range(5) if jobs.get(str(n))] == [2, 3, 4]
    jobs.close()
