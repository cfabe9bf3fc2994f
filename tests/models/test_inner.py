import numpy as np
import pytest

from genocore.models.inner import inner_folds


def assert_each_row_held_out_once(folds, n):
    assert sorted(np.concatenate([held for _, held in folds]).tolist()) == list(range(n))
    for fit, held in folds:
        assert sorted([*fit.tolist(), *held.tolist()]) == list(range(n))


@pytest.mark.parametrize("target", [np.arange(40) % 3, np.linspace(-1, 1, 40)], ids=["classes", "numbers"])
@pytest.mark.parametrize("groups", [np.arange(40), np.arange(40) // 2, np.arange(40) % 7], ids=["own", "pairs", "few"])
def test_every_row_is_held_out_once_and_groups_stay_together(target, groups):
    folds = inner_folds(target, groups, folds=3, seed=1)
    assert len(folds) == 3
    assert_each_row_held_out_once(folds, 40)
    for fit, held in folds:
        assert not set(groups[fit]) & set(groups[held])


def test_classes_are_held_in_proportion():
    target = np.repeat([0, 1], [80, 20])
    for _, held in inner_folds(target, np.arange(100), folds=5, seed=0):
        assert np.bincount(target[held]).tolist() == [16, 4]


def test_the_seed_decides():
    target, groups = np.arange(30) % 2, np.arange(30)
    first, same, other = (inner_folds(target, groups, folds=3, seed=seed)[0][1].tolist() for seed in (0, 0, 1))
    assert first == same
    assert first != other


def test_there_are_fewer_folds_where_a_class_has_few_groups():
    target = np.repeat([0, 1], [20, 3])
    assert len(inner_folds(target, np.arange(23), folds=5, seed=0)) == 3


@pytest.mark.parametrize(
    ("target", "groups"),
    [
        (np.repeat([0, 1], [20, 1]), np.arange(21)),
        (np.repeat([0, 1], [20, 3]), np.append(np.arange(20), [20, 20, 20])),
        (np.array([0.1, 0.2, 0.3]), np.arange(3)),
        (np.linspace(0, 1, 30), np.arange(30) % 3),
        (np.zeros(0, dtype=int), np.zeros(0, dtype=int)),
    ],
    ids=["one record of a class", "one group of a class", "three numbers", "three groups of numbers", "nothing"],
)
def test_without_enough_groups_there_are_none(target, groups):
    assert inner_folds(target, groups, folds=5, seed=0) == []


def test_every_class_is_learnt_from_in_every_fold():
    generator = np.random.default_rng(0)
    for _ in range(20):
        groups = generator.integers(0, 6, 60)
        target = generator.choice(3, 60, p=[0.8, 0.15, 0.05])
        for fit, held in inner_folds(target, groups, folds=3, seed=0):
            assert set(target[fit]) == set(target)
            assert len(held)
