"""HGVS names are read as the recommendations write them, and what is none is not taken for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mavehgvs import MaveHgvsParseError, Variant

from genocore.mutations.changes import Change
from genocore.mutations.hgvs import Name, parts, read_hgvs
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c.76A>T", Name("", "c", "76", Change("snv", "A", "T"))),
        ("NM_000546.6:c.215C>G", Name("NM_000546.6", "c", "215", Change("snv", "C", "G"))),
        (" TP53 : c. 215 C > G ", Name("TP53", "c", "215", Change("snv", "C", "G"))),
        ("g.7577121g>a", Name("", "g", "7577121", Change("snv", "G", "A"))),
        ("m.3243A>G", Name("", "m", "3243", Change("snv", "A", "G"))),
        ("n.5_6del", Name("", "n", "5", Change("del", "", "", 2))),
        ("n.5_6delAC", Name("", "n", "5", Change("del", "AC", "", 2))),
        ("n.5del", Name("", "n", "5", Change("del"))),
        ("r.76a>u", Name("", "n", "76", Change("snv", "A", "T"))),
        ("c.76_77insT", Name("", "c", "76", Change("ins", "", "T"))),
        ("c.20_23dup", Name("", "c", "20", Change("dup", "", "", 4))),
        ("c.20dupT", Name("", "c", "20", Change("dup", "T"))),
        ("c.6775_6777delinsC", Name("", "c", "6775", Change("delins", "", "C", 3))),
        ("c.6775delGinsCC", Name("", "c", "6775", Change("delins", "G", "CC"))),
        ("c.5_6AC>GT", Name("", "c", "5", Change("mnv", "AC", "GT", 2))),
        ("c.88+2T>G", Name("", "c", "88+2", Change("snv", "T", "G"))),
        ("c.89-1G>T", Name("", "c", "89-1", Change("snv", "G", "T"))),
        ("c.-14G>C", Name("", "c", "-14", Change("snv", "G", "C"))),
        ("c.*46T>A", Name("", "c", "*46", Change("snv", "T", "A"))),
        ("c.-5_-3del", Name("", "c", "-5", Change("del", "", "", 3))),
        ("c.88+1_88+3del", Name("", "c", "88+1", Change("del", "", "", 3))),
        ("c.88_88+1insA", Name("", "c", "88", Change("ins", "", "A"))),
        ("c.123=", Name("", "c", "123", Change("none"))),
        ("c.123A>A", Name("", "c", "123", Change("none", "A", "A"))),
    ],
)
def test_names_are_read(text, expected):
    assert read_hgvs(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "A>G", "p.Arg72Pro", "NP_000537.3:p.(Pro72Arg)", "c.76", "c.A>T", "c.76_78insA", "c.76insA", "c.80_76del",
     "c.?", "c.(76_80)del", "c.76_80inv", "c.76A[5]", "c.[76A>T;80C>G]", "x.76A>T", "c.76A>", "c.76>T", "76A>T",
     "c.88+1_89-1del", "c.76_77ins", "c.76A>T;", "TP53"],
)  # fmt: skip
def test_other_texts_and_names_of_what_cannot_be_done_are_no_names(text):
    assert read_hgvs(text) is None


def test_places_have_parts():
    assert parts("-14") == ("-", 14, 0)
    assert parts("88-12") == ("", 88, -12)
    with pytest.raises(ValueError, match="no place"):
        parts("x")


@many
@given(st.text(max_size=30))
def test_any_text_is_read_or_not(text):
    found = read_hgvs(text)
    assert found is None or found.change.span >= 1


place = st.tuples(st.sampled_from(["", "-", "*"]), st.integers(1, 400), st.sampled_from(["", "+1", "-2", "+30"]))


@many
@given(st.sampled_from("cng"), place, st.sampled_from("ACGT"), st.sampled_from("ACGT"))
def test_every_substitution_that_mavehgvs_knows_is_read_as_it_reads_it(system, at, old, new):
    where = "".join(map(str, at)) if system == "c" else str(at[1])
    text = f"{system}.{where}{old}>{new}"
    try:
        theirs = Variant(text)
    except MaveHgvsParseError:
        return
    ours = read_hgvs(text)
    assert ours.system == theirs.prefix
    assert ours.first == str(theirs.positions)
    assert (ours.change.ref, ours.change.alt) == theirs.sequence


@many
@given(st.integers(1, 99), st.integers(0, 9), st.sampled_from(["del", "dup", "delinsAC"]))
def test_every_stretch_that_mavehgvs_knows_is_as_long_here(first, more, kind):
    text = f"n.{first}{f'_{first + more}' if more else ''}{kind}"
    theirs, ours = Variant(text), read_hgvs(text)
    last = theirs.positions[1].position if more else theirs.positions.position
    assert ours.change.span == last - first + 1
    assert ours.change.kind == theirs.variant_type
