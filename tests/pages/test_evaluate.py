"""Whether the score is honest, as the page shows it."""

import json
import random

import pytest

from pages.shared import cache
from tests.pages import evaluating, exploring
from tests.pages.test_train_and_evaluate import fasta, finish, train, workspace_of

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def related(copies=6, families=16, length=80):
    """Families of near copies, half of them on the other strand; a family has one label and labels mean nothing."""
    rng = random.Random(3)
    rows = []
    for family in range(families):
        parent = rng.choices("ACGT", k=length)
        for copy in range(copies):
            letters = list(parent)
            for place in rng.sample(range(length), 4):
                letters[place] = rng.choice("ACGT")
            text = "".join(letters)
            text = text.translate(COMPLEMENT)[::-1] if copy % 2 else text
            rows.append(f">f{family}.{copy} {'ab'[family % 2]}\n{text}")
    return "\n".join(rows) + "\n"


def noisy(n=120):
    """Sequences rich or poor in GC; one in seven has the other label."""
    records = fasta(n).split(">")[1:]
    swapped = {"rich": "poor", "poor": "rich"}
    out = []
    for number, record in enumerate(records):
        head, letters = record.split("\n")[:2]
        name, label = head.split(" ")
        out.append(f">{name} {label if number % 7 else swapped[label]}\n{letters}\n")
    return "".join(out)


def runs(app):
    space = cache.store().open(workspace_of(app))
    return [json.loads((space.run_folder(row.key) / "run.json").read_text()) for row in space.runs()]


def banner(app):
    """Return kind and text of the leakage banner."""
    titles = {"No leakage found": "pass", "A little leakage": "warn", "Leakage": "fail"}
    found = [(titles[one.proto.title], one.value) for kind in (app.success, app.warning, app.error) for one in kind
             if one.proto.title in titles]  # fmt: skip
    assert len(found) == 1
    return found[0]


def measure(app, control):
    evaluating.look(app, "Is it honest?")
    app.button(key=f"evaluate_control_{control}").click().run()
    return finish(app, seconds=120)


@pytest.mark.parametrize("demo", ["splice-sites", "gene-or-not"])
def test_both_divisions_the_floor_and_the_leakage_of_real_data_are_shown(open_app, demo):
    app = open_app()
    app.switch_page("pages/data.py").run()
    app.segmented_control(key="data_way").set_value("Demo").run()
    app.selectbox(key="data_demo").set_value(demo).run()
    app.button(key="data_demo_load").click().run()
    app = finish(train(app, encoder="composition"))
    [run] = runs(app)
    assert run["split"]["kind"] == "families"
    assert banner(app) == ("pass", "No scored record has a copy or near copy in what the model was trained on.")
    frame = exploring.table(app, "what answers")
    assert {"the model", "GC alone", "dinucleotides alone", "no model"} <= set(frame["what answers"])
    measure(app, "division")
    said = next(text.value for text in app.markdown if text.value.startswith("**Divided at random it reaches AUROC 0."))
    assert "with near copies kept together 0." in said
    [chart] = [chart for chart in app.get("plotly_chart") if chart.key == "evaluate_division"]
    assert json.loads(chart.proto.spec)["data"][0]["y"] == ["near copies together", "at random", "dinucleotides alone"]
    [leaks] = [text.value for text in app.caption if text.value.startswith("Records with a near copy")]
    assert "near copies together 0.0 %, at random " in leaks
    assert "at random 0.0 %" not in leaks


def test_a_random_division_of_relatives_turns_the_banner_red_and_one_click_keeps_them_together(open_app, paste):
    app = paste(open_app(), related())
    app.switch_page("pages/train.py").run()
    exploring.by_key(app.radio, "train_division_").set_value("random").run()
    app = finish(train(app))
    state, text = banner(app)
    assert state == "fail"
    assert "have a copy or near copy in what the model was trained on" in text
    assert app.markdown[0].value.startswith("#### This score leaks:")
    measure(app, "division")
    assert any("comes from having seen relatives" in text.value for text in app.markdown)
    measure(app, "shuffled")
    assert any("near copies carry labels from training into scoring" in text.value for text in app.markdown)
    app.button(key="evaluate_remedy").click().run()
    finish(app)
    assert [run["split"]["kind"] for run in runs(app)] == ["families", "random"]
    assert banner(app)[0] == "pass"


def test_a_test_file_with_sequences_of_the_training_file_turns_the_banner_red(open_app, paste):
    whole = fasta(120)
    app = paste(open_app(), whole)
    part = whole.split(">")[1:]
    app = paste(app, "".join(">" + record.replace(" ", "x ", 1) for record in part[60:]))
    first, second = sorted(cache.store().open(workspace_of(app)).datasets(), key=lambda one: one.created)
    app.switch_page("pages/data.py").run()
    exploring.by_key(app.selectbox, "data_pick_").set_value(first.id).run()
    app.switch_page("pages/train.py").run()
    [test] = [box for box in app.selectbox if box.key.startswith("train_test_")]
    test.set_value(second.id).run()
    app = finish(train(app))
    text = "Of the test file's sequences 100.0% are also in the training file (either strand)."
    assert banner(app) == ("fail", text)
    assert app.markdown[0].value.startswith("#### This score leaks:")


def test_two_runs_are_compared_on_the_records_that_both_scored(open_app, paste):
    app = finish(train(paste(open_app(), noisy()), encoder="kmers"))
    evaluating.look(app, "Other runs")
    assert any("no other run on these data yet" in text.value for text in app.markdown)
    app = finish(train(app, encoder="onehot"))
    evaluating.look(app, "Other runs")
    assert len(exploring.table(app, "division")) == 2
    assert any("on the 24 records that both scored" in text.value for text in app.markdown)
    assert any("McNemar's exact test" in text.value for text in app.caption)
    assert "evaluate_compared" in evaluating.charts(app)


def test_the_line_moves_with_the_costs_and_says_what_it_finds(open_app, paste):
    app = finish(train(paste(open_app(), noisy()), encoder="onehot"))
    evaluating.look(app, "Right and wrong")
    assert "evaluate_calibration" in evaluating.charts(app)

    def line():
        [slider] = app.select_slider
        return slider.value

    equal = line()
    [costs] = [box for box in app.number_input if box.label == "A missed one costs"]
    costs.set_value(50.0).run()
    assert line() < equal
    app.select_slider[0].set_value(0.0).run()
    assert [metric.value for metric in app.metric] == ["1.00", "0.00", "0.50", "undefined"]
    [share] = [box for box in app.number_input if box.label.startswith("Share of it")]
    share.set_value(0.1).run()
    app.select_slider[0].set_value(0.0).run()
    expected = "Of 1,000 records there, **1** are `rich`: **1** are found and **0** missed. **999** others"
    assert any(text.value.startswith(expected) for text in app.markdown)


def test_errors_are_shown_for_each_kind_of_record(open_app, paste):
    app = finish(train(paste(open_app(), fasta(200)), encoder="composition"))
    evaluating.look(app, "Where it errs")
    ways = app.segmented_control(key="evaluate_slice")
    assert ways.options == ["Class", "GC (%)"]  # all else is the same in all records
    assert exploring.table(app, "slice")["slice"].tolist() == ["poor", "rich"]
    ways.set_value("gc").run()
    found = exploring.table(app, "slice")
    assert len(found) == 4
    assert found["n"].sum() == 40
    firsts = [float(name.split(" ")[0]) for name in found["slice"]]
    assert firsts == sorted(firsts)


def test_few_records_tell_whether_more_would_help_or_why_not(open_app, paste):
    app = finish(train(paste(open_app(), fasta(200)), encoder="composition"))
    measure(app, "fewer")
    assert "evaluate_fewer" in evaluating.charts(app)
    assert any("records learnt from, AUROC changed by" in text.value for text in app.markdown)
    app = finish(train(paste(app, fasta(26)), encoder="composition"))
    measure(app, "fewer")
    assert any("Half of the records are too few" in str(error.proto) for error in app.error)


def test_every_section_of_every_kind_of_run_opens(open_app, paste):
    three = fasta(60).replace("rich", "x", 20)
    for text in (three, fasta(100)):
        app = finish(train(paste(open_app(), text)))
        for section in evaluating.SECTIONS:
            evaluating.look(app, section)


def test_a_column_of_groups_can_be_kept_together(open_app, paste):
    records = fasta(80).split(">")[1:]
    lines = ["id,sequence,label,plate_[1](x),notes"]
    for number, record in enumerate(records):
        head, letters = record.split("\n")[:2]
        name, label = head.split(" ")
        lines.append(f"{name},{letters},{label},p{number // 10},only {number}")
    app = paste(open_app(), "\n".join(lines) + "\n")
    app.switch_page("pages/train.py").run()
    choice = exploring.by_key(app.radio, "train_division_")
    assert [option for option in choice.options if option.startswith("By ")] == [
        "By `plate_[1](x)`: equal values stay together"
    ]  # a value of its own in every record groups nothing
    choice.set_value("group:plate_[1](x)").run()
    app = finish(train(app))
    assert runs(app)[0]["split"]["kind"] == "group:plate_[1](x)"
    measure(app, "division")
    assert "evaluate_division" in evaluating.charts(app)


def test_near_copies_and_twins_are_listed_on_explore(open_app, paste):
    text = related(copies=3, families=4)
    letters = text.split("\n")[1]
    twin = ("C" if letters[30] != "C" else "G").join([letters[:30], letters[31:]])
    app = paste(open_app(), f"{text}>twin b\n{twin}\n")
    exploring.look(app)
    members = exploring.table(app, "family")
    assert members["records"].tolist() == [4] * 4 + [3] * 9
    assert set(members[members["family"] == 1]["id"]) == {"f0.0", "f0.1", "f0.2", "twin"}
    pairs = exploring.table(app, "other class")
    assert [*pairs.iloc[0]] == ["f0.0", "a", "twin", "b"]
