import json
from dataclasses import replace

import pytest

from genocore.errors import InputError
from genocore.files import Match, Message, Rejected, Report
from genocore.files.report import LISTED

GAP = Message("error", "FA004", "'-' is a gap.", "a.fa", 12, 3, "s1", "-", "Take it out.")
COPY = Message("warning", "FA011", "Same sequence as 's1'.", "a.fa", record="s2", fix="drop_duplicates")
RNA = Message("notice", "FA008", "U was read as T.", "a.fa")
JOIN = Match("t.csv", "id", 3, 2, 1, rows=5, used=2, only_table=1, left_out=1, nameless=1)


def full():
    report = Report(["a.fa"], read=3, kept=2, messages=[GAP, COPY, RNA], changes=["FA017 label 'x' read as 'X'"])
    report.reject(Rejected("a.fa", 12, "s1", "FA004", "'-' is a gap.", "AC-T"))
    report.kinds.append("a FASTA file")
    report.matches.append(JOIN)
    return report


def test_a_message_says_code_place_text_and_what_to_do():
    assert str(GAP) == "FA004 a.fa line 12, column 3: '-' is a gap. Take it out."
    assert str(COPY) == "FA011 a.fa: Same sequence as 's1'."


def test_counts_add_up_only_if_every_record_is_kept_or_rejected():
    report = full()
    assert report.adds_up
    report.kept = 3
    assert not report.adds_up
    assert Report().adds_up


def test_a_report_survives_json():
    values = json.loads(json.dumps(full().to_dict()))
    assert Report.from_dict(values) == full()
    assert Report.from_dict(json.loads(json.dumps(Report().to_dict()))) == Report()


def test_a_copy_can_grow_without_the_original():
    report = full()
    copy = report.copy()
    assert copy == report
    copy.files.append("b.fa")
    copy.kinds.append("a table")
    copy.matches.append(JOIN)
    copy.add(RNA)
    copy.reject(Rejected("b.fa", None, "s9", "FA006", "no label", ""))
    copy.changes.append("FA017 more")
    copy.kept = 7
    assert report == full()


def test_the_table_has_a_row_a_message_and_whole_numbers_for_places():
    frame = full().table()
    assert frame.columns.tolist() == [
        "severity", "code", "message", "file", "line", "column", "record", "value", "suggestion", "fix",
    ]  # fmt: skip
    assert frame["code"].tolist() == ["FA004", "FA011", "FA008"]
    assert frame["line"].dtype == frame["column"].dtype == "Int64"
    assert frame["line"].isna().tolist() == [False, True, True]
    assert frame["line"].iloc[0] == 12


def test_the_table_of_rejected_records_holds_their_text():
    frame = full().rejected_table()
    assert frame.columns.tolist() == ["file", "line", "record", "code", "reason", "sequence"]
    assert frame.iloc[0].tolist() == ["a.fa", 12, "s1", "FA004", "'-' is a gap.", "AC-T"]


def test_tables_of_an_empty_report_have_their_columns():
    assert len(Report().table()) == 0
    assert Report().table().columns.tolist() == full().table().columns.tolist()
    assert Report().rejected_table().columns.tolist() == full().rejected_table().columns.tolist()


def test_the_summary_counts_what_was_found():
    assert full().summary() == {
        "files": ["a.fa"], "kinds": ["a FASTA file"],
        "read": 3, "kept": 2, "rejected": 1, "rejected_by_code": {"FA004": 1},
        "errors": 1, "warnings": 1, "notices": 1, "fixes": ["drop_duplicates"],
        "changes": ["FA017 label 'x' read as 'X'"],
        "matches": [
            {"table": "t.csv", "key": "id", "sequences": 3, "matched": 2, "only_sequences": 1, "rows": 5, "used": 2,
             "only_table": 1, "left_out": 1, "nameless": 1, "bare": 0}
        ],
    }  # fmt: skip
    assert json.loads(json.dumps(full().summary())) == full().summary()


def test_a_report_takes_in_what_another_holds():
    report = full()
    report.include(full())
    assert (report.files, report.read, report.kept) == (["a.fa", "a.fa"], 6, 4)
    assert (report.messages, report.rejected) == (full().messages * 2, full().rejected * 2)
    assert (report.kinds, report.matches) == (["a FASTA file"] * 2, [JOIN, JOIN])
    assert report.adds_up


def test_both_sides_of_a_match_add_up_or_it_says_so():
    assert JOIN.adds_up
    assert not replace(JOIN, only_sequences=2).adds_up
    assert not replace(JOIN, left_out=0).adds_up


def test_a_match_is_told_in_a_sentence():
    assert JOIN.sentence() == (
        "2 of 3 sequences have a row; 1 have none. "
        "1 of 5 rows have no sequence (1 rows repeat a name, 1 rows have no name)."
    )
    plain = replace(JOIN, rows=3, left_out=0, nameless=0)
    assert plain.sentence().endswith("1 of 3 rows have no sequence.")


def test_each_fix_is_offered_once_in_the_order_of_the_messages():
    report = Report(messages=[COPY, Message("warning", "FA006", "x", fix="drop_unlabelled"), RNA, COPY])
    assert report.fixes() == ["drop_duplicates", "drop_unlabelled"]


@pytest.mark.parametrize(
    ("n", "lines"), [(0, 0), (1, 1), (LISTED, LISTED), (LISTED + 1, LISTED + 1), (5000, LISTED + 1)]
)
def test_messages_are_listed_up_to_the_limit_and_then_counted(n, lines):
    report = Report()
    report.add_each([Message("warning", "FA003", f"{row}", "a.fa", fix="rename") for row in range(n)], noun="records")
    assert len(report.messages) == lines
    assert [message.message for message in report.messages[:LISTED]] == [str(row) for row in range(min(n, LISTED))]
    if n > LISTED:
        rest = Message("warning", "FA003", f"{n - LISTED:,} more records like this.", "a.fa", fix="rename")
        assert report.messages[-1] == rest


def test_messages_beyond_the_limit_are_counted_by_code_and_file():
    report = Report()
    kinds = [("FA004", "a.fa")] * 1001 + [("FA013", "a.fa")] * 2 + [("FA013", "b.fa")] * 3
    report.add_each([Message("error", code, "wrong", file) for code, file in kinds], noun="records")
    assert [(m.code, m.file, m.message) for m in report.messages[LISTED:]] == [
        ("FA004", "a.fa", "1 more records like this."),
        ("FA013", "a.fa", "2 more records like this."),
        ("FA013", "b.fa", "3 more records like this."),
    ]


def test_a_report_that_kept_records_lets_work_go_on():
    full().need_records()


def test_a_report_that_kept_nothing_raises_its_first_error_in_full():
    report = Report(["a.fa"], read=1, kept=0, messages=[RNA, COPY, GAP])
    with pytest.raises(InputError) as caught:
        report.need_records()
    assert str(caught.value) == "FA004 a.fa line 12, column 3: '-' is a gap. Take it out."
    assert caught.value.one_line() == "FA004 a.fa:12: column 3: '-' is a gap. — Take it out."


def test_a_report_that_kept_nothing_without_an_error_says_so():
    with pytest.raises(InputError) as caught:
        Report(["a.fa", "b.fa"], messages=[COPY]).need_records()
    assert str(caught.value) == "FA001 a.fa, b.fa: There is no record to work with."
