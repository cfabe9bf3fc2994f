import numpy as np
import pytest

from genocore.errors import InputError
from genocore.sequences import Source, load
from genocore.sequences.targets import are_measurements


def sequence(row):
    """Return 8 letters that are different for every row, and on both strands."""
    return "".join("ACGT"[row // 4**place % 4] for place in range(6)) + "AC"


def table(*columns, names=None):
    """Return a table with the columns given as (name, cells), of as many rows."""
    n = len(columns[0][1]) if columns else 3
    lines = [",".join(["id", "sequence", *(name for name, _ in columns)])]
    for row in range(n):
        lines.append(",".join([f"s{row}", sequence(row), *(str(cells[row]) for _, cells in columns)]))
    return Source.from_text("\n".join(lines) + "\n", "t.csv")


def told(report, *codes):
    return [str(message) for message in report.messages if message.code in codes]


# Classes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["label", "Class", "target", "status", "odd name"])
def test_a_column_of_labels_is_found_by_its_name_or_because_it_is_alone(name):
    data, report = load([table((name, ["x", "y", "x", "y"]))])
    assert data.class_counts() == {"x": 2, "y": 2}
    assert f"FA025: Labels are taken from column '{name}'." in told(report, "FA025")


def test_a_column_that_was_chosen_is_not_said_again():
    _, report = load([table(("label", ["x", "y", "x"]))], label="column:label")
    assert [message for message in told(report, "FA025") if "taken from column 'label'" in message] == []


def test_any_column_can_be_the_label():
    columns = ("label", ["x", "y", "x", "y"]), ("tissue", ["a", "a", "b", ""])
    data, report = load([table(*columns)], label="column:tissue")
    assert data.class_counts() == {"a": 2, "b": 1}
    assert [(message.code, message.line) for message in report.messages if message.code == "FA006"] == [("FA006", 5)]


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InputError) as caught:
        load([table(("tissue", ["a", "b", "a"]), ("tpm", [1, 2, 3]))], label="column:nosuch")
    assert str(caught.value) == "FA016: There is no column 'nosuch': 'column:nosuch'. There is: tissue, tpm."


def test_columns_that_do_not_stand_out_are_offered():
    data, report = load([table(("note", ["q", "r", "s"]), ("remark", ["t", "u", "v"]))])
    assert data.task == "unlabelled"
    assert told(report, "FA006") == [
        "FA006: No column stands out as the label; there is 'note', 'remark'. "
        "Say which one it is, such as column:note. Predict needs none; Train does."
    ]


def test_a_column_without_any_cell_gives_no_labels():
    data, report = load([table(("label", ["", "NA", ""]))], label="column:label")
    assert data.task == "unlabelled"
    assert told(report, "FA006") == ["FA006: No record has a label where the rule looks. Choose another rule."]


def test_whether_labels_are_classes_or_numbers_can_be_said():
    codes = ("grade", [1, 2, 3, 1, 2, 3])
    assert load([table(codes)], label="column:grade")[0].task == "multiclass"
    assert load([table(codes)], label="column:grade", task="numbers")[0].task == "regression"
    values = ("tpm", [0.5, 1.5, 2.25, 3.5, 4.5, 7.125])
    assert load([table(values)], label="column:tpm")[0].task == "regression"
    data, _ = load([table(values)], label="column:tpm", task="classes")
    assert (data.task, len(data.classes)) == ("multiclass", 6)


def test_another_task_is_refused():
    with pytest.raises(InputError) as caught:
        load([table(("label", ["x", "y"]))], task="regression")
    assert caught.value.code == "PA002"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], False),
        (["", ""], False),
        (["1", "0", "1"], False),
        (["1.5", "2.5", "1.5"], False),
        (["0.1", "0.2", "0.3", "0.4", "0.5"], True),
        ([str(n) for n in range(20)], False),
        ([str(n) for n in range(21)], True),
        (["0.1", "0.2", "0.3", "0.4", "high"], False),
        ([*(str(n / 8) for n in range(19)), "high"], True),
        (["donor", "neither"], False),
    ],
)
def test_many_different_numbers_are_measurements(values, expected):
    assert are_measurements(np.array(values, dtype=object)) is expected


# Numbers ---------------------------------------------------------------------------------------------------------


def test_numbers_to_predict_are_found_and_their_column_is_said():
    values = [0.5, 1.25, 2.5, 3.125, 4.5, -2]
    data, report = load([table(("note", list("abcdef")), ("expression_level", values))])
    assert (data.task, data.target.tolist()) == ("regression", values)
    assert "FA025: Numbers to predict are taken from column 'expression_level'." in told(report, "FA025")


def test_a_cell_that_is_no_number_is_said_by_line_and_not_trained_on():
    cells = [0.5, "high", 2.5, "", 4.5, "-", 1.125, 9.5, 7.25, 3, 8, 5.5]
    data, report = load([table(("tpm", cells))], label="column:tpm")
    assert data.task == "regression"
    assert data.labelled.tolist() == [True, False, True, False, True, False, *[True] * 6]
    assert told(report, "EX002") == [
        "EX002 t.csv line 3: 'high' is not a number; the record is kept, but not trained on."
    ]
    assert report.adds_up


def test_words_asked_for_as_numbers_leave_the_data_unlabelled_and_it_is_said_once():
    data, report = load([table(("label", ["x", "y", "x"]))], label="column:label", task="numbers")
    assert (data.task, data.target) == ("unlabelled", None)
    assert told(report, "EX002", "FA006") == [
        "EX002: No record has a number where the rule looks ('x'). Choose another rule, or take the values as classes."
    ]


def test_numbers_may_stand_in_headers():
    fasta = Source.from_text("".join(f">s{row} {row / 8}\n{sequence(row)}\n" for row in range(6)))
    for label in (None, "header:2"):
        data, _ = load([fasta], label=label, task="numbers")
        assert data.target.tolist() == [row / 8 for row in range(6)]


def test_a_mean_quality_can_be_predicted_and_an_unknown_one_is_no_number():
    reads = "".join(f"@r{row}\n{sequence(row)}\n+\n{chr(40 + row) * 8}\n" for row in range(6))
    fastq, fasta = Source.from_text(reads, "r.fq"), Source.from_text(">x\nACGTTGCA\n", "x.fa")
    data, report = load([fastq, fasta], label="column:mean_quality", task="numbers")
    assert data.target[:6].tolist() == [7, 8, 9, 10, 11, 12]
    assert np.isnan(data.target[6])
    assert told(report, "EX002") == []


# What numbers look like ------------------------------------------------------------------------------------------


def test_numbers_that_seem_logged_already_are_pointed_out():
    _, report = load([table(("tpm", [-1.5, 2.25, 3, 4.5, 5, 2]))], label="column:tpm")
    assert told(report, "EX003", "EX008") == [
        "EX003: Some values are negative (down to -1.5), so they seem to be on a log scale already. "
        "Do not take logarithms again."
    ]
    _, report = load([table(("tpm", [0.5, 2.25, 3, 4.5, 5, 2]))], label="column:tpm")
    [message] = told(report, "EX003")
    assert "may be on a log scale, or small amounts; only you know" in message
    assert message.endswith("If they are logarithms, do not take them again.")


def test_bins_are_not_called_logarithms():
    _, report = load([table(("bin", list(range(10)) * 3))], label="column:bin", task="numbers")
    assert told(report, "EX003", "EX008") == []


def test_limits_among_numbers_are_said_by_name_and_the_others_are_learnt_from():
    cells = [f"{row / 8}" for row in range(8, 58)] + ["<0.5", "< 0.5", ">100", "≤0.5", "<1e-3"] * 2
    data, report = load([table(("expression (a.u.)", cells))])
    assert (data.task, int(data.labelled.sum())) == ("regression", 50)
    messages = [message for message in report.messages if message.code == "EX002"]
    assert messages[0].message.startswith("10 of 60 cells are not numbers ('<0.5', '< 0.5', '>100'")
    assert "'<0.5' is a limit, not a number; the record is kept" in messages[1].message
    assert messages[1].suggestion == "Write the limit itself, or half of it, if the record should count."
    assert len(messages) == 11
    assert all("has no value" in message for message in told(report, "FA006"))


def test_some_words_among_numbers_do_not_hide_them():
    cells = [f"{row / 8}" for row in range(50)] + ["high"] * 10
    data, report = load([table(("tpm", cells), ("note", list("ab") * 30))])
    assert (data.task, int(data.labelled.sum())) == ("regression", 50)
    assert "10 of 60 cells are not numbers ('high')" in told(report, "EX002")[0]


def test_counts_are_pointed_out():
    _, report = load([table(("reads", [0, 17, 2300, 44, 5, 81]))], label="column:reads", task="numbers")
    assert told(report, "EX003", "EX008") == [
        "EX008: All values are whole numbers: they seem to be counts. "
        "Counts depend on how deep a sample was read: TPM or another normalised measure compares better."
    ]


def test_values_on_a_linear_scale_are_left_alone():
    _, report = load([table(("tpm", [0.5, 12.5, 830, 44, 5, 81]))], label="column:tpm")
    assert told(report, "EX003", "EX008", "EX009") == []


def test_outlying_values_are_named_with_their_record():
    values = [10.5, 11, 9.75, 10, 10.25, 12, 11.5, 60000]
    _, report = load([table(("tpm", values))], label="column:tpm")
    assert told(report, "EX009") == [
        "EX009: 1 values lie far from the others even as log2(x + 1): s7 (6e+04). "
        "Look at the distribution on the Explore page."
    ]


def test_decimal_commas_give_the_same_numbers():
    values = ["0,5", "1.234,5", "2,25", "10,125", "4,5", "7"]
    lines = [f"s{row};{sequence(row)};{value}" for row, value in enumerate(values)]
    data, report = load([Source.from_text("\n".join(["id;dna;tpm", *lines]), "t.csv")], label="column:tpm")
    assert data.target.tolist() == [0.5, 1234.5, 2.25, 10.125, 4.5, 7]
    assert report.adds_up
