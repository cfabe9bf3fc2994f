import pytest

from pages.shared import shell, tables


@pytest.mark.parametrize(
    "text",
    ["![t](http://x/y.png)", "a_b_c", "**x**", ":red[x]", "www.x.org", "<b>", "`x`", "$x$", "- x", "# x", "a@b.c"],
)
def test_what_could_be_markup_is_put_into_a_code_span(text):
    assert shell.prose(text).startswith("`")


@pytest.mark.parametrize(
    "text",
    ["'-' is a gap, not a DNA letter.", "Class 'x' has 3 records; at least 10 are needed.", "ML001 Few: read on."],
)
def test_a_plain_sentence_stays_a_sentence(text):
    assert shell.prose(text) == text


def test_no_name_of_a_file_can_leave_its_folder():
    assert tables.safe_name("../../etc/passwd") == "passwd"
    assert tables.safe_name("...") == "file"
