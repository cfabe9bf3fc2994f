"""Mutations are put into their sequences one at a time, whole or with what lies around."""

import numpy as np
import pandas as pd
import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.mutations import apply
from genocore.mutations.apply import mutated_fasta, mutated_sequences
from genocore.mutations.consequence import annotate
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.places import STATUSES, Located
from genocore.mutations.read_table import read_mutations
from genocore.sequences.dataset import Dataset
from genocore.sequences.fasta import read_fasta
from genocore.tables import read_table
from tests.fuzzing import EXAMPLES

DATA = Dataset.from_strings(["ATGGCTAGCAAACC", "TTTTTCCCCC"], ids=["g", "h"])


def put(table, data=DATA):
    mutations = read_mutations(read_table(Source.from_text(table))[0])
    located = locate(data, mutations, match_names(list(mutations.rows["name"].cat.categories), data))
    return located, annotate(data, mutations, located)


def test_each_kind_of_change_is_made_in_its_own_copy():
    table = (
        "Gene,Position,Ref,Alt,Type\ng,1,A,C,\nh,5,TC,-,\ng,3,-,AA,\ng,4,GC,TTT,\ng,10,,,del\ng,10,,,dup\ng,1,A,A,\n"
        "g,2,A,C,\ng,99,A,C,\nx,1,A,C,\ng,6,,,SNV\ng,1,A,<DEL>,\ng,14,-,G,\ng,0,-,G,\ng,1,A,C,\n"
    )
    assert dict(mutated_sequences(DATA, put(table)[0])) == {
        0: "CTGGCTAGCAAACC", 1: "TTTTCCCC", 2: "ATGAAGCTAGCAAACC", 3: "ATGTTTTAGCAAACC", 4: "ATGGCTAGCAACC",
        5: "ATGGCTAGCAAAACC", 12: "ATGGCTAGCAAACCG", 13: "GATGGCTAGCAAACC",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("flank", "expected"),
    [(1, ["CT", "GTTTC", "CA", "CG"]), (2, ["CTG", "GGTTTCT", "GCAA", "CCG"]), (99, None)],
)
def test_what_lies_around_is_cut_at_the_ends_of_its_own_sequence(flank, expected):
    located, _ = put("Gene,Position,Ref,Alt\ng,1,A,C\ng,4,-,TTT\ng,9,C,C\ng,9,CA,C\ng,14,-,G\n")
    whole = [text for _, text in mutated_sequences(DATA, located)]
    found = [text for _, text in mutated_sequences(DATA, located, flank)]
    assert found == (whole if expected is None else expected)


def test_random_changes_are_made_as_slices_make_them():
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list("ACGT"), rng.integers(1, 30))) for _ in range(9)]
    data = Dataset.from_strings(texts)
    n = 3 * EXAMPLES
    sequence = rng.integers(0, 9, n)
    lengths = data.lengths[sequence]
    index = rng.integers(0, lengths + 1)
    span = np.minimum(rng.integers(0, 5, n), lengths - index)
    letters = np.array(["".join(rng.choice(list("ACGT"), k)) for k in rng.integers(0, 5, n)] + [""], dtype=object)[:-1]
    status = rng.integers(0, len(STATUSES), n).astype(np.int8)
    usable = np.isin(np.array(list(STATUSES))[status], ["matched", "located", "unchecked"])
    located = Located(status, sequence, index, span, letters, rng.random(n) < 0.8, index)
    for flank in (0, 1, 4):
        expected = {}
        for row in np.flatnonzero(usable & located.spelled).tolist():
            text, at, end = texts[sequence[row]], index[row], index[row] + span[row]
            left = max(at - flank, 0) if flank else 0
            expected[row] = text[left:at] + letters[row] + (text[end : end + flank] if flank else text[end:])
        assert dict(mutated_sequences(data, located, flank)) == expected


def test_a_fasta_file_of_mutated_sequences_is_labelled_and_read_back():
    located, effects = put("Gene,Position,Ref,Alt\ng,1,A,C\ng,2,A,C\nh,5,TC,-\n")
    text = "".join(mutated_fasta(DATA, located, effects["hgvs_c"]))
    assert text == ">g|n.1A>C mutated row=1\nCTGGCTAGCAAACC\n>h|n.5_6del mutated row=3\nTTTTCCCC\n"
    data, report = read_fasta(Source.from_text(text))
    assert data.ids.tolist() == ["g|n.1A>C", "h|n.5_6del"]
    assert report.adds_up
    long = Dataset.from_strings(["A" * 150], ids=["a name"])
    located, effects = put("Gene,Position,Ref,Alt\naname,1,A,C\n", long)
    records = list(mutated_fasta(long, located, effects["hgvs_c"]))
    assert [len(line) for line in records[0].splitlines()[1:]] == [70, 70, 10]
    assert records[0].startswith(">a_name|n.1A>C mutated row=1\n")


def test_a_sequence_that_is_lost_altogether_is_an_empty_record():
    data = Dataset.from_strings(["ACG"], ids=["g"])
    located, _ = put("Gene,Position,Ref,Alt\ng,1,ACG,-\n", data)
    assert list(mutated_sequences(data, located)) == [(0, "")]
    assert list(mutated_fasta(data, located, pd.Series(["n.1_3del"]))) == [">g|n.1_3del mutated row=1\n\n"]


def test_more_letters_than_can_be_written_are_refused_before_any_is(monkeypatch):
    monkeypatch.setattr(apply, "MOST", 40)
    located, _ = put("Gene,Position,Ref,Alt\ng,1,A,C\ng,3,G,C\ng,4,G,C\n")
    with pytest.raises(InputError, match="FA019"):
        list(mutated_sequences(DATA, located))
    assert len(list(mutated_sequences(DATA, located, 5))) == 3
    assert list(mutated_sequences(DATA, put("Gene,Position\nx,1\n")[0])) == []
