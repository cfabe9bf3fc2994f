"""Choosing among candidates: by the training part alone, by plan and not by the clock."""

import numpy as np
import pytest

from genocore.errors import Cancelled
from genocore.models import search as module
from genocore.models.candidates import Candidate, candidates, variants
from genocore.models.fit import silent
from genocore.models.search import _shuffled, affordable, estimate, search
from genocore.models.trials import Entry, Task, join_best
from genocore.sequences import Dataset

TASKS = ("binary", "multiclass", "regression")
QUICK = [
    Candidate("logistic", "composition"),
    Candidate("logistic", "onehot"),
    Candidate("logistic", "kmers", {}, {"k": "1-2"}),
]


def planted(n=240, *, seed=0):
    """The base at position 4 gives the class away; composition and words hardly do."""
    letters = np.random.default_rng(seed).choice(list("ACGT"), (n, 12))
    target = np.arange(n) % 2
    letters[:, 3] = np.where(target == 1, "G", "T")
    letters[:, 8] = np.where(target == 1, "T", "G")
    return Task(
        Dataset.from_strings(["".join(row) for row in letters]), target, np.arange(n), "binary", 1
    )  # fmt: skip


def entry(losses, answers=None, *, candidate=QUICK[0]):
    losses = np.asarray(losses, dtype=float)
    return Entry((candidate,), losses if answers is None else np.asarray(answers), losses, 1.0, 0.1)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(("n", "length", "fixed"), [(40, 9, True), (3000, 60, True), (1300, 5000, False), (60, 200, 0)])
def test_there_is_something_to_try_for_data_of_every_kind(task, n, length, fixed):
    found = candidates(task, n, length, bool(fixed))
    assert len(found) >= 2
    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert one.model_params is not None
        assert one.encoder_params is not None
        assert estimate(one, n, length) > 0


def test_positions_are_not_compared_in_sequences_of_different_lengths():
    assert not [one for one in candidates("binary", 500, 200, False) if one.encoder == "onehot"]


def test_networks_are_not_tried_on_few_records():
    assert not [one for one in candidates("binary", 300, 60, True) if one.model in ("cnn", "mlp")]
    assert [one for one in candidates("binary", 3000, 60, True) if one.model in ("cnn", "mlp")]


def test_the_candidate_that_sees_what_matters_wins():
    best, board = search(planted(), QUICK, seconds=60, join=False, on_progress=silent)
    assert best.candidates == (QUICK[1],)
    assert board[0] is best
    assert [entry.loss for entry in board] == sorted(entry.loss for entry in board)
    assert best.loss < 0.2 < board[-1].loss


def test_the_same_seed_gives_the_same_choice_and_losses():
    first, second = (search(planted(), QUICK, seconds=60, join=True, on_progress=silent) for _ in range(2))
    assert [e.candidates for e in first[1]] == [e.candidates for e in second[1]]
    assert [e.loss for e in first[1]] == [e.loss for e in second[1]]


def test_losses_are_those_of_records_that_were_not_trained_on():
    """A model that remembers everything would have no loss on its own records."""
    noise = planted()
    noise = Task(noise.data, np.random.default_rng(3).permutation(noise.target), noise.groups, "binary", 1)
    forest = [Candidate("random_forest", "kmers", {"trees": 30}, {"k": "1-4"})]
    best, _ = search(noise, forest, seconds=60, join=False, on_progress=silent)
    assert best.loss > 0.65


def test_copies_in_a_group_are_never_on_both_sides(monkeypatch):
    task = planted()
    task = Task(task.data, task.target, np.repeat(np.arange(80), 3) + 1000, "binary", 1)
    seen = []
    real = module.attempt

    def spy(part, candidate, folds):
        seen.extend((set(part.groups[a].tolist()), set(part.groups[b].tolist())) for a, b in folds)
        return real(part, candidate, folds)

    monkeypatch.setattr(module, "attempt", spy)
    task = Task(task.data, np.repeat(np.arange(80) % 2, 3), task.groups, "binary", 1)
    search(task, QUICK[:2], seconds=60, join=False, on_progress=silent)
    assert seen
    assert all(not fitted & held for fitted, held in seen)


def test_all_are_tried_on_few_records_and_the_better_ones_on_more(monkeypatch):
    monkeypatch.setattr(module, "RUNGS", (60, 120, 240))
    monkeypatch.setattr(module, "FEWEST", 1)
    best, board = search(planted(400), QUICK, seconds=60, join=False, on_progress=silent)
    assert {entry.candidates[0]: (len(entry.losses), entry.dropped) for entry in board}[QUICK[1]] == (240, False)
    assert sorted(len(entry.losses) for entry in board)[0] < 240
    assert sum(entry.dropped for entry in board) == 2
    assert best.candidates == (QUICK[1],)


def test_the_settings_of_the_best_are_varied_as_far_as_it_helps_and_there_is_time():
    weak = [Candidate("logistic", "onehot", {"c": 1e-4}), Candidate("logistic", "composition")]
    task = planted(400)
    best, board = search(task, weak, seconds=60, join=False, on_progress=silent)
    tried = {
        entry.candidates[0].model_params["c"]: entry.loss for entry in board if entry.candidates[0].encoder == "onehot"
    }
    assert set(tried) >= {1e-4, 1e-3, 1e-2, 0.1}
    assert best.candidates[0].model_params["c"] == min(tried, key=tried.get) > 1e-3
    names = [entry.to_dict()["name"] for entry in board]
    assert len(names) == len(set(names))
    _, short = search(task, weak, seconds=0.5, join=False, on_progress=silent)
    assert len(short) < len(board)


def test_settings_are_not_varied_on_few_records():
    weak = [Candidate("logistic", "onehot", {"c": 1e-4})]
    _, board = search(planted(200), weak, seconds=60, join=False, on_progress=silent)
    assert len(board) == 1


@pytest.mark.parametrize("task", TASKS)
def test_variants_differ_in_one_setting_that_the_model_takes(task):
    for candidate in candidates(task, 3000, 60, True):
        for variant in variants(candidate):
            now, new = candidate.model_params, variant.model_params
            assert sum(now[name] != new[name] for name in now) == 1
            assert (variant.model, variant.encoder, variant.encoder_params) == (
                candidate.model, candidate.encoder, candidate.encoder_params,
            )  # fmt: skip


def test_what_would_take_too_long_is_left_out_but_two_remain():
    dear = Candidate("random_forest", "onehot", {"trees": 5000})
    assert dear not in affordable([*QUICK, dear], 100_000, 200, 5.0)
    assert dear in affordable([*QUICK, dear], 100_000, 200, 1e6)
    assert len(affordable([dear, QUICK[1]], 100_000, 200, 1e-9)) == 2


def test_after_three_times_the_planned_time_the_rest_is_left_out_and_said(monkeypatch):
    ticks = iter(np.arange(0, 1e6, 10.0))
    monkeypatch.setattr(module.time, "perf_counter", lambda: float(next(ticks)))
    with pytest.warns(UserWarning, match="Time ran out"):
        _, board = search(planted(), QUICK, seconds=1.0, join=False, on_progress=silent)
    assert len(board) == 2


def test_the_mean_of_two_is_taken_only_if_it_wins_by_its_interval():
    task = planted(200)
    rng = np.random.default_rng(0)
    sure = np.where(rng.random(200) < 0.5, 0.95, 0.4)  # right about different records
    other = 1.35 - sure
    own = [np.column_stack([np.where(task.target == 0, p, 1 - p), np.where(task.target == 1, p, 1 - p)])
           for p in (sure, other)]  # fmt: skip
    finalists = [
        entry(task.losses(answers, np.arange(200)), answers, candidate=candidate)
        for candidate, answers in zip(QUICK, own, strict=False)
    ]
    assert len(join_best(task, finalists).candidates) == 2
    alike = [entry(one.losses, one.answers) for one in finalists]  # one pair in two settings
    assert join_best(task, alike) is alike[0]
    same = [finalists[0], finalists[0]]
    assert join_best(task, same) is same[0]


def test_of_few_records_the_mean_is_of_different_features():
    task, rng = planted(200), np.random.default_rng(0)
    entries = []
    for candidate in (Candidate("random_forest", "onehot"), *QUICK):
        answers = np.full((200, 2), 0.3)
        answers[np.arange(200), task.target] = rng.uniform(0.6, 0.8, 200)
        answers /= answers.sum(axis=1, keepdims=True)
        entries.append(entry(task.losses(answers, np.arange(200)), answers, candidate=candidate))
    found = join_best(task, entries).candidates
    assert [one.encoder for one in found] == ["onehot", "composition", "kmers"]


def test_groups_are_drawn_whole():
    groups = np.repeat(np.arange(50), 4)
    order = groups[_shuffled(groups, 0)]
    assert sorted(_shuffled(groups, 0).tolist()) == list(range(200))
    assert len(np.flatnonzero(np.diff(order))) == 49
    assert _shuffled(groups, 0).tolist() != _shuffled(groups, 1).tolist()


def test_the_leaderboard_is_told_as_it_fills_and_the_search_can_be_stopped():
    told = []

    def watch(fraction, note="", leaderboard=(), **details):
        told.append((fraction, len(leaderboard)))

    search(planted(), QUICK, seconds=60, join=True, on_progress=watch)
    fractions, sizes = zip(*told, strict=True)
    assert list(fractions) == sorted(fractions)
    assert fractions[-1] == 1.0
    assert sizes[0] == 0
    assert sizes[-1] >= 3

    def stop(fraction, note="", **details):
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        search(planted(), QUICK, seconds=60, join=True, on_progress=stop)


def test_too_few_records_to_divide_take_the_cheapest_on_trust():
    few = planted(4).take(np.array([0, 1]))
    with pytest.warns(UserWarning, match="nothing was compared"):
        best, board = search(few, QUICK, seconds=60, join=True, on_progress=silent)
    assert (len(best.candidates), board) == (1, [])


def test_few_records_without_a_class_are_passed_over_for_more(monkeypatch):
    monkeypatch.setattr(module, "RUNGS", (60, 400))
    task = planted(400)
    rare = np.zeros(400, dtype=int)
    rare[[3, 77, 200, 301]] = 2
    for seed in range(6):
        some = Task(task.data, np.where(rare, rare, task.target), task.groups, "multiclass", seed)
        best, board = search(some, QUICK, seconds=60, join=True, on_progress=silent)
        assert {len(entry.losses) for entry in board} <= {60, 400}
        assert max(len(entry.losses) for entry in board) == 400
        assert best.candidates[0].encoder == "onehot"


def test_groups_larger_than_the_first_step_are_compared_all_the_same(monkeypatch):
    monkeypatch.setattr(module, "RUNGS", (100, 800))
    monkeypatch.setattr(module, "FEWEST", 1)
    task = planted(800)
    large = Task(task.data, task.target, np.arange(800) // 200, "binary", 1)
    best, board = search(large, QUICK, seconds=60, join=False, on_progress=silent)
    assert best.candidates[0].encoder == "onehot"
    assert {len(entry.losses) for entry in board} == {100, 800}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("n", [100, 200, 900])
@pytest.mark.parametrize("length", [1, 9, 19, 25])
@pytest.mark.parametrize("fixed", [False, True])
def test_there_are_always_two_to_compare(task, n, length, fixed):
    assert len(candidates(task, n, length, fixed)) >= 2


def test_copies_do_not_narrow_the_interval_on_the_leaderboard():
    losses = np.random.default_rng(0).random(60)
    alone = Entry((QUICK[0],), losses, losses, 1.0, 0.1, np.arange(60)).to_dict()
    copied = Entry((QUICK[0],), losses, np.repeat(losses, 25), 1.0, 0.1, np.repeat(np.arange(60), 25)).to_dict()
    assert copied["high"] - copied["low"] == pytest.approx(alone["high"] - alone["low"])
