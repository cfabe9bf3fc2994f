import re

import numpy as np
import pandas as pd
import pytest
from Bio.Data.CodonTable import unambiguous_dna_by_id
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.sequences import Dataset
from genocore.sequences import orfs as module
from genocore.sequences.orfs import longest_orfs, period3, phase_counts

TEXTS = st.lists(
    st.lists(st.sampled_from(["ATG", "TAA", "TGA", "A", "C", "GC", "CAT", "TTA", "N", "TAR"]), max_size=14).map(
        "".join
    ),
    max_size=7,
)


def orfs_by_hand(text, strand, stops):
    """Return every ORF of one strand as (begin, length, complete), reading codon by codon."""
    found = []
    for frame in range(3):
        open_at = None
        ends = range(frame, len(text) - 2, 3)
        for at in ends:
            codon = text[at : at + 3]
            if codon == "ATG" and open_at is None:
                open_at = at
            elif codon in stops and open_at is not None:
                found.append((open_at, at + 3 - open_at, True))
                open_at = None
        if open_at is not None:
            found.append((open_at, ends[-1] + 3 - open_at, False))
    return [(length, complete, strand, -begin) for begin, length, complete in found]


def open_by_hand(text, stops):
    """Return the longest stretch without a stop codon, from the letters of each frame."""
    longest = 0
    for frame in range(3):
        codons = [text[at : at + 3] for at in range(frame, len(text) - 2, 3)]
        runs = "".join("*" if codon in stops else "." for codon in codons).split("*")
        longest = max(longest, *(3 * len(run) for run in runs))
    return longest


def by_hand(text, both_strands, table):
    """Return start, end, strand, frame, length, complete and open of a text, the slow way."""
    stops = set(unambiguous_dna_by_id[table].stop_codons)
    other = str(Seq(text).reverse_complement())
    strands = [(text, 1), (other, -1)] if both_strands else [(text, 1)]
    unstopped = max(open_by_hand(letters, stops) for letters, _ in strands)
    found = [orf for letters, strand in strands for orf in orfs_by_hand(letters, strand, stops)]
    if not found:
        return [None, None, None, None, 0, False, unstopped]
    length, complete, strand, begin = max(found)
    start = -begin + 1 if strand == 1 else len(text) + begin - length + 1
    return [start, start + length - 1, strand, -begin % 3 + 1, length, complete, unstopped]


def plain(frame):
    columns = frame[["start", "end", "strand", "frame", "length", "complete", "open"]].astype(object)
    return columns.where(columns.notna(), None).to_numpy().tolist()


def random_text(n, seed=1, letters="ACGT"):
    return "".join(np.random.default_rng(seed).choice(list(letters), n))


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.booleans(), st.sampled_from([1, 2, 6]))
def test_the_longest_orf_is_that_of_reading_codon_by_codon(texts, both_strands, table):
    found = longest_orfs(Dataset.from_strings(texts), both_strands, table)
    assert plain(found) == [by_hand(text, both_strands, table) for text in texts]


@pytest.mark.parametrize("both_strands", [False, True])
def test_long_records_in_small_blocks_agree_too(both_strands, monkeypatch):
    monkeypatch.setattr(module, "blocks", lambda offsets, _: zip(range(0, 40, 4), range(4, 44, 4), strict=True))
    texts = [random_text(n * 37, seed=n, letters="ACGTACGTACGTN") for n in range(40)]
    found = longest_orfs(Dataset.from_strings(texts), both_strands)
    assert plain(found) == [by_hand(text, both_strands, 1) for text in texts]


def test_a_complete_orf_translates_from_m_to_one_stop():
    texts = [random_text(600, seed) for seed in range(30)]
    found = longest_orfs(Dataset.from_strings(texts), both_strands=True)
    complete = found["complete"]
    assert complete.mean() > 0.7
    assert set(found["strand"]) == {1, -1}
    for text, orf in zip(np.array(texts)[complete], found[complete].itertuples(), strict=True):
        text = str(text)
        piece = Seq(text[orf.start - 1 : orf.end])
        protein = str((piece if orf.strand == 1 else piece.reverse_complement()).translate())
        assert re.fullmatch(r"M[^*]*\*", protein)
        assert len(piece) == orf.length == round(orf.coverage * 600)


def test_literal_orfs():
    texts = ["CATGAAATAAC", "GTTATTTCATG", "CCATGAAACC", "GGGGGG", ""]
    found = longest_orfs(Dataset.from_strings(texts), both_strands=True)
    assert plain(found)[:4] == [
        [2, 10, 1, 2, 9, True, 9],
        [2, 10, -1, 2, 9, True, 9],
        [3, 8, 1, 3, 6, False, 9],
        [None, None, None, None, 0, False, 6],
    ]
    assert found["coverage"].tolist() == [9 / 11, 9 / 11, 0.6, 0, 0]
    assert found["start"].dtype == "Int64"
    assert found["complete"].dtype == bool


def test_a_long_open_orf_goes_before_a_short_complete_one():
    text = "ATGTAAC" + "ATG" + "GCC" * 20
    assert plain(longest_orfs(Dataset.from_strings([text])))[0][:6] == [8, 70, 1, 2, 63, False]


def test_of_equally_long_orfs_the_complete_one_goes_first():
    text = "TTATTTCAT" + "TAG" + "ATGGCCGCC"  # on the other strand ATG AAA TAA
    assert plain(longest_orfs(Dataset.from_strings([text])))[0][:6] == [13, 21, 1, 1, 9, False]
    assert plain(longest_orfs(Dataset.from_strings([text]), both_strands=True))[0][:6] == [1, 9, -1, 1, 9, True]


def test_ambiguous_codons_neither_start_nor_stop():
    found = longest_orfs(Dataset.from_strings(["ATGTARTAA", "NTGAAATAA"]))
    assert plain(found) == [[1, 9, 1, 1, 9, True, 6], [None] * 4 + [0, False, 9 - 3]]


def test_the_genetic_code_says_what_stops():
    data = Dataset.from_strings(["ATGTGAAGATAA"])
    assert longest_orfs(data, table=1)["length"].tolist() == [6]
    assert longest_orfs(data, table=4)["length"].tolist() == [12]
    assert longest_orfs(data, table=2)["length"].tolist() == [9]


def test_an_unknown_genetic_code_is_refused():
    with pytest.raises(InputError, match=r"PA001: There is no genetic code 99\. Use one of 1, 2, 3,"):
        longest_orfs(Dataset.from_strings(["ATG"]), table=99)


def test_no_record_gives_no_row():
    data = Dataset.from_strings([])
    assert longest_orfs(data).shape == (0, 8)
    assert period3(data).shape == (0,)
    assert phase_counts(data).shape == (0, 3, 4)


@settings(deadline=None)
@given(st.lists(st.text("ACGTN", max_size=11), max_size=8))
def test_phases_are_every_third_letter(texts):
    expected = [[[text[phase::3].count(base) for base in "ACGT"] for phase in range(3)] for text in texts]
    found = phase_counts(Dataset.from_strings(texts))
    assert found.tolist() == expected


def period3_by_fft(text):
    """Return power at 1/3 over the mean power of all frequencies but 0, with numpy's transform."""
    power = sum(np.abs(np.fft.fft(np.array(list(text)) == base)) ** 2 for base in "ACGT")
    return power[len(text) // 3] / power[1:].mean()


@pytest.mark.parametrize("letters", ["ACGT", "AACGTN", "GC", "ATTTTG"])
@pytest.mark.parametrize("n", [90, 93, 300, 1500])
def test_period3_agrees_with_the_fast_fourier_transform(letters, n):
    texts = [random_text(n, seed, letters) for seed in range(5)]
    found = period3(Dataset.from_strings(texts))
    np.testing.assert_allclose(found, [period3_by_fft(text) for text in texts], rtol=1e-9)


def test_period3_is_evaluated_at_exactly_one_third_for_other_lengths():
    text = random_text(100)
    wave = np.exp(-2j * np.pi * np.arange(100) / 3)
    power = sum(abs(((np.array(list(text)) == base) * wave).sum()) ** 2 for base in "ACGT")
    mean = sum((np.abs(np.fft.fft(np.array(list(text)) == base)) ** 2)[1:].sum() for base in "ACGT") / 99
    np.testing.assert_allclose(period3(Dataset.from_strings([text])), [power / mean], rtol=1e-9)


@pytest.mark.parametrize("n", [90, 200, 301, 900])
def test_random_dna_has_a_period3_of_one(n):
    texts = [random_text(n, seed) for seed in range(2_000)]
    found = period3(Dataset.from_strings(texts))
    assert found.mean() == pytest.approx(1, abs=0.05)
    assert (found > 2).mean() == pytest.approx(0.062, abs=0.02)  # a gamma distribution of shape 3


def test_codons_of_uneven_use_give_a_high_period3_that_grows_with_length():
    codons = ["GCC", "GAG", "CTG", "AAG", "GTG", "GAC", "ATC", "GGC"]
    texts = ["".join(np.random.default_rng(n).choice(codons, n)) for n in (100, 200, 400)]
    found = period3(Dataset.from_strings(texts))
    assert found[0] > 4
    assert found[0] < found[1] < found[2]


def test_period3_is_the_same_on_both_strands():
    texts = [random_text(n, n) for n in (90, 91, 92, 500)]
    other = [str(Seq(text).reverse_complement()) for text in texts]
    one, two = (period3(Dataset.from_strings(side)) for side in (texts, other))
    np.testing.assert_allclose(one, two)


def test_period3_of_what_is_too_short_or_does_not_vary_is_unknown():
    found = period3(Dataset.from_strings([random_text(89), random_text(90), "A" * 200, "N" * 200, ""]))
    assert np.isnan(found).tolist() == [True, False, True, True, True]
    assert not np.isnan(period3(Dataset.from_strings([random_text(20)]), shortest=1)).any()


def test_what_is_found_is_a_frame_of_its_own():
    data = Dataset.from_strings(["ATGAAATAA"], labels=["x"])
    assert isinstance(longest_orfs(data), pd.DataFrame)
    assert longest_orfs(data).equals(longest_orfs(data))
