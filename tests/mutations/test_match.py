"""A name in a table finds the one sequence that is meant, and none where it could be several."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.files import Source
from genocore.mutations.match import NONE, SEVERAL, closest, match_names
from genocore.sequences.dataset import Dataset
from genocore.sequences.fasta import read_fasta
from tests.fuzzing import EXAMPLES

many = settings(max_examples=EXAMPLES, deadline=None, derandomize=True)


def named(*ids, headers=None):
    """Make sequences that all differ, of these names."""
    data = Dataset.from_strings(["ACGT" + "A" * i for i in range(len(ids))], ids=list(ids))
    return data if headers is None else Dataset(
        data.ids, data.letters, data.offsets, columns={"header": np.array(headers, dtype=object)}
    )  # fmt: skip


def found(name, data, genes=()):
    matching = match_names([name], data, genes)
    return int(matching.sequence[0]), matching.how[0]


@pytest.mark.parametrize(
    ("name", "ids", "expected"),
    [
        ("TP53", ["KRAS", "TP53"], (1, "same name")),
        ("tp53 ", ["KRAS", "TP53"], (1, "without case")),
        ("TP 53", ["KRAS", "TP53"], (1, "without case")),
        ("NM_000546", ["KRAS", "NM_000546.6"], (1, "without version")),
        ("NM_000546.5", ["KRAS", "NM_000546.6"], (1, "without version")),
        ("P04637", ["x", "sp|P04637|P53_HUMAN"], (1, "part of the name")),
        ("P53_HUMAN", ["x", "sp|P04637|P53_HUMAN"], (1, "part of the name")),
        ("TP53", ["x", "ENST00000269305.9|TP53"], (1, "part of the name")),
        ("ENST00000269305", ["x", "ENST00000269305.9|TP53"], (1, "part of the name")),
        ("NC_001807", ["gi|17981852|ref|NC_001807.4|"], (0, "part of the name")),
        ("7", ["chr1", "chr7"], (1, "chromosome")),
        ("chr7", ["1", "7"], (1, "chromosome")),
        ("Chromosome 7", ["1", "7"], (1, "chromosome")),
        ("MT", ["chr1", "chrM"], (1, "chromosome")),
        ("chrX", ["X"], (0, "chromosome")),
        ("TP5", ["TP53"], (NONE, "")),
        ("P53", ["TP53"], (NONE, "")),
        ("", ["TP53"], (NONE, "")),
        ("17", ["chr7", "chr1"], (NONE, "")),
    ],
)
def test_a_name_is_found_by(name, ids, expected):
    assert found(name, named(*ids)) == expected


def test_the_same_name_goes_before_a_likeness():
    data = named("x|TP53", "tp53", "TP53")
    assert found("TP53", data) == (2, "same name")
    assert found("Tp53", data)[0] == SEVERAL


@pytest.mark.parametrize(
    "header", ["ENST1 gene=TP53 len=5", "ENST1 [gene=TP53] [db=x]", "ENST1 OS=Homo GN=TP53 PE=1",
               "ENST1 gene_symbol:TP53", 'ENST1 gene_name="TP53"; x']
)  # fmt: skip
def test_a_gene_in_the_header_names_its_sequence(header):
    data = named("ENST0", "ENST1", headers=["ENST0", header])
    assert found("TP53", data) == (1, "gene in the header")
    assert found("tp53", data)[0] == 1


def test_headers_are_those_of_a_fasta_file():
    data, _ = read_fasta(
        Source.from_text(">sp|P04637|P53_HUMAN Cellular tumor antigen OS=Homo GN=TP53\nACGT\n>b\nAAAA\n")
    )
    assert [found(name, data)[0] for name in ("P04637", "P53_HUMAN", "TP53", "TP53_HUMAN")] == [0, 0, 0, NONE]


def test_a_coding_region_is_another_name_of_its_sequence():
    assert found("rpoB", named("plasmid", "chromosome"), [("rpoB", 1), ("repA", 0)]) == (1, "coding region")
    assert found("rpoB", named("plasmid", "chromosome"), [("rpoB", 1), ("rpoB", 0)])[0] == SEVERAL


def test_a_name_that_two_different_sequences_have_is_none_of_them():
    data = Dataset.from_strings(["ACGT", "GGGG"], ids=["TP53", "TP53"])
    assert found("TP53", data) == (SEVERAL, "several sequences have this name")
    parts = named("a|TP53", "b|TP53", "c|KRAS")
    assert found("TP53", parts)[0] == SEVERAL
    assert found("KRAS", parts)[0] == 2


def test_equal_sequences_of_one_name_count_as_one():
    assert found("TP53", Dataset.from_strings(["ACGT", "ACGT"], ids=["TP53", "TP53"])) == (0, "same name")
    assert found("TP53", Dataset.from_strings(["ACGT", "ACGT"], ids=["a|TP53", "b|TP53"]))[0] == 0


def test_the_share_and_the_table_say_what_was_found():
    matching = match_names(["TP53", "x", "dup"], Dataset.from_strings(["A", "C", "G"], ids=["TP53", "dup", "dup"]))
    assert matching.share == pytest.approx(1 / 3)
    table = matching.table(Dataset.from_strings(["A", "C", "G"], ids=["TP53", "dup", "dup"]))
    assert table["sequence"].tolist() == ["TP53", "", ""]
    assert table["how"].tolist() == ["same name", "", "several sequences have this name"]
    assert match_names([], named("a")).share == 0
    assert match_names(["a"], Dataset.from_strings([])).sequence.tolist() == [NONE]


def test_a_name_close_to_one_that_there_is_can_be_asked_for():
    data = named("lacP_CRP_site", "sp|P04637|P53_HUMAN")
    assert closest("lacPCRP_site", data) == "lacP_CRP_site"
    assert closest("P04638", data) == "sp|P04637|P53_HUMAN"
    assert closest("unlike", data) == ""


names = st.text("abAB1|.: chrgene=", min_size=1, max_size=8)


@many
@given(
    st.lists(names, min_size=1, max_size=6),
    st.lists(names, max_size=6, unique=True),
    st.lists(st.sampled_from(["AC", "GT"]), min_size=6, max_size=6),
)
def test_any_names_find_one_sequence_or_none(ids, wanted, texts):
    data = Dataset.from_strings(texts[: len(ids)], ids=ids)
    matching = match_names(wanted, data)
    assert len(matching.sequence) == len(matching.how) == len(wanted)
    for name, at, how in zip(wanted, matching.sequence.tolist(), matching.how, strict=True):
        own = {data.sequence(i) for i, other in enumerate(ids) if other == name}
        if len(own) == 1:
            assert data.sequence(at) in own
        if len(own) > 1:
            assert at == SEVERAL
        assert (how == "") == (at == NONE)
        assert at < len(ids)
