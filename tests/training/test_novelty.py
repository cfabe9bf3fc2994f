import numpy as np
import pytest

from genocore.sequences import Dataset
from genocore.training.novelty import WORDS, Novelty, _shuffle


def mutants(n, *, length=80, changes=8, seed=0):
    """Variants of one sequence, as in a mutagenesis library."""
    rng = np.random.default_rng(seed)
    wild = np.random.default_rng(99).choice(list("ACGT"), length)
    rows = []
    for _ in range(n):
        row = wild.copy()
        row[rng.choice(length, changes, replace=False)] = rng.choice(list("ACGT"), changes)
        rows.append("".join(row))
    return Dataset.from_strings(rows)


def random(n, *, length=80, seed=0):
    rng = np.random.default_rng(seed)
    return Dataset.from_strings(["".join(row) for row in rng.choice(list("ACGT"), (n, length))])


def words_flagged(novelty, data):
    return np.mean(["words unlike" in flags for flags in novelty.flags(data)])


def test_shuffled_variants_of_a_sequence_are_flagged_and_new_ones_are_not():
    novelty = Novelty.fit(mutants(400))
    new = mutants(300, seed=1)
    assert words_flagged(novelty, _shuffle(new, np.random.default_rng(2))) > 0.9
    assert words_flagged(novelty, new) < 0.03
    assert novelty.power > 0.9


def test_where_shuffling_cannot_be_seen_the_power_says_so():
    novelty = Novelty.fit(random(400))
    assert novelty.power < 0.1
    assert words_flagged(novelty, random(300, seed=1)) < 0.05


def test_limits_hold_98_percent_of_the_training_sequences():
    sequences = ["ACGT" * 10] * 396 + ["A"] * 2 + ["ACGT" * 50] * 2
    novelty = Novelty.fit(Dataset.from_strings(sequences))
    assert novelty.limits["length"] == (40, 40)
    flags = novelty.flags(Dataset.from_strings(["ACGT" * 9, "ACGT" * 10, "ACGT" * 11]))
    assert flags.tolist() == [
        "shorter than the training sequences (40 bp)",
        "",
        "longer than the training sequences (40 bp)",
    ]


def test_gc_and_ambiguous_letters_are_compared_too():
    novelty = Novelty.fit(random(300))
    flags = novelty.flags(Dataset.from_strings(["G" * 80, "AT" * 40, "N" * 40 + "ACGT" * 10, "ACGT" * 20]))
    assert "more GC" in flags[0]
    assert "less GC" in flags[1]
    assert "more ambiguous letters" in flags[2]
    assert "GC" not in flags[3]


def test_a_words_own_sequence_does_not_count_as_having_seen_it():
    """Each training sequence is compared with the others alone, or nothing new would ever be within the limit."""
    novelty = Novelty.fit(random(50, length=30))
    assert novelty.most_unseen > 0.1


@pytest.mark.parametrize("texts", [[], [""], ["N" * 20], ["A"]])
def test_hardly_any_sequence_is_no_error(texts):
    novelty = Novelty.fit(Dataset.from_strings(texts))
    assert len(novelty.flags(Dataset.from_strings(["ACGTACGT", "", "NN"]))) == 3
    assert len(novelty.flags(Dataset.from_strings([]))) == 0


def test_it_survives_being_saved(tmp_path):
    novelty = Novelty.fit(mutants(100))
    novelty.save(tmp_path)
    again = Novelty.load(tmp_path, novelty.to_dict())
    assert again.to_dict() == novelty.to_dict()
    assert again.flags(random(20)).tolist() == novelty.flags(random(20)).tolist()


@pytest.mark.parametrize(
    "change", [{"k": 5}, {"k": "x"}, {"limits": {}}, {"limits": {"length": [1]}}, {"most_unseen": None}]
)
def test_what_it_cannot_have_written_is_refused(tmp_path, change):
    novelty = Novelty.fit(mutants(50))
    novelty.save(tmp_path)
    with pytest.raises((KeyError, TypeError, ValueError)):
        Novelty.load(tmp_path, novelty.to_dict() | change)


def test_words_of_another_length_are_refused(tmp_path):
    novelty = Novelty.fit(mutants(50))
    novelty.save(tmp_path)
    other = next(k for k in WORDS if k != novelty.k)
    with pytest.raises(ValueError, match="another length"):
        Novelty.load(tmp_path, novelty.to_dict() | {"k": other})


def test_the_same_seed_gives_the_same_limits():
    first, second = (Novelty.fit(mutants(3000), seed=7) for _ in range(2))
    assert first.to_dict() == second.to_dict()


def test_an_archive_that_unpacks_to_more_than_it_should_is_not_unpacked(tmp_path):
    novelty = Novelty.fit(mutants(50), 1)
    novelty.save(tmp_path)
    assert Novelty.load(tmp_path, novelty.to_dict()).k == novelty.k
    np.savez_compressed(tmp_path / "novelty.npz", seen=np.zeros(50_000_000, dtype=np.uint8))
    with pytest.raises(ValueError, match="other contents"):
        Novelty.load(tmp_path, novelty.to_dict())
    np.savez_compressed(tmp_path / "novelty.npz", seen=np.zeros(4, dtype=np.uint8), more=np.zeros(4))
    with pytest.raises(ValueError, match="other contents"):
        Novelty.load(tmp_path, novelty.to_dict())
