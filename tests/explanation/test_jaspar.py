import sys

import numpy as np
import pandas as pd
import pytest
from scipy.stats import false_discovery_control

from genocore.errors import InputError
from genocore.explanation.jaspar import TAXA, match_jaspar
from genocore.explanation.patterns import Patterns

COLUMNS = ["pattern", "matrix", "factor", "taxon", "p", "q", "strand", "offset", "overlap", "release"]


def patterns_of(*shares):
    """Patterns with these shares of A, C, G and T; shape (length, 4) each."""
    names = [f"for {number + 1}" for number in range(len(shares))]
    parts = [
        pd.DataFrame(
            {
                "name": name,
                "position": np.repeat(np.arange(1, len(share) + 1), 4),
                "base": list("ACGT") * len(share),
                "share": np.reshape(share, -1),
            }
        )
        for name, share in zip(names, shares, strict=True)
    ]
    empty = pd.DataFrame({"name": [], "position": [], "base": [], "share": []})
    matrix = pd.concat(parts, ignore_index=True) if parts else empty
    return Patterns(pd.DataFrame({"name": names}), matrix, pd.DataFrame(), {}, "")


def word(text, sure=0.9):
    rest = (1 - sure) / 3
    return np.array([[sure if base == letter else rest for base in "ACGT"] for letter in text])


@pytest.fixture
def installed():
    for name in ("memelite", "pyjaspar"):
        pytest.importorskip(name)


def profile(matrix):
    """The shares of a profile, as pyjaspar gives it."""
    pyjaspar = pytest.importorskip("pyjaspar")
    database = pyjaspar.jaspardb()
    motif = database.fetch_motif_by_id(matrix)
    database.conn.close()
    counts = np.array([motif.counts[base] for base in "ACGT"]).T
    return counts / counts.sum(axis=1, keepdims=True)


def test_known_motifs_resemble_their_factors(installed):
    found = match_jaspar(patterns_of(word("AGATAAGA"), word("TGACTCA")), most=5, taxon="vertebrates")
    assert found.columns.tolist() == COLUMNS
    assert found["pattern"].tolist() == ["for 1"] * 5 + ["for 2"] * 5
    assert found["factor"][:5].str.contains("GATA").sum() >= 3
    assert found["factor"][5:].str.contains("JUN|FOS|BATF|BACH|NFE2|MAF|ATF", case=False).sum() >= 3
    assert (found["taxon"] == "vertebrates").all()
    assert found["p"].between(0, 1).all()
    assert found["q"].max() < 0.05
    assert found.groupby("pattern")["p"].apply(lambda p: p.is_monotonic_increasing).all()


def test_q_is_of_all_profiles_compared(installed):
    found = match_jaspar(patterns_of(word("AGATAAGA")), most=100_000, taxon="fungi")
    assert len(found) > 150
    np.testing.assert_allclose(found["q"], false_discovery_control(found["p"]))


@pytest.mark.parametrize("minus", [False, True])
def test_a_part_of_a_profile_is_placed_where_it_was_taken_from(installed, minus):
    whole = profile("MA0139")
    whole = whole[::-1, ::-1] if minus else whole
    found = match_jaspar(patterns_of(whole[3:13]), most=1, taxon="vertebrates").iloc[0]
    assert found["factor"] == "CTCF"
    assert found["matrix"].startswith("MA0139.")
    assert (found["strand"], found["offset"], found["overlap"]) == ("-" if minus else "+", 3, 10)


def test_a_pattern_that_reaches_beyond_the_profile_has_an_offset_below_zero(installed):
    longer = np.concatenate([np.full((4, 4), 0.25), profile("MA0139")])
    found = match_jaspar(patterns_of(longer), most=1, taxon="vertebrates").iloc[0]
    assert (found["factor"], found["offset"], found["overlap"]) == ("CTCF", -4, len(longer) - 4)


def test_the_release_is_named_and_older_ones_can_be_asked(installed):
    latest = match_jaspar(patterns_of(word("AGATAAGA")), most=1, taxon="fungi")["release"][0]
    assert latest.startswith("JASPAR20")
    with pytest.raises(InputError, match=r"^PA002: There is no release of JASPAR 'JASPAR1999'\. There is: JASPAR20"):
        match_jaspar(patterns_of(word("AGATAAGA")), release="JASPAR1999")


def test_groups_of_organisms_are_checked(installed):
    with pytest.raises(InputError, match=r"^PA002: .* 'vertebrate'\. There is: vertebrates, .*Did you mean"):
        match_jaspar(patterns_of(word("AGATAAGA")), taxon="vertebrate")


def test_every_group_of_organisms_has_profiles(installed):
    pyjaspar = pytest.importorskip("pyjaspar")
    database = pyjaspar.jaspardb()
    asked = "select distinct VAL from MATRIX_ANNOTATION where TAG = 'tax_group'"
    known = {row[0] for row in database.conn.cursor().execute(asked)}
    database.conn.close()
    assert set(TAXA) <= known


def test_no_patterns_match_nothing(installed):
    found = match_jaspar(patterns_of())
    assert found.columns.tolist() == COLUMNS
    assert len(found) == 0


@pytest.mark.parametrize(("module", "title"), [("memelite", "memelite (TOMTOM)"), ("pyjaspar", "pyjaspar")])
def test_without_the_libraries_it_says_what_to_install(monkeypatch, module, title):
    if module == "pyjaspar":
        pytest.importorskip("memelite")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as caught:
        match_jaspar(patterns_of(word("AGATAAGA")))
    assert caught.value.code == "PA001"
    assert caught.value.message == f"{title} is not installed."
    assert caught.value.hint == "Install it: pip install modisco-lite memelite pyjaspar"
