from types import SimpleNamespace

import pytest
import streamlit as st

TWO = ">s1 normal\nACGT\n>s2 mutated\nACGA\n"


def fix_button(app, name):
    [button] = [button for button in app.button if button.key and button.key.startswith(f"data_fix_{name}_")]
    return button


def errors(app):
    return [f"{error.icon or ''} {error.value}" for error in app.error]


def test_counts_on_the_page_add_up_and_the_rejected_record_is_listed_with_its_place(open_app, paste):
    app = paste(open_app(), TWO + ">s3 normal\nACGT\nAC-T\n")
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Records read"], shown["Kept"], shown["Left out"]) == ("3", "2", "1")
    messages = next(frame.value for frame in app.dataframe if "code" in frame.value)
    row = messages[messages["code"] == "FA004"].iloc[0]
    assert (row["line"], row["column"], row["record"], row["severity"]) == (7, 3, "s3", "error")
    assert any(button.key == "data_rejected" for button in app.get("download_button"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "Not FASTA"),
        (">p\nMEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQ\n", "protein"),
        ("LOCUS       X 10 bp DNA\n", "GenBank"),
        (">a\nAC-GT\n", "gap"),
    ],
)
def test_a_bad_paste_is_a_message_and_never_a_traceback(open_app, paste, text, said):
    app = paste(open_app(), text)
    assert any(said in error for error in errors(app))
    assert app.text_area(key="data_paste_text").value == text  # nothing typed is lost


def test_text_from_a_header_reaches_no_markdown_outside_a_code_span(open_app, paste):
    hostile = "![x](http://203.0.113.1/x.png)<img/src=x>"
    app = paste(open_app(), f">{hostile} {hostile}\nACGT\n>b {hostile}\nACGA\n>{hostile} c\nAC-T\n")
    for kind in ("markdown", "caption", "error", "warning", "info", "success", "title", "subheader"):
        for element in app.get(kind):
            assert "203.0.113.1" not in str(getattr(element, "value", "")).replace(f"`{hostile}`", ""), kind


def test_a_changed_label_rule_changes_the_classes_and_survives_another_page(open_app, paste):
    app = paste(open_app(), ">s1 x label=a\nACGT\n>s2 y label=b\nACGA\n>s3 z label=a\nACGG\n")
    [rule] = [box for box in app.selectbox if box.key.startswith("data_rule_")]
    rule.set_value("key").run()
    app.switch_page("pages/train.py").run()
    app.switch_page("pages/data.py").run()
    [rule] = [box for box in app.selectbox if box.key.startswith("data_rule_")]
    assert rule.value == "key"
    assert {metric.label: metric.value for metric in app.metric}["Without a label"] == "0"


def test_a_fix_is_made_only_when_asked_and_written_down(open_app, paste):
    app = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGT\n")
    kept = {metric.label: metric.value for metric in app.metric}["Kept"]
    assert kept == "3"
    fix_button(app, "drop_duplicates").click().run()
    assert not app.exception
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Kept"], shown["Left out"]) == ("2", "1")
    assert any("1 records left out" in text.value for text in app.text)


def test_a_second_file_does_not_lose_the_first(open_app, paste):
    app = paste(open_app(), TWO)
    app = paste(app, TWO + ">s3 mutated\nACGG\n")
    [pick] = [box for box in app.selectbox if box.key.startswith("data_pick_")]
    assert len(pick.options) == 2


def rules_of(app):
    return [box for box in app.selectbox if box.key.startswith("data_rule_")]


def test_the_label_rule_of_one_file_is_not_that_of_the_next(open_app, paste):
    first = "".join(f">s{i} x{i} label={'ab'[i % 2]}\nACG{'ACGT'[i]}\n" for i in range(4))
    app = paste(paste(open_app(), first), first.replace("label=", "class="))
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Without a label"] == "0"


def test_a_tab_that_only_looks_does_not_undo_what_another_tab_chose(open_app, paste):
    one = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGT\n")
    found = one.query_params["ws"]
    other = open_app(found if isinstance(found, str) else found[0]).switch_page("pages/data.py").run()
    fix_button(one, "drop_duplicates").click().run()
    for app in (other.run(), one.run(), other.run()):
        assert {metric.label: metric.value for metric in app.metric}["Kept"] == "2"


def test_a_fix_that_makes_no_sense_any_more_does_not_lock_the_page(open_app, paste):
    app = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGG\n>s4\nACCC\n")
    fix_button(app, "drop_unlabelled").click().run()
    rules_of(app)[0].set_value("none").run()
    assert not app.exception
    assert rules_of(app)[0].value == "none"


def test_all_safe_changes_are_made_at_once_and_one_can_be_undone(open_app, paste):
    app = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGT\n>s4\nACCC\n>s1 A\nAGGG\n")
    fix_button(app, "safe").click().run()
    assert not app.exception
    shown = {metric.label: metric.value for metric in app.metric}
    assert (shown["Records read"], shown["Kept"], shown["Left out"]) == ("5", "3", "2")
    assert fix_button(app, "drop_duplicates").label == "Undo"
    fix_button(app, "drop_duplicates").click().run()
    assert {metric.label: metric.value for metric in app.metric}["Kept"] == "4"


def test_records_are_counted_at_every_step(open_app, paste):
    app = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGT\n>s4 b\nAC-T\n")
    fix_button(app, "drop_duplicates").click().run()
    steps = next(frame.value for frame in app.dataframe if "step" in frame.value)
    assert steps["records"].tolist() == [4, -1, -1, 2]


def test_messages_can_be_filtered_by_kind_code_and_text(open_app, paste):
    app = paste(open_app(), ">s1 a\nACGT\n>s2 b\nACGA\n>s3 a\nACGT\n>s4 b\nAC-T\n>s5 b\nACUT\n")

    def codes():
        return next(frame.value for frame in app.dataframe if "code" in frame.value)["code"].tolist()

    assert codes() == ["FA004", "FA011", "FA008"]  # errors first
    [code_box] = [box for box in app.multiselect if box.key.startswith("data_codes_")]
    code_box.set_value(["FA011"]).run()
    assert codes() == ["FA011"]
    code_box = next(box for box in app.multiselect if box.key.startswith("data_codes_"))
    code_box.set_value([]).run()
    next(box for box in app.text_input if box.key.startswith("data_text_")).set_value("s4").run()
    assert codes() == ["FA004"]


@pytest.mark.parametrize(
    ("rare", "often", "said"), [(3, 9, "too few to judge"), (12, 120, "right nearly always"), (12, 100, None)]
)
def test_a_rare_class_is_a_caution(open_app, paste, rare, often, said):
    labels = ["rare"] * rare + ["often"] * often
    app = paste(open_app(), "".join(f">s{i} {label}\nACGT{i:b}\n" for i, label in enumerate(labels)).translate(
        {ord("0"): "A", ord("1"): "C"}
    ))  # fmt: skip
    found = [note.value for note in app.warning if "rarest class, `rare`" in note.value]
    assert [said in note for note in found] == ([True] if said else [])


def test_codes_are_explained_where_they_are_chosen(open_app, paste):
    app = paste(open_app(), TWO + ">s3 normal\nAC-T\n")
    [code_box] = [box for box in app.multiselect if box.key.startswith("data_codes_")]
    assert code_box.options == ["FA004: letters that are not DNA"]


def test_a_long_finding_is_shown_in_full_with_its_next_step_once_it_is_chosen(open_app, paste, monkeypatch):
    draw = st.dataframe

    def choose_first(frame, **options):
        event = draw(frame, **options)
        return SimpleNamespace(selection=SimpleNamespace(rows=[0])) if options.get("key") == "data_messages" else event

    monkeypatch.setattr(st, "dataframe", choose_first)
    app = paste(open_app(), TWO + ">s3 normal\nAC-T\n")
    assert any("take the gaps out first" in note.value for note in app.info)
