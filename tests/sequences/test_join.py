from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.files import Report
from genocore.sequences import Dataset, Source, load
from genocore.sequences.join import join_table
from genocore.sequences.reading import DUPLICATES, Reading
from genocore.tables import read_table


def sequences(*names):
    return Dataset.from_strings(["ACGT"] * len(names), ids=list(names))


def join(data, text, **choices):
    table, report = read_table(Source.from_text(text, "t.csv"))
    joined, match = join_table(data, table, report, Reading.checked(**choices))
    assert match.adds_up
    assert report.matches == [match]
    assert (joined.ids.tolist(), list(joined.sequences())) == (data.ids.tolist(), list(data.sequences()))
    return joined, match, report


def counts(match):
    """Return matched and unmatched sequences, then used, unmatched, left out and nameless rows."""
    return (match.matched, match.only_sequences, match.used, match.only_table, match.left_out, match.nameless)


def told(report, *codes):
    return [str(message) for message in report.messages if message.code in codes]


# By name, never by the order of rows -----------------------------------------------------------------------------

GENES = {
    "TP53": ("ACGTACGTAA", 1234.5), "SEPTIN2": ("GGCCTTAAGG", 0.25), "MARCHF1": ("TTTTACACAC", 17.0),
    "KRAS": ("CCCCGATATC", -2.125), "NM_000546.6": ("ATATATCGCG", 3.5), "gene é": ("GAGAGACTCT", 88.75),
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_shuffled_table_with_semicolons_and_decimal_commas_gives_the_right_pairs(seed, encoding):
    rng = np.random.default_rng(seed)
    names = list(GENES)
    fasta = "".join(f">{names[row].replace(' ', '_')} x\n{GENES[names[row]][0]}\n" for row in rng.permutation(6))
    rows = [
        f"{names[row].replace(' ', '_')};{f'{GENES[names[row]][1]:,}'.translate(str.maketrans(',.', '.,'))};note"
        for row in rng.permutation(6)
    ]
    text = "\r\n".join(["Gene;Expression level;Remark", *rows])
    data, report = load(
        [Source.from_text(fasta, "genes.fa"), Source("t.csv", data=text.encode(encoding))],
        label="column:Expression level",
    )
    pairs = {name.replace("_", " ", name.startswith("gene")): pair for name, *pair in zip(
        data.ids, data.sequences(), data.target, strict=True
    )}  # fmt: skip
    assert {name: tuple(pair) for name, pair in pairs.items()} == GENES
    assert counts(report.matches[0]) == (6, 0, 6, 0, 0, 0)
    assert (report.matches[0].key, report.matches[0].table) == ("Gene", "t.csv")
    assert report.adds_up


def test_names_that_a_spreadsheet_changed_do_not_match_and_are_pointed_out():
    data = sequences("TP53", "SEPTIN2", "MARCHF1")
    joined, match, report = join(data, "gene;tpm\n1-Mar;1,5\n2-Sep;2,5\nTP53;3,5\n2,31E+13;4,5\n")
    assert joined.columns["tpm"].tolist() == ["3.5", "", ""]
    assert counts(match) == (1, 2, 1, 3, 0, 0)
    assert [message.split("t.csv ")[1][:30] for message in told(report, "EX005")] == [
        "line 2: The name '1-Mar' looks", "line 3: The name '2-Sep' looks", "line 5: The name '2.31E+13' lo",
    ]  # fmt: skip
    assert "It may have been MARCHF1" in told(report, "EX005")[0]
    assert "It may have been SEPTIN2" in told(report, "EX005")[1]


def test_the_order_of_rows_tells_nothing_even_if_there_are_as_many():
    data = sequences("a", "b", "c")
    joined, match, _ = join(data, "id,tpm\nx,1\ny,2\nz,3\n")
    assert joined.columns["tpm"].tolist() == ["", "", ""]
    assert counts(match) == (0, 3, 0, 3, 0, 0)


def test_every_other_column_comes_along():
    joined, _, _ = join(sequences("a", "b"), "tpm,name,tissue\n1,b,liver\n2,a,brain\n")
    assert set(joined.columns) == {"tpm", "tissue"}
    assert (joined.columns["tpm"].tolist(), joined.columns["tissue"].tolist()) == (["2", "1"], ["brain", "liver"])


def test_a_column_that_is_there_already_is_not_overwritten():
    data = Dataset(sequences("a").ids, *(getattr(sequences("a"), name) for name in ("letters", "offsets")),
                   columns={"line": np.array([7]), "tpm": np.array(["9"], dtype=object)})  # fmt: skip
    joined, _, _ = join(data, "id,line,tpm\na,1,2\n")
    assert {name: values.tolist() for name, values in joined.columns.items()} == {
        "line": [7], "tpm": ["9"], "line (t.csv)": ["1"], "tpm (t.csv)": ["2"],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["_name", "_line", "name", "key", "index", "level_0", "0"])
def test_columns_may_have_any_name(name):
    joined, _, _ = join(sequences("a", "b"), f"id,{name}\nb,x\na,y\na,y\n")
    assert joined.columns[name].tolist() == ["y", "x"]


# Which column holds the names ------------------------------------------------------------------------------------


def test_the_column_that_shares_most_names_is_the_key():
    table = "id,gene,probe,tpm\n1,TP53,a,5\n2,KRAS,b,6\n3,q,c,7\n"
    assert join(sequences("a", "b", "c"), table)[1].key == "probe"
    assert join(sequences("KRAS", "TP53", "a"), table)[1].key == "gene"
    assert join(sequences("x", "y"), table)[1].key == "id"


def test_the_key_can_be_chosen():
    table = "id,Other Name,tpm\na,b,5\nb,a,6\n"
    joined, match, _ = join(sequences("a", "b"), table, key="other_name")
    assert (match.key, joined.columns["tpm"].tolist()) == ("Other Name", ["6", "5"])
    assert joined.columns["id"].tolist() == ["b", "a"]
    with pytest.raises(InputError) as caught:
        join(sequences("a", "b"), table, key="nosuch")
    assert (caught.value.code, caught.value.file) == ("EX001", "t.csv")


def test_blanks_around_names_do_not_matter_but_case_does():
    joined, match, _ = join(sequences("a", "b"), 'id,tpm\n"  a ",1\nB,2\n')
    assert joined.columns["tpm"].tolist() == ["1", ""]
    assert counts(match) == (1, 1, 1, 1, 0, 0)


# Names without a partner, and without a name ---------------------------------------------------------------------


def test_names_on_one_side_only_are_listed_by_file_and_line():
    fasta = Source.from_text(">a\nAC\n>only_here\nGT\n", "x.fa")
    data, report = load([fasta, Source.from_text("id,tpm\na,1\n\nonly_there,2\n", "t.csv")], label="none")
    assert data.columns["tpm"].tolist() == ["1", ""]
    assert counts(report.matches[0]) == (1, 1, 1, 1, 0, 0)
    assert told(report, "EX004") == [
        "EX004 x.fa: The table has no row with this name.", "EX004 t.csv line 4: No sequence has this name.",
    ]  # fmt: skip
    assert [message.record for message in report.messages if message.code == "EX004"] == ["only_here", "only_there"]
    assert report.matches[0].sentence() == ("1 of 2 sequences have a row; 1 have none. 1 of 2 rows have no sequence.")


def test_rows_without_a_name_are_counted_and_never_joined():
    data = Dataset.from_strings(["AC", "GT", "GG"], ids=["a", "", " "])
    joined, match, report = join(data, "id,tpm\na,1\n,2\nNA,3\n  ,4\n")
    assert joined.columns["tpm"].tolist() == ["1", "", ""]
    assert counts(match) == (1, 2, 1, 0, 0, 3)
    assert "3 rows have no name" in match.sentence()
    assert [message for message in told(report, "EX004") if "t.csv" in message] == []


def test_a_table_without_rows_matches_nothing():
    joined, match, _ = join(sequences("a"), "id,tpm\n")
    assert (joined.columns["tpm"].tolist(), counts(match)) == ([""], (0, 1, 0, 0, 0, 0))


def test_no_sequence_leaves_every_row_alone():
    empty = sequences("a").take(np.array([], dtype=int))
    _, match, _ = join(empty, "id,tpm\na,1\n,2\n")
    assert counts(match) == (0, 0, 0, 1, 0, 1)


def test_two_sequences_of_one_name_have_the_same_row():
    joined, match, _ = join(sequences("a", "b", "a"), "id,tpm\na,1\nb,2\n")
    assert joined.columns["tpm"].tolist() == ["1", "2", "1"]
    assert counts(match) == (3, 0, 2, 0, 0, 0)


def test_many_names_without_a_partner_are_counted():
    names = [f"s{row}" for row in range(1500)]
    _, match, report = join(sequences(*names), "id,tpm\n" + "".join(f"t{row},1\n" for row in range(1200)))
    assert counts(match) == (0, 1500, 0, 1200, 0, 0)
    rest = [message for message in told(report, "EX004") if " more " in message]
    assert rest == ["EX004: 500 more sequences like this.", "EX004 t.csv: 200 more rows like this."]


# Version suffixes ------------------------------------------------------------------------------------------------

VERSIONS = "id,tpm\nNM_1.6,5\nNM_2,6\nNM_3.1,7\n"


def test_version_suffixes_are_part_of_the_name_unless_asked_and_the_way_out_is_said():
    joined, match, report = join(sequences("NM_1", "NM_2.3", "NM_3.1", "NM_9.1"), VERSIONS)
    assert joined.columns["tpm"].tolist() == ["", "", "7", ""]
    assert counts(match) == (1, 3, 1, 2, 0, 0)
    hints = [message.suggestion for message in report.messages if message.code == "EX004"]
    assert set(hints) == {"Without version suffixes such as .1, 2 more would match."}


def test_a_table_that_matches_nothing_is_an_error_before_all_else_with_the_way_out():
    _, match, report = join(sequences("NM_1", "NM_2.3", "x"), VERSIONS.replace("NM_2", "NM_2.7"))
    assert (match.matched, match.bare, match.fits) == (0, 2, False)
    first = next(message for message in report.messages if message.code == "EX004")
    assert (first.severity, first.message) == ("error", "No sequence has a row of the table with the same name.")
    assert first.suggestion == "Match names without version suffixes such as .1: 2 would have a row."
    _, _, report = join(sequences("a", "b"), "id,tpm\nc,1\n")
    assert "Compare the names ('a' and 'c')" in told(report, "EX004")[0]


def test_a_table_that_matches_less_than_a_tenth_is_a_warning():
    _, match, report = join(sequences(*(f"s{row}" for row in range(11))), "id,tpm\ns1,1\n")
    assert not match.fits
    assert "Only 1 of the 11 sequences have a row" in told(report, "EX004")[0]
    _, match, report = join(sequences(*(f"s{row}" for row in range(10))), "id,tpm\ns1,1\n")
    assert match.fits
    assert "Only" not in told(report, "EX004")[0]


def test_version_suffixes_are_taken_off_both_sides_on_request():
    joined, match, report = join(
        sequences("NM_1", "NM_2.3", "NM_3.7", "NM_9.1"), VERSIONS, strip_versions=True
    )  # fmt: skip
    assert joined.columns["tpm"].tolist() == ["5", "6", "7", ""]
    assert counts(match) == (3, 1, 3, 0, 0, 0)
    assert [message.suggestion for message in report.messages if message.code == "EX004"] == [""]


def test_the_key_is_found_even_if_only_its_versions_differ():
    table = "number,transcript\n1,NM_1.6\n2,NM_2.2\n"
    assert join(sequences("NM_1.1", "NM_2.1"), table)[1].key == "transcript"


def test_rows_that_are_alike_without_their_versions_are_several_rows_of_one_name():
    table = "id,tpm\nNM_1.1,5\nNM_1.2,7\nNM_2.1,6\nNM_2.2,6\n"
    joined, match, _ = join(sequences("NM_1", "NM_2"), table, strip_versions=True)
    assert joined.columns["tpm"].tolist() == ["", "6"]
    assert counts(match) == (1, 1, 1, 0, 3, 0)


# Names in several rows -------------------------------------------------------------------------------------------

REPEATED = "id,tpm,tissue\na,1,liver\nb,2,brain\na,1,liver\nc,3,x\nc,6,y\nc,3,x\nz,8,x\nz,9,y\n"


def test_rows_with_equal_cells_count_once():
    joined, match, report = join(sequences("a"), "id,tpm\na,1\na,1\n a,1\n")
    assert (joined.columns["tpm"].tolist(), counts(match)) == (["1"], (1, 0, 1, 0, 2, 0))
    assert told(report, "EX006") == []
    assert "2 rows repeat a name" in match.sentence()


@pytest.mark.parametrize(
    ("rule", "tpm", "tissue", "expected", "done"),
    [
        ("leave out", ["1", "2", ""], ["liver", "brain", ""], (2, 1, 2, 2, 4, 0), "none was taken"),
        ("first", ["1", "2", "3"], ["liver", "brain", "x"], (3, 0, 3, 2, 3, 0), "the first was taken"),
        ("mean", ["1.0", "2.0", "4.5"], ["liver", "brain", "x"], (3, 0, 3, 2, 3, 0), "the mean of numbers was taken"),
    ],
)
def test_rows_that_contradict_each_other_are_treated_as_the_rule_says(rule, tpm, tissue, expected, done):
    joined, match, report = join(sequences("a", "b", "c"), REPEATED, duplicates=rule)
    assert joined.columns["tpm"].tolist() == tpm
    assert joined.columns["tissue"].tolist() == tissue
    assert counts(match) == expected
    assert told(report, "EX006") == [
        f"EX006 t.csv line 5: The name stands in 2 rows with different cells (lines 5, 6): {done}. "
        "Choose what becomes of such rows, or mend the table."
    ]


def test_a_sequence_whose_rows_contradict_each_other_is_told_so():
    _, _, report = join(sequences("c", "q"), REPEATED)
    assert [(m.record, m.message) for m in report.messages if m.code == "EX004" and not m.file] == [
        ("c", "The rows with this name contradict each other; none was taken."),
        ("q", "The table has no row with this name."),
    ]


def test_names_of_other_sequences_may_repeat_as_they_like():
    _, _, report = join(sequences("a", "b"), REPEATED)
    assert told(report, "EX006") == []


def test_the_mean_leaves_missing_numbers_out():
    joined, _, _ = join(sequences("a", "b"), "id,tpm,n\na,1,\na,,\na,4,\nb,2,7\n", duplicates="mean")
    assert joined.columns["tpm"].tolist() == ["2.5", "2.0"]
    assert joined.columns["n"].tolist() == ["", "7.0"]


def test_lines_of_many_contradicting_rows_are_shortened():
    _, _, report = join(sequences("a"), "id,tpm\n" + "".join(f"a,{row}\n" for row in range(9)))
    assert "in 9 rows with different cells (lines 2, 3, 4, 5, 6, ...)" in told(report, "EX006")[0]


# Whatever the names ----------------------------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b", "c", "a.1", "a.2", "b.1", "", " a", "1-Mar"])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.lists(NAMES, max_size=8), st.lists(st.tuples(NAMES, st.sampled_from(["1", "2", "high", ""])), max_size=10),
    st.sampled_from(DUPLICATES), st.booleans(),
)  # fmt: skip
def test_every_sequence_has_exactly_the_cells_of_its_row_and_all_rows_are_accounted_for(here, there, rule, strip):
    def key(name):
        name = name.strip()
        return name.split(".")[0] if strip else name

    data = Dataset.from_strings([f"AC{'GT' * row}" for row in range(len(here))], ids=here)
    frame = pd.DataFrame({"id": [name for name, _ in there], "tpm": [cell for _, cell in there]}, dtype="str")
    table, _ = read_table(Source.from_text("id,tpm\nx,1\n"))
    table = type(table)(frame, np.arange(len(there)) + 2, table.layout, "t.csv")
    report = Report()
    joined, match = join_table(data, table, report, Reading.checked(key="id", duplicates=rule, strip_versions=strip))

    rows = {}
    for name, cell in there:
        rows.setdefault(key(name), []).append(cell)
    for name, cell in zip(here, joined.columns["tpm"], strict=True):
        cells = list(dict.fromkeys(rows.get(key(name), []) if key(name) else []))
        if rule == "leave out":
            assert cell == (cells[0] if len(cells) == 1 else "")
        elif rule == "first" or not cells or cell == cells[0]:
            assert cell == (cells[0] if cells else "")
        else:  # as numbers
            numbers = [float(one) for one in cells if one and one != "high"]
            assert cell == (str(sum(numbers) / len(numbers)) if numbers else "")
    named = {key(name) for name in here} - {""}
    assert match.adds_up
    assert match.rows == len(there)
    assert match.sequences == len(here)
    assert match.nameless == sum(not key(name) for name, _ in there)
    assert match.only_table == sum(key(name) not in {*named, ""} for name, _ in there)
    usable = {name for name in named if name in rows and (rule != "leave out" or len(set(rows[name])) == 1)}
    assert match.used == len(usable)
    assert match.matched == sum(key(name) in usable for name in here)
    assert Counter(message.code for message in report.messages)["EX006"] == sum(
        len(set(rows.get(name, []))) > 1 for name in named
    )
    assert (joined.ids.tolist(), list(joined.sequences())) == (here, list(data.sequences()))
