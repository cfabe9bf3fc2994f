import pytest

from genocore.errors import InputError
from genocore.files import Source
from genocore.tables import Layout
from genocore.tables.marks import number_marks
from genocore.tables.sniff import has_header, sniff_layout


def sniff(text, encoding="utf-8", **chosen):
    return sniff_layout(Source("t.csv", data=text.encode(encoding)), chosen)


ROWS = [["id", "tpm", "note"], ["s1", "1.5", "kinase"], ["s2", "20.25", "a b"], ["s3", "300", "x"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark):
    found = sniff("\n".join(mark.join(row) for row in ROWS))
    assert found == Layout(delimiter=mark)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("id tpm\ns1 5\ns2 7\n", " "),
        ("id   tpm\ns1     5\ns200   7\n", " "),
        ('"tpm" "count"\n"s 1" 5 3\n"s 2" 7 4\n', " "),
        ("s1;1,5;2,5\ns2;0,5;1,25\n", ";"),
        ("1,5;2,5\n0,5;1,25\n", ";"),
        ("1,5\t2,5\n0,5\t1,25\n", "\t"),
        ("s1,a;b\ns2,c;d\n", ";"),
        ("id,terms\ns1,GO:1;GO:2\ns2,GO:3\n", ","),
        ('id;note\ns1;"a, b, c"\ns2;"d, e, f"\n', ";"),
        ("id\tnote\ns1\ta, b\ns2\tc, d\n", "\t"),
        ("gene expression in liver\nid,tpm\ns1,5\ns2,7\n", ","),
        ("id\ns1\ns2\n", ","),
    ],
)
def test_the_delimiter_is_the_mark_that_makes_columns(text, mark):
    assert sniff(text).delimiter == mark


@pytest.mark.parametrize(
    ("cells", "delimiter", "marks"),
    [
        (["1.5", "2"], ",", (".", "")),
        (["1,5", "2"], ";", (",", "")),
        (["0,123", "0,5"], "\t", (",", "")),
        ([",5", "-,25"], ";", (",", "")),
        ([".5", "-.25"], ";", (".", "")),
        (["1,234,567.5"], "\t", (".", ",")),
        (["1,234.5", "12"], ";", (".", ",")),
        (["1.234,5"], ";", (",", ".")),
        (["1.234.567"], ";", (",", ".")),
        (["1,234,567"], ";", (".", ",")),
        (["1 234,5"], ";", (",", " ")),
        (["1 234.5"], ",", (".", " ")),
        (["1 234 567"], ",", (".", " ")),
        (["1\u00a0234,5", "1\u202f234\u202f567,25"], ";", (",", " ")),
        (["1'234.5"], ",", (".", "'")),
        (["1’234"], ",", (".", "'")),
        (["1'234,5"], ";", (",", "'")),
        (["-1.234,5", "+2.345,6"], ";", (",", ".")),
        (["−1.234,5"], ";", (",", ".")),
        (["1,5e-3", "2,5E+10"], ";", (",", "")),
        (["1.5e-3"], "\t", (".", "")),
        (["1,234", "0.5"], "\t", (".", ",")),
        (["1.234", "0,5"], "\t", (",", ".")),
        (["12,345.6", "1,234"], "\t", (".", ",")),
        (["1234.5"], ";", (".", "")),
        (["1.234"], ",", (".", "")),
        (["12.345"], "\t", (".", "")),
        (["exon 1,2", "1.2.3", "a,b", ""], "\t", (".", "")),
        ([], ",", (".", "")),
    ],
)
def test_the_marks_of_numbers_are_found(cells, delimiter, marks):
    assert number_marks(cells, delimiter) == (*marks, "")


@pytest.mark.parametrize(
    ("cells", "delimiter", "marks", "sentence"),
    [
        (["1,234"], "\t", (".", ","), "Numbers such as 1,234 were read as thousands; they may have a decimal comma."),
        (["1,234"], ";", (",", ""), "Numbers such as 1,234 were read with a decimal comma; it may group thousands."),
        (["1.234"], ";", (".", ""), "Numbers such as 1.234 were read with a decimal point; it may group thousands."),
        (
            ["1.234", "1,234"], "\t", (".", ","),
            "Numbers such as 1,234 and 1.234 may have a decimal comma or a decimal point.",
        ),
        (
            ["1.5", "2,5", "3,5"], "\t", (",", ""),
            "Some numbers have a decimal point and some a decimal comma; the comma was taken.",
        ),
        (
            ["1.5", "2,5"], "\t", (".", ""),
            "Some numbers have a decimal point and some a decimal comma; the point was taken.",
        ),
    ],
)  # fmt: skip
def test_marks_that_could_be_either_are_said_to_be_doubtful(cells, delimiter, marks, sentence):
    assert number_marks(cells, delimiter) == (*marks, sentence)


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["id", "seq"], ["s1", "ACGT"]], True),
        ([["s1", "ACGTACGT"], ["s2", "ACGT"]], False),
        ([["s1", "5"], ["s2", "7"]], False),
        ([["0.5", "1.5"], ["1", "2"]], False),
        ([["s1", "1,5", "2,5"], ["s2", "0,5", "1"]], False),
        ([["s1", "5"]], False),
        ([["s1", "5", "a", "b"], ["s2", "7", "c", "d"]], False),
        ([["treatment", "dose", "24"], ["a", "5", "7"], ["b", "NA", "8"]], True),
        ([["s1", "NA", "7"], ["s2", "5", "8"]], False),
        ([["id", "tpm"]], True),
        ([["gene", "1", "2", "3"], ["TP53", "5", "6", "7"]], True),
        ([["", "2019", "2020"], ["TP53", "5", "6"]], True),
        ([["", "1", "2"], ["", "5", "6"]], False),
        ([["a", "b"], ["c", "d"]], True),
        ([], True),
    ],
)
def test_the_first_row_is_a_header_unless_it_holds_data(rows, header):
    assert has_header(rows) is header


@pytest.mark.parametrize(
    ("top", "skip"),
    [
        ("", 0),
        ("# made by hand\n", 1),
        ("# made by hand, on Monday\n", 1),
        ("# a, b\n# c, d\n## e\n", 3),
        ("\n\n", 2),
        ("# a\n\n# b\n\n", 4),
        ("Table S1\n", 1),
        ("Table S1\n\nmade in Geneva\n", 3),
        ("Table S1\n\n", 2),
        ("Table S1,,\n,,\n", 2),
        ("Table S1\n# a comment, with a comma\n", 2),
        ("#version 2.4\n", 1),
        ("\n" * 70_000, 70_000),
        ("\n" * 70_000 + "# a\n\nTitle\n", 70_003),
        ('"A title\nof two lines"\n', 2),
        ("# a line\u2028that is one,\x0b\x1c\x85 still\n", 1),
    ],
)
def test_comments_and_titles_above_the_header_are_skipped(top, skip):
    found = sniff(top + "id,tpm,note\ns1,5,a\ns2,7,b\n")
    assert (found.skip, found.header, found.delimiter) == (skip, True, ",")


@pytest.mark.parametrize("text", ["#id\ttpm\ns1\t5\n", "##by hand\n#id\ttpm\ns1\t5\ns2\t7\n"])
def test_a_header_behind_a_hash_is_no_comment(text):
    found = sniff(text)
    assert (found.skip, found.header) == (text.count("##"), True)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
def test_the_encoding_is_found(encoding, found):
    assert sniff("id,größe\ns1,5\n", encoding).encoding == found


def test_one_odd_byte_does_not_spoil_the_utf_8_of_the_others():
    data = "id,größe\n".encode() + b"caf\xe9,5\n"
    assert sniff_layout(Source("t", data=data)).encoding == "utf-8"


def test_a_letter_cut_by_the_end_of_the_sample_is_no_foreign_byte():
    for shift in range(4):
        assert sniff("id,note\n" + "s" * (65_520 + shift) + "€€€€€€€€€€\n").encoding == "utf-8"
        assert sniff("id,note\n" + "s" * shift + "€" * 30_000 + ",b\n").encoding == "utf-8"


def test_a_table_with_very_long_lines_is_looked_at_until_there_are_numbers():
    head = ";".join(["gene", *(f"sample_{i}" for i in range(20_000))])
    row = ";".join(["TP53", *["0,5"] * 20_000])
    found = sniff(f"{head}\n{row}\n{row}\n")
    assert (found.delimiter, found.decimal, found.header) == (";", ",", True)


def test_a_layout_is_told_in_words():
    assert Layout().describe() == "columns set apart by comma, decimal point, names in the first row, utf-8"
    layout = Layout("utf-16", "\t", ",", ".", header=False, skip=1)
    assert layout.describe() == (
        "columns set apart by tab, decimal comma, thousands grouped by '.', no names of columns, "
        "1 line skipped before it, utf-16"
    )
    assert Layout("", sheet="TPM", skip=2).describe() == (
        "sheet 'TPM', decimal point, names in the first row, 2 lines skipped before it"
    )
    assert Layout(delimiter=":").describe().startswith("columns set apart by ':'")


def test_what_a_person_chose_takes_the_place_of_what_was_found():
    chosen = {"delimiter": ";", "decimal": ",", "skip": 3, "header": False, "missing": ["x"], "encoding": "cp1252"}
    assert Layout().override(chosen) == Layout("cp1252", ";", ",", "", False, 3, "", ("x",))
    assert Layout().override({}) == Layout()


def test_a_thousands_mark_that_was_found_gives_way_to_a_decimal_mark_that_was_chosen():
    assert Layout(thousands=",").override({"decimal": ","}) == Layout(decimal=",", thousands="")
    assert Layout(decimal=",").override({"thousands": ","}) == Layout(decimal=".", thousands=",")


@pytest.mark.parametrize(
    "chosen",
    [
        {"colour": "red"},
        {"delimiter": ""},
        {"delimiter": ",,"},
        {"delimiter": "\n"},
        {"delimiter": '"'},
        {"delimiter": None},
        {"decimal": "x"},
        {"thousands": "x"},
        {"decimal": ",", "thousands": ","},
        {"header": "no"},
        {"skip": -1},
        {"skip": "3"},
        {"skip": 10**12},
        {"sheet": 1},
        {"encoding": "klingon"},
        {"encoding": "base64"},
        {"encoding": "a\0b"},
        {"encoding": None},
        {"missing": "NA"},
        {"missing": [1]},
        {"missing": None},
    ],
)
def test_choices_that_make_no_sense_are_refused(chosen):
    source = Source.from_text("a,b\n1,2\n")
    for refuse in (Layout().override, lambda choice: sniff_layout(source, choice)):
        with pytest.raises(InputError) as caught:
            refuse(chosen)
        assert caught.value.code == "PA001"


def test_what_is_chosen_is_kept_in_mind_when_the_rest_is_found():
    text = "id,a;b\ns1,x;1,5\ns2,y;2,5\n"
    assert sniff(text, delimiter=";").decimal == ","
    found = sniff("junk 1.5\nmore\ns1;1,5\ns2;0,5\n", skip=2)
    assert (found.delimiter, found.decimal, found.header, found.skip) == (";", ",", False, 2)
