import numpy as np
import pytest

from genocore.errors import InputError, NotEnoughData
from genocore.sequences import Dataset
from genocore.splitting import make_split
from genocore.splitting.split import leakage_percent

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def dna(n, length=30, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


def opposite(sequence):
    return sequence.translate(COMPLEMENT)[::-1]


def distinct(counts, *, seed=0):
    """Different sequences with so many records of each class, in mixed order; None stands for no label."""
    labels = [label for label, n in counts.items() for _ in range(n)]
    order = np.random.default_rng(seed).permutation(len(labels))
    return Dataset.from_strings(dna(len(labels), seed=seed), labels=[labels[row] for row in order])


def copied(n=60, copies=3, *, seed=0):
    """Each sequence several times, every second time from the opposite strand; copies have one label."""
    kinds = dna(n, seed=seed)
    rows = np.random.default_rng(seed).permutation(np.repeat(np.arange(n), copies))
    sequences = [kinds[kind] if place % 2 else opposite(kinds[kind]) for place, kind in enumerate(rows)]
    return Dataset.from_strings(sequences, labels=["ab"[kind % 2] for kind in rows]), rows


def grouped(groups, counts):
    """Records of classes in proportion 2:1, spread over named groups of the given sizes."""
    names = np.repeat(np.array(groups, dtype=object), counts)
    sequences = dna(len(names), seed=3)
    data = Dataset.from_strings(sequences, labels=["aab"[row % 3] for row in range(len(names))])
    return Dataset(data.ids, data.letters, data.offsets, data.target, data.classes, {"gene": names})


def assert_undivided(split, group):
    """Rows with equal numbers are in one fold, or all locked away."""
    for fold in split.fold:
        for value in np.unique(group):
            assert len(set(fold[group == value])) == 1
    assert not set(group[split.test]) & set(group[split.train])


@pytest.mark.parametrize("kind", ["random", "identical", "auto"])
@pytest.mark.parametrize("repeats", [1, 3])
def test_every_labelled_row_is_locked_away_or_scored_once_a_repeat(kind, repeats):
    data = distinct({"a": 50, "b": 40, "c": 30, None: 20})
    split = make_split(data, kind, folds=4, repeats=repeats)
    assert split.fold.shape == (repeats, len(data))
    assert len(split.test)
    locked = np.isin(np.arange(len(data)), split.test)
    for fold in split.fold:
        np.testing.assert_array_equal(fold >= 0, data.labelled & ~locked)
        assert set(fold) == {-1, 0, 1, 2, 3}
    assert not locked[~data.labelled].any()
    np.testing.assert_array_equal(split.train, np.flatnonzero(data.labelled & ~locked))


def test_the_locked_part_is_in_order_and_has_no_row_twice():
    split = make_split(distinct({"a": 50, "b": 50}))
    assert split.test.dtype == np.int64
    assert (np.diff(split.test) > 0).all()


@pytest.mark.parametrize("counts", [{"a": 60, "b": 60}, {"a": 90, "b": 30}, {"a": 77, "b": 31, "c": 52}])
def test_classes_are_in_proportion_everywhere(counts):
    data = distinct(counts)
    split = make_split(data, "random", folds=5, repeats=2)
    total = np.array(list(counts.values()))
    locked = np.bincount(data.target[split.test])
    assert np.abs(locked - 0.2 * total).max() <= 1
    for fold in split.fold:
        for number in range(5):
            assert np.abs(np.bincount(data.target[fold == number]) - (total - locked) / 5).max() < 1.001


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5])
def test_the_share_asked_for_is_locked_away(share):
    split = make_split(distinct({"a": 200, "b": 200}), test_share=share, folds=2)
    assert len(split.test) / 400 == pytest.approx(share, abs=0.02)


def test_no_share_locks_nothing_away():
    data = distinct({"a": 50, "b": 50})
    split = make_split(data, test_share=0)
    assert (len(split.test), len(split.train)) == (0, 100)


@pytest.mark.parametrize(("smallest", "share", "locked"), [(24, 0.2, 0), (25, 0.2, 1), (9, 0.5, 0), (49, 0.1, 0)])
def test_a_class_too_small_for_it_means_no_locked_part(smallest, share, locked):
    split = make_split(distinct({"a": 100, "b": smallest}), test_share=share, folds=2)
    assert bool(len(split.test)) == locked


def test_nothing_is_locked_away_if_the_rest_could_not_fill_the_folds():
    data = distinct({"a": 30, "b": 30})
    split = make_split(data, test_share=0.5, folds=20)
    assert len(split.test) == 0
    assert all(set(data.target[split.fold[0] == number]) == {0, 1} for number in range(20))
    data, _ = copied(n=12, copies=10)  # 60 records a class, but 6 sequences
    assert len(make_split(data, folds=6).test) == 0
    assert len(make_split(data, folds=4).test)


def test_classes_smaller_than_the_folds_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        make_split(distinct({"a": 4, "b": 3}), folds=5, test_share=0)
    assert caught.value.code == "ML005"


def test_one_small_class_beside_a_large_one_is_dealt_out_as_far_as_it_goes():
    data = distinct({"a": 30, "b": 3})
    split = make_split(data, folds=5, test_share=0)
    assert sorted(np.bincount(split.fold[0][data.target == 1], minlength=5)) == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("seed", range(5))
def test_copies_on_either_strand_are_never_divided(seed):
    data, kinds = copied(seed=seed)
    split = make_split(data, "identical", folds=5, repeats=2, seed=seed)
    assert len(split.test)
    assert_undivided(split, kinds)
    assert split.leakage_percent == 0
    assert split.groups == 60


def test_copies_with_different_labels_are_not_divided_either():
    kinds = np.repeat(np.arange(40), 2)
    sequences = [dna(40)[kind] for kind in kinds]
    data = Dataset.from_strings(sequences, labels=["ab"[row % 2] for row in range(80)])
    split = make_split(data, "identical", folds=4, test_share=0)
    assert_undivided(split, kinds)


def test_the_random_split_divides_copies_and_says_how_many():
    data, _ = copied()
    split = make_split(data, "random")
    assert split.kind == "random"
    assert split.leakage_percent > 50
    assert split.groups == len(data)
    assert len(np.unique(split.group)) == len(data)


def test_auto_keeps_copies_together_only_if_there_are_any():
    assert make_split(distinct({"a": 40, "b": 40})).kind == "random"
    data, kinds = copied()
    split = make_split(data)
    assert split.kind == "identical"
    assert_undivided(split, kinds)


def test_auto_finds_a_single_copy_on_the_opposite_strand():
    sequences = dna(40)
    sequences[17] = opposite(sequences[30])
    data = Dataset.from_strings(sequences, labels=["a", "b"] * 20)
    split = make_split(data)
    assert split.kind == "identical"
    assert (split.fold[:, 17] == split.fold[:, 30]).all()
    assert split.groups == 39


def test_copies_without_a_label_leak_nothing():
    sequences = dna(40)
    data = Dataset.from_strings([*sequences, *sequences], labels=["a", "b"] * 20 + [None] * 40)
    split = make_split(data, "random", test_share=0)
    assert split.leakage_percent == 0
    assert (split.fold[0, 40:] == -1).all()


@pytest.mark.parametrize("share", [0, 0.2])
def test_a_named_group_is_never_divided(share):
    groups = [f"g{index}" for index in range(30)]
    data = grouped(groups, [3 + index % 5 for index in range(30)])
    split = make_split(data, "group:gene", folds=4, repeats=2, test_share=share)
    assert split.kind == "group:gene"
    assert bool(len(split.test)) == bool(share)
    assert_undivided(split, data.columns["gene"])
    assert split.groups == 30
    assert sorted(np.concatenate([split.train, split.test])) == list(range(len(data)))
    if share:
        assert len(split.test) / len(data) == pytest.approx(share, abs=0.05)


def test_the_classes_stay_in_proportion_as_far_as_groups_allow():
    data = grouped([f"g{index}" for index in range(40)], [6] * 40)
    split = make_split(data, "group:gene", folds=4)
    for number in range(4):
        part = data.target[split.fold[0] == number]
        assert part.mean() == pytest.approx(1 / 3, abs=0.05)


def test_copies_divided_by_named_groups_are_counted_as_leakage():
    data = grouped(["g1", "g2"], [10, 10])
    sequences = [*data.sequences()][:10] * 2
    data = Dataset.from_strings(sequences, labels=["a", "b"] * 10)
    data = Dataset(
        data.ids, data.letters, data.offsets, data.target, data.classes, {"gene": np.repeat(["g1", "g2"], 10)}
    )
    split = make_split(data, "group:gene", folds=2, test_share=0)
    assert split.leakage_percent == 100


def test_few_groups_mean_no_locked_part_rather_than_too_few_folds():
    data = grouped(["g1", "g2", "g3"], [40, 40, 40])
    split = make_split(data, "group:gene", folds=3)
    assert len(split.test) == 0
    assert set(split.fold[0]) == {0, 1, 2}


def test_fewer_groups_than_folds_are_refused():
    with pytest.raises(InputError, match="There are 3 groups for 5 folds") as caught:
        make_split(grouped(["g1", "g2", "g3"], [40, 40, 40]), "group:gene", folds=5)
    assert caught.value.code == "PA001"


def test_groups_may_be_numbers_or_missing():
    data = grouped([1, 2, 3, None, 5, 6], [20] * 6)
    split = make_split(data, "group:gene", folds=3, test_share=0)
    names = np.array([str(name) for name in data.columns["gene"]])
    assert_undivided(split, names)


@pytest.mark.parametrize(("kind", "code"), [("group:nothing", "PA002"), ("families?", "PA001"), ("", "PA001")])
def test_an_unknown_kind_or_column_is_refused(kind, code):
    with pytest.raises(InputError) as caught:
        make_split(grouped(["g1", "g2"], [40, 40]), kind)
    assert caught.value.code == code


@pytest.mark.parametrize("kind", ["random", "identical", "group:gene"])
def test_the_seed_decides_the_split(kind):
    data = grouped([f"g{index}" for index in range(30)], [4] * 30)
    first, second, other = (make_split(data, kind, repeats=2, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.fold, second.fold)
    np.testing.assert_array_equal(first.test, second.test)
    assert not np.array_equal(first.test, other.test)
    assert not np.array_equal(first.fold, other.fold)


def test_repeats_use_other_folds_but_the_same_locked_part():
    split = make_split(distinct({"a": 60, "b": 60}), repeats=3)
    assert len({tuple(fold) for fold in split.fold}) == 3
    assert len({tuple(fold < 0) for fold in split.fold}) == 1


def test_more_repeats_leave_the_first_ones_as_they_were():
    data = distinct({"a": 60, "b": 60})
    np.testing.assert_array_equal(make_split(data, repeats=1).fold[0], make_split(data, repeats=3).fold[0])


@pytest.mark.parametrize(
    ("fold", "test", "copies", "percent"),
    [
        pytest.param([[0, 1, 0, 1]], [], [0, 1, 2, 3], 0.0, id="no copies"),
        pytest.param([[0, 0, 1, 1]], [], [0, 0, 2, 2], 0.0, id="copies in the same fold"),
        pytest.param([[0, 1, 0, 1]], [], [0, 0, 2, 3], 50.0, id="one pair divided"),
        pytest.param([[0, 1, 0, 1]], [], [0, 0, 0, 0], 100.0, id="all equal"),
        pytest.param([[0, 1, 0, 1], [0, 0, 1, 1]], [], [0, 0, 2, 3], 25.0, id="divided in one of two repeats"),
        pytest.param([[0, 1, 0, 1, -1]], [4], [0, 1, 2, 3, 3], 20.0, id="copy in the locked part"),
        pytest.param([[0, 1, 0, 1, -1, -1]], [4, 5], [0, 1, 2, 3, 4, 4], 0.0, id="copies within the locked part"),
        pytest.param([[0, 1, 0, 1, -1]], [], [0, 1, 2, 3, 3], 0.0, id="copy without a label"),
        pytest.param([[-1, -1, -1]], [2], [0, 1, 0], 0.0, id="nothing trained on"),
        pytest.param([[-1, -1]], [], [0, 0], None, id="nothing scored"),
    ],
)
def test_leakage_is_the_share_of_scored_rows_with_a_copy_in_training(fold, test, copies, percent):
    found = leakage_percent(np.array(fold), np.array(test, dtype=np.int64), np.array(copies))
    assert found == percent


def test_the_leakage_of_a_split_is_counted_by_hand():
    data, kinds = copied(n=50, copies=2)
    split = make_split(data, "random", folds=3)
    leaked = 0
    for row in [*split.train, *split.test]:
        twins = np.flatnonzero(kinds == kinds[row])
        trained_on = [twin for twin in twins if split.fold[0, twin] not in (-1, split.fold[0, row])]
        leaked += bool(trained_on)
    assert split.leakage_percent == pytest.approx(100 * leaked / len(data))


def test_intervals_of_a_random_split_resample_copies_together():
    data = Dataset.from_strings(["ACGTA", "TACGT", "CCCCC", "GATTA"] * 3, labels=["a", "b"] * 6)
    split = make_split(data, "random", folds=2, test_share=0)
    assert len(np.unique(split.group)) == 12
    assert split.unit.tolist() == [0, 0, 2, 3] * 3
