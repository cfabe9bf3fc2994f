import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.files import Message, Report
from genocore.sequences import packing
from genocore.sequences.alphabet import IUPAC
from genocore.sequences.packing import Packer, build, first_illegal, keep_good, letter_message

LETTERS = IUPAC + IUPAC.lower() + "Uu"


def packed(sequences, **options):
    packer = Packer("x.fa", **options)
    for sequence in sequences:
        packer.add(sequence)
    return packer.finish()


def by_hand(sequences):
    """Count letter by letter what the packer counts in whole blocks."""
    return {
        "illegal": [sum(letter not in LETTERS for letter in text) for text in sequences],
        "lower": [sum("a" <= letter <= "z" for letter in text) for text in sequences],
        "rna": [any(letter in "Uu" for letter in text) for text in sequences],
        "protein": [
            sum(letter in "EFILPQZefilpqz" for letter in text) > 0.05 * max(len(text), 1) for text in sequences
        ],
    }


@settings(deadline=None)
@given(st.lists(st.text(LETTERS + "-*EFLX1", max_size=30), max_size=12), st.sampled_from([1, 7, 40, 1 << 19]))
def test_sequences_come_out_as_they_went_in_however_large_the_blocks(sequences, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "_BLOCK", block)
        found = packed(sequences)
    assert np.diff(found.offsets).tolist() == [len(text) for text in sequences]
    assert found.illegal.tolist() == by_hand(sequences)["illegal"]
    assert found.lower.tolist() == by_hand(sequences)["lower"]
    assert found.protein.tolist() == by_hand(sequences)["protein"]
    assert found.rna.tolist() == by_hand(sequences)["rna"]
    assert found.bad.tolist() == [not text or wrong > 0 for text, wrong in zip(sequences, found.illegal, strict=True)]
    for row, text in enumerate(sequences):
        letters = found.letters[found.offsets[row] : found.offsets[row + 1]].tobytes().decode("latin-1")
        assert letters == "".join(x.upper().replace("U", "T") if x in LETTERS else "\0" for x in text)
    assert found.texts == {row: text for row, text in enumerate(sequences) if found.illegal[row]}


def test_texts_of_wrong_records_are_kept_only_if_asked():
    assert packed(["AC", "A-", "GT", "Aé"]).texts == {1: "A-", 3: "Aé"}
    assert packed(["AC", "A-"], keep_rejected=False).texts == {}


def test_letters_beyond_ascii_are_illegal_and_take_one_place():
    found = packed(["A🧬C", "é", "\ud800"])
    assert (np.diff(found.offsets).tolist(), found.illegal.tolist()) == ([3, 1, 1], [1, 1, 1])


def test_nothing_added_is_nothing_packed():
    found = packed([])
    assert (len(found.letters), found.offsets.tolist(), found.bad.tolist()) == (0, [0], [])
    assert len(build(found, "x.fa", [], [], [])) == 0


@pytest.mark.parametrize(
    ("limit", "noun"), [("RECORDS", "records"), ("BASES", "letters")]
)  # fmt: skip
def test_more_than_the_limit_is_refused_with_the_setting_that_raises_it(monkeypatch, limit, noun):
    monkeypatch.setenv(f"GENOCORE_MAX_{limit}", "3")
    assert len(packed(["A", "C", "G"]).illegal) == 3
    with pytest.raises(InputError) as caught:
        packed(["A", "C", "G", "T"])
    assert str(caught.value) == (
        f"FA019 x.fa: There are more than 3 {noun}, the most that is read. "
        f"Take a part of the file, or raise the limit by GENOCORE_MAX_{limit}."
    )


def test_the_limit_is_noticed_while_reading_and_not_at_the_end(monkeypatch):
    monkeypatch.setattr(packing, "_BLOCK", 10)
    monkeypatch.setenv("GENOCORE_MAX_BASES", "25")
    packer = Packer("x.fa")
    packer.add("A" * 10)
    packer.add("A" * 10)
    with pytest.raises(InputError):
        packer.add("A" * 10)


def test_a_built_dataset_holds_every_record_with_where_it_came_from():
    found = packed(["ACgt", "A-", ""])
    data = build(found, "x.fa", ["a", "b", "c"], ["a 1", "b", "c"], [1, 3, 5], {"tpm": np.array(["1", "", "2"])})
    assert (data.ids.tolist(), data.sequence(0)) == (["a", "b", "c"], "ACGT")
    assert {name: values.tolist() for name, values in data.columns.items()} == {
        "header": ["a 1", "b", "c"],
        "file": ["x.fa"] * 3,
        "line": [1, 3, 5],
        "masked_share": [0.5, 0.0, 0.0],
        "tpm": ["1", "", "2"],
    }


def test_good_records_are_kept_and_every_other_one_written_down():
    found = packed(["ACGU", "A-", "", "acgt"])
    data = build(found, "x.fa", list("abcd"), list("abcd"), [1, 3, 5, 7])
    report = Report(["x.fa"], read=10, kept=10)
    gap = Message("error", "FA004", "'-' is a gap.", "x.fa", 4, 2, "b", "-")
    kept = keep_good(data, found, report, {1: gap}, {1: "A-"})
    assert (kept.ids.tolist(), list(kept.sequences())) == (["a", "d"], ["ACGT", "ACGT"])
    assert (report.read, report.kept, report.adds_up) == (14, 12, True)
    assert [(row.record, row.line, row.code, row.sequence) for row in report.rejected] == [
        ("b", 4, "FA004", "A-"), ("c", 5, "FA013", ""),
    ]  # fmt: skip
    assert [str(message) for message in report.messages] == [
        "FA004 x.fa line 4, column 2: '-' is a gap.",
        "FA013 x.fa line 5: The record has no sequence.",
        "FA008 x.fa: 1 of 2 records hold U (RNA); U was read as T.",
    ]


def test_a_record_of_a_format_without_lines_is_rejected_without_a_line():
    found = packed([""])
    report = Report(["x.gb"])
    keep_good(build(found, "x.gb", ["a"], ["a"], [0]), found, report, {}, {})
    assert (report.messages[0].line, report.rejected[0].line) == (None, None)
    assert str(report.messages[0]) == "FA013 x.gb: The record has no sequence."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ACGT", None),
        ("acgu", None),
        ("", None),
        ("AC GT \r\n", None),
        ("AC-GT", (3, "-")),
        ("  J", (3, "J")),
        ("Aé", (2, "é")),
        ("A🧬", (2, "🧬")),
        ("AC\tGT", (3, "\t")),
    ],
)
def test_the_first_letter_that_is_not_dna_is_found(text, found):
    assert first_illegal(text) == found


@pytest.mark.parametrize(
    ("letter", "protein", "where", "text"),
    [
        ("-", False, "", "FA004 x.fa line 2, column 3: '-' is a gap, not a DNA letter. "
         "This is an alignment: take the gaps out first."),
        ("J", False, "", "FA004 x.fa line 2, column 3: 'J' is not a DNA letter. Is this a protein file?"),
        ("*", False, "letter 5 of the read",
         "FA004 x.fa line 2, column 3: '*' is not a DNA letter (letter 5 of the read). Remove it."),
        ("L", True, "letter 2 in column 'dna'", "FA009 x.fa line 2, column 3: 'L' is not a DNA letter; the record "
         "looks like protein (letter 2 in column 'dna'). Give the gene's DNA instead."),
    ],
)  # fmt: skip
def test_the_message_says_what_the_letter_is(letter, protein, where, text):
    message = letter_message("x.fa", 2, 3, letter, "s1", protein=protein, where=where)
    assert str(message) == text
    assert (message.severity, message.record, message.value) == ("error", "s1", letter)
