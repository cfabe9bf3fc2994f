import sys

import numpy as np
import pytest
from Bio.Seq import Seq

from genocore.errors import InputError
from genocore.explanation.patterns import centred, find_patterns
from genocore.sequences import Dataset


def contributions(n, length, motifs=(), *, seed=0, longer=0, noise=0.1):
    """Random sequences with motifs at random places, each letter of which contributes about `weight`."""
    rng = np.random.default_rng(seed)
    texts, parts = [], []
    for _ in range(n):
        size = length + int(rng.integers(0, longer + 1))
        codes, part = rng.integers(0, 4, size), rng.normal(0, noise, (size, 4))
        for motif, weight in motifs:
            at = int(rng.integers(6, size - 6 - len(motif)))
            planted = ["ACGT".index(letter) for letter in motif]
            strength = weight * rng.lognormal(0, 0.3)
            codes[at : at + len(motif)] = planted
            part[at : at + len(motif)] -= strength / 3
            part[np.arange(at, at + len(motif)), planted] += strength * 4 / 3
        texts.append("".join("ACGT"[code] for code in codes))
        parts.append(part)
    return Dataset.from_strings(texts), centred(np.concatenate(parts))


@pytest.fixture
def installed():
    pytest.importorskip("modiscolite")


@pytest.fixture(scope="module")
def found():
    """One motif that speaks for the class, on either strand, and one that speaks against it."""
    pytest.importorskip("modiscolite")
    plus, values = contributions(110, 60, [("AGATAAGC", 1.0)])
    minus, other = contributions(110, 60, [("GCTTATCT", 1.0)], seed=1)
    against, negative = contributions(130, 60, [("TGACTCA", -1.0)], seed=2)
    data = Dataset.from_strings([*plus.sequences(), *minus.sequences(), *against.sequences()])
    values = np.concatenate([values, other, negative])
    return data, values, find_patterns(data, values)


def test_planted_motifs_are_found_with_their_sign(found):
    _, _, patterns = found
    first = patterns.table[patterns.table["sign"] == "for"].iloc[0]
    assert first["consensus"] in ("AGATAAGC", "GCTTATCT")
    assert first["contribution"] > 4
    last = patterns.table[patterns.table["sign"] == "against"].iloc[0]
    assert last["consensus"] in ("TGACTCA", "TGAGTCA")
    assert last["contribution"] < -4
    assert patterns.reason == ""
    assert set(patterns.table["name"]) >= {"for 1", "against 1"}


def test_each_site_reads_as_the_consensus_along_its_strand(found):
    data, _, patterns = found
    for _, pattern in patterns.table.iterrows():
        sites = patterns.sites[patterns.sites["name"] == pattern["name"]]
        assert len(sites) == pattern["seqlets"] >= 20
        assert sites["row"].nunique() == pattern["sequences"]
        assert (sites["id"] == data.ids[sites["row"]]).all()
        words = []
        for row, position, strand in sites[["row", "position", "strand"]].to_numpy():
            word = data.sequence(row)[position - 1 : position - 1 + pattern["length"]]
            words.append(word if strand == "+" else str(Seq(word).reverse_complement()))
        assert words.count(pattern["consensus"]) >= 0.9 * len(words)


def test_both_strands_of_a_motif_are_one_pattern(found):
    _, _, patterns = found
    strands = patterns.sites.loc[patterns.sites["name"] == "for 1", "strand"].value_counts()
    assert strands["+"] >= 20
    assert strands["-"] >= 20


def test_the_matrix_is_the_mean_over_the_sites(found):
    data, values, patterns = found
    name = "for 1"
    size = int(patterns.table.set_index("name").loc[name, "length"])
    sites = patterns.sites[patterns.sites["name"] == name]
    share, total = np.zeros((size, 4)), np.zeros((size, 4))
    for row, position, strand in sites[["row", "position", "strand"]].to_numpy():
        place = data.offsets[row] + position - 1 + np.arange(size)
        there = np.eye(4)[data.codes[place]]
        given = there * values[place]
        step = 1 if strand == "+" else -1
        share += there[::step, ::step]
        total += given[::step, ::step]
    matrix = patterns.matrix[patterns.matrix["name"] == name]
    assert matrix["base"].tolist() == list("ACGT") * size
    assert matrix["position"].tolist() == [place for place in range(1, size + 1) for _ in range(4)]
    np.testing.assert_allclose(matrix["share"].to_numpy().reshape(-1, 4), share / len(sites), atol=1e-6)
    np.testing.assert_allclose(matrix["contribution"].to_numpy().reshape(-1, 4), total / len(sites), atol=1e-5)


def test_the_facts_say_what_was_used(found):
    _, _, patterns = found
    facts = patterns.facts
    assert (facts["sequences"], facts["of"], facts["length"], facts["letters"]) == (350, 350, 60, 1.0)
    assert 150 <= facts["for"] <= 220
    assert 90 <= facts["against"] <= 130
    assert facts["strength"] > 1.5


def test_noise_gives_no_pattern_and_the_reason_with_its_numbers(installed):
    data, values = contributions(400, 100)
    patterns = find_patterns(data, values, least=50)
    assert len(patterns.table) == len(patterns.matrix) == len(patterns.sites) == 0
    assert patterns.table.columns.tolist()[:3] == ["name", "sign", "seqlets"]
    assert patterns.facts["strength"] == pytest.approx(1, abs=0.1)
    assert patterns.reason.startswith("400 of 400 sequences were used, 100 bp of each. ")
    assert "the strongest are 1.0 times as strong as contributions in random order make them" in patterns.reason
    assert patterns.reason.endswith("TF-MoDISco made no group of 20 or more whose letters agree.")


def test_the_same_input_gives_the_same(installed):
    data, values = contributions(120, 50, [("AGATAAGC", 1.0)])
    one, two = (find_patterns(data, values, least=50) for _ in range(2))
    assert one.matrix.equals(two.matrix)
    assert one.sites.equals(two.sites)
    assert one.facts == two.facts


def test_too_few_stretches_are_counted_against_what_is_needed(installed):
    data, values = contributions(40, 60, [("AGATAAGC", 1.0)])
    patterns = find_patterns(data, values)
    assert 30 <= patterns.facts["for"] <= 40
    assert f"{patterns.facts['for']} stretches of 15 bp stand out for the class" in patterns.reason
    assert patterns.reason.endswith("More than 100 stretches of one kind are needed.")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda values: 0 * values, "All contributions are 0"),
        (lambda values: np.full(values.shape, np.nan), "All contributions are 0"),
        (np.abs, "Contributions are of one sign, or mostly 0"),
        (lambda values: np.where(values > 0.8, values, 0), "Contributions are of one sign, or mostly 0"),
    ],
)
def test_contributions_that_say_nothing_are_told(installed, change, reason):
    data, values = contributions(60, 60, [("AGATAAGC", 1.0)])
    patterns = find_patterns(data, change(values))
    assert reason in patterns.reason
    assert len(patterns.table) == 0


@pytest.mark.parametrize(("texts", "longest"), [(["ACGT" * 6] * 5, 24), ([], 0), (["", "A"], 1)])
def test_short_sequences_are_told_what_they_lack(installed, texts, longest):
    data = Dataset.from_strings(texts)
    patterns = find_patterns(data, np.ones((len(data.letters), 4)))
    assert patterns.reason == f"The longest sequence has {longest} bp; at least 25 are needed."


def test_unequal_sequences_are_cut_to_the_length_that_keeps_most(installed):
    data = Dataset.from_strings(["ACGT" * 10] * 6 + ["ACGT" * 12, "ACGT" * 50, "ACG"])
    facts = find_patterns(data, np.random.default_rng(0).normal(0, 1, (len(data.letters), 4))).facts
    assert (facts["sequences"], facts["of"], facts["length"]) == (8, 9, 40)
    assert facts["letters"] == pytest.approx(320 / (240 + 48 + 200 + 3))


def test_sites_of_cut_sequences_count_from_their_own_beginning(installed):
    data, values = contributions(170, 60, [("AGATAAGC", 1.0)], longer=3)
    patterns = find_patterns(data, values)
    assert patterns.facts["length"] < data.lengths.max()
    size = patterns.table["length"][0]
    plus = patterns.sites[patterns.sites["strand"] == "+"]
    words = [data.sequence(row)[at - 1 : at - 1 + size] for row, at in plus[["row", "position"]].to_numpy()]
    assert set(words) == {"AGATAAGC"}


def test_ends_that_are_not_read_and_ambiguous_letters_do_no_harm(installed):
    data, values = contributions(170, 60, [("AGATAAGC", 1.0)])
    texts = ["N" * 9 + text + "ACGTACG" for text in data.sequences()]
    outside = [np.concatenate([np.full((9, 4), np.nan), part, np.zeros((7, 4))]) for part in values.reshape(170, 60, 4)]
    patterns = find_patterns(Dataset.from_strings(texts), np.concatenate(outside))
    assert patterns.facts["length"] == 60
    assert patterns.table["consensus"][0] == "AGATAAGC"
    assert patterns.sites["position"].min() >= 15


def test_without_the_libraries_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "modiscolite.tfmodisco", None)
    data, values = contributions(3, 30)
    with pytest.raises(InputError) as caught:
        find_patterns(data, values)
    assert str(caught.value) == (
        "PA001: TF-MoDISco is not installed. Install it: pip install modisco-lite memelite pyjaspar"
    )


@pytest.mark.parametrize("options", [{"window": 3}, {"flank": 0}, {"least": 19}])
def test_settings_that_make_no_sense_are_refused(options):
    data, values = contributions(3, 30)
    with pytest.raises(InputError, match=r"^PA001: Use a window of at least 4"):
        find_patterns(data, values, **options)


def test_contributions_of_other_sequences_are_refused():
    data, values = contributions(3, 30)
    with pytest.raises(InputError, match=r"^PA001: Contributions must be 90 x 4, not 89 x 4\."):
        find_patterns(data, values[1:])


def test_effects_of_replacements_are_centred():
    delta = np.random.default_rng(0).normal(0, 1, (7, 4))
    found = centred(delta)
    np.testing.assert_allclose(found.sum(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(found - found[:, :1], delta - delta[:, :1])
