"""What a model makes of sequences and mutations, as the pages show it. Jobs are done at once, in the test's process."""

import io
import json
import re
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import streamlit as st

from genocore.errors import GenoError
from genocore.jobs import Job
from genocore.sequences import Dataset, Source, prepare, read
from genocore.sequences.demos import find_demo
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train
from genocore.training.windows import cut_windows
from genocore.workspace import work
from genocore.workspace.studies import change_choices, current_study, open_demo, set_role
from pages.predicting.answers import sequence_of
from pages.shared import cache, launch
from tests.pages import evaluating
from tests.pages.exploring import by_key, fine, said, table, traces
from tests.pages.test_train_and_evaluate import workspace_of


class Desk:
    """Where work is handed in: it is done at once."""

    def __init__(self):
        self.done, self.asked = {}, []

    def get(self, key):
        return self.done.get(key)

    def active(self):
        return []

    def submit(self, key, label, function, *arguments, on_end):
        self.asked.append((arguments[0], arguments[-1]))
        job = self.done[key] = Job(key, label)
        try:
            job.result, job.state = function(*arguments, on_progress=lambda *told, **details: None), "done"
        except GenoError as error:
            job.error, job.state = error, "failed"
        on_end(job)


@pytest.fixture
def workers():
    """Take the place of the workers that other tests of pages share."""
    return Desk()


@pytest.fixture
def rows(monkeypatch):
    """Choose a row of a table: ``rows[key] = number``."""
    chosen, draw = {}, st.dataframe

    def drawn(frame, **options):
        event = draw(frame, **options)
        key = str(options.get("key"))  # that of the grid ends in its study's
        number = next((row for start, row in chosen.items() if key.startswith(start)), None)
        return event if number is None else SimpleNamespace(selection=SimpleNamespace(rows=[number]))

    monkeypatch.setattr(st, "dataframe", drawn)
    return chosen


@dataclass
class Trained:
    """A run with what it was trained on."""

    raw: Dataset
    report: object
    label: str
    run: object
    model: object
    test: Dataset | None = None

    def put(self, app):
        """Put the run into the workspace of an app; return the workspace and the row of the data."""
        space = cache.store().open(workspace_of(app))
        test = space.add_dataset(self.test, self.report, "test.fa", label=self.label).id if self.test else None
        row = space.add_dataset(self.raw, self.report, "sites.fa", label=self.label)
        space.add_run(self.run, self.model, row.id, test)
        return space, row


def learnt(raw, report, label, test_share=0.0, test=None, **chosen):
    data, _ = prepare(raw, report, label=label)
    other = prepare(test, report, label=label)[0] if test else None
    settings = Settings.checked(**chosen, split="random", folds=2, test_share=test_share)
    run, model = train(data, settings, name="sites.fa", test=other)
    return Trained(raw, report, label, run, model, test)


@pytest.fixture(scope="module")
def promoters():
    """A model of numbers, that learnt from whole lac promoters."""
    demo = find_demo("lac-promoter")
    raw, report = read(demo.sources)
    return learnt(raw.take(np.arange(0, len(raw), 25)), report, demo.label, model="ridge", encoder="onehot")


NAMES = ("*x*<b>", "_y_<i>", "$z$`")


def of_classes(n=60, names=NAMES, longest=40):
    rng = np.random.default_rng(4)
    shares = ([0.4, 0.1, 0.1, 0.4], [0.1, 0.4, 0.4, 0.1], [0.1, 0.1, 0.7, 0.1])
    return "".join(
        f">**id{row}**<b> label={names[row % len(names)]}\n"
        + "".join(rng.choice(list("ACGT"), longest - row % 3, p=shares[row % len(names)])) + "\n"
        for row in range(n)
    )  # fmt: skip


@pytest.fixture(scope="module")
def ragged():
    """A model of three classes with hostile names, of sequences of several lengths."""
    raw, report = read([Source.from_text(of_classes(120), "sites.fa")])
    return learnt(raw, report, "key:label", 0.2, model="logistic", encoder="composition")


def open_study(app, key="lac-mutations"):
    space = cache.store().open(workspace_of(app))
    open_demo(space, key)
    fine(app.switch_page("pages/mutations.py").run())
    return space


def look(app, section):
    return fine(app.segmented_control(key="look").set_value(section).run())


def ask(app):
    """Press the button that asks the model; the work is done before the page is drawn again."""
    return fine(app.button(key="mutations_ask").click().run())


def loaded(app, **files):
    """Upload files as a study, called as the keywords are; ``_`` stands for the point before the ending."""
    app.switch_page("pages/mutations.py").run()
    named = [(name.replace("_", "."), text.encode(), "text/plain") for name, text in files.items()]
    fine(by_key(app.get("file_uploader"), "mutations_upload").set_value(named).run())
    return cache.store().open(workspace_of(app))


def numbers(app):
    return {metric.label: metric.value for metric in app.metric}


def keys(app):
    return {one.key for one in app.button}


def start(app, name):
    return next(key for key in evaluating.charts(app) if key.startswith(name))


def again(app):
    """Draw the page twice more: once to do the job, once to show what it made."""
    return fine(fine(app.run()).run())


def files_of(monkeypatch):
    """Return what downloads would give: name of the file and a function that makes its text."""
    from pages.shared import tables

    found = {}
    monkeypatch.setattr(tables, "download", lambda label, text, file, **options: found.update({file: text}))
    return found


# Mutations: asking

WHOLE = "AATTAATGTGAGTTAGCTCACTCATTAGGCACCCCAGGCTTTACACTTTATGCTTCCGGCTCGTATGTTGTGTGG"
"""The lac promoter of the demo."""


def test_without_a_model_one_is_offered_to_be_trained(open_app):
    app = open_app()
    open_study(app)
    look(app, "Table")
    assert "No model is trained yet" in said(app, "caption")
    assert "mutations_ask" not in keys(app)
    assert fine(app.button(key="mutations_to_train").click().run()).title[0].value == "Train"


def test_without_sequences_there_is_nothing_that_a_model_reads(open_app, promoters):
    app = open_app()
    promoters.put(app)
    loaded(app, m_csv="Gene,Position,Ref,Alt\ng1,7,C,T\n")
    look(app, "Table")
    assert "A model reads sequences: add the sequences" in said(app, "caption")
    assert "mutations_ask" not in keys(app)


def test_a_model_is_asked_about_every_row_and_its_columns_stand_beside_the_caveats(open_app, promoters):
    app = open_app()
    promoters.put(app)
    open_study(app)
    look(app, "Table")
    assert "delta_score_mean" not in table(app, "hgvs_c")
    assert "no evidence" not in said(app, "caption")
    ask(app)
    frame = table(app, "delta_score_mean")
    assert {"delta_score_sd", "percentile", "ood_flags"} <= set(frame)
    assert (frame["model_status"] == "scored").all()
    assert frame["percentile"].between(0, 100).all()
    text = said(app, "caption")
    assert "225 of 225 changes were given to the model; effects are differences of the `predicted value`." in text
    assert "The effect is the model's: what it would expect of the changed sequence, no evidence" in text
    assert "p, q and the difference are those of the gene" in text
    row = frame.iloc[100]
    at = int(row["read_position"]) - 1
    forms = [WHOLE, WHOLE[:at] + row["alt"] + WHOLE[at + 1 :]]
    assert WHOLE[at] == row["ref"]
    before, after = predict(promoters.model, Dataset.from_strings(forms))["pred"]
    assert row["delta_score_mean"] == pytest.approx(after - before, abs=1e-6)


def test_a_chosen_row_is_explained_in_its_window_beside_its_gene(open_app, promoters, rows):
    app = open_app()
    promoters.put(app)
    open_study(app)
    look(app, "Table")
    ask(app)
    rows["mutations_rows"] = 100
    row = table(app, "delta_score_mean").iloc[100]
    again(app)
    shown = numbers(app)
    assert shown["Model effect"] == f"{row['delta_score_mean']:+.3f}"
    assert shown["Before and after"] == f"{row['score_ref']:.3f} → {row['score_alt']:.3f}"
    assert shown["Percentile"] == f"{row['percentile']:.0f}"
    assert shown["p"] == f"{row['p']:.2g}"
    assert "Why: `lacP, 1 to 75`" in said(app, "subheader")
    assert f"Expression of `{row['gene']}`" in said(app, "subheader")
    assert f"The `predicted value` is {row['score_ref']:.3f} as the sequence stands (75 bp)." in said(app, "caption")
    [chart] = [one for one in app.get("plotly_chart") if one.key.endswith("_map")]
    framed = json.loads(chart.proto.spec)["layout"]["shapes"]
    ends = {
        (shape["x0"] + 0.55, shape["x1"] - 0.55) for shape in framed if shape["x1"] - shape["x0"] == pytest.approx(1.1)
    }
    assert {round(end, 6) for pair in ends for end in pair} == {float(row["read_position"])}


def test_all_views_of_a_chosen_row_are_drawn(open_app, promoters, rows):
    app = open_app()
    promoters.put(app)
    open_study(app)
    look(app, "Table")
    ask(app)
    rows["mutations_rows"] = 100
    again(app)
    view = by_key(app.segmented_control, "mutations_why_")
    assert view.options == ["Each letter", "Stretches", "Two letters together"]  # a ridge model has no gradients
    fine(view.set_value("stretches").run())
    assert start(app, "mutations_why_").endswith("_scan")
    fine(by_key(app.segmented_control, "mutations_why_").set_value("pair").run())
    again(app)
    pairs = table(app, "beyond")
    assert len(pairs) == 9
    np.testing.assert_allclose(pairs["delta"] - pairs["alone"], pairs["beyond"], atol=1e-12)
    same, other = app.number_input
    fine(other.set_value(int(same.value)).run())
    assert "Choose two different positions." in said(app, "info")


@pytest.mark.parametrize(("number", "first"), [(0, 1), (100, None), (224, 56)])
def test_of_a_long_window_the_letters_around_the_change_are_shown(
    open_app, promoters, rows, workers, monkeypatch, number, first
):
    monkeypatch.setattr("pages.explaining.sequence.MOST", 20)
    app = open_app()
    promoters.put(app)
    open_study(app)
    look(app, "Table")
    ask(app)
    at = int(table(app, "delta_score_mean")["read_position"].iloc[number])
    rows["mutations_rows"] = number
    again(app)
    kind, asked = workers.asked[-1]
    begin = first or at - 9
    assert (kind, asked["sequence"], asked["first"], asked["last"]) == ("explain", WHOLE, begin, begin + 19)
    [bar] = [trace for trace in traces(app, start(app, "mutations_why_")) if trace.get("type") == "bar"][:1]
    assert (min(bar["x"]), max(bar["x"])) == (begin, begin + 19)
    fine(by_key(app.number_input, "mutations_why_").set_value(5).run())
    again(app)
    assert (workers.asked[-1][1]["first"], workers.asked[-1][1]["last"]) == (5, 24)


ROWS = """Gene,Position,Ref,Alt,Type,Sample
g1,3,A,C,,s1
g1,4,G,C,,s1
g1,5,,,SNV,s2
g1,40,-,ACG,,s2
g1,1,T,-,,s3
"""


def test_a_row_that_could_not_be_asked_about_says_why(open_app, ragged, rows):
    app = open_app()
    ragged.put(app)
    loaded(app, a_fasta=">g1\n" + "TTACC" * 8 + "\n", m_csv=ROWS)
    look(app, "Table")
    ask(app)
    frame = table(app, "model_status")
    assert frame["model_status"].tolist() == ["scored", "not_in_place", "words_only", "scored", "scored"]
    assert "3 of 5 changes were given to the model" in said(app, "caption")
    for number, why in (
        (1, "The check found something against this row: see its status."),
        (2, "The row says in words what changed"),
    ):
        rows["mutations_rows"] = number
        again(app)
        assert f"The model was not asked about this change. {why}" in said(app, "info")
        assert not any(key.endswith("_map") for key in evaluating.charts(app))


def test_letters_put_in_behind_the_end_can_be_looked_at_in_every_way(open_app, ragged, rows):
    app = open_app()
    ragged.put(app)
    loaded(app, a_fasta=">g1\n" + "TTACC" * 8 + "\n", m_csv=ROWS)
    look(app, "Table")
    ask(app)
    assert table(app, "model_status")["read_position"].iloc[3] == 41
    rows["mutations_rows"] = 3
    again(app)
    for view in ("letters", "stretches", "pair"):
        fine(next(one for one in app.segmented_control if one.key.endswith("_view")).set_value(view).run())
        again(app)


def test_the_map_is_of_the_class_and_the_measure_that_the_model_was_asked_about(open_app, ragged, rows):
    app = open_app()
    ragged.put(app)
    loaded(app, a_fasta=">g1\n" + "TTACC" * 8 + "\n", m_csv=ROWS)
    look(app, "Table")
    fine(by_key(app.selectbox, "mutations_asked_").set_value(NAMES[2]).run())
    fine(by_key(app.segmented_control, "mutations_asked_").set_value("log_odds").run())
    ask(app)
    rows["mutations_rows"] = 0
    row = table(app, "model_status").iloc[0]
    again(app)
    assert row["score"] == f"log odds of {NAMES[2]}"
    assert f"The `` log odds of {NAMES[2]} `` is {row['score_ref']:.3f} as the sequence stands" in said(app, "caption")


def test_sequences_unlike_those_trained_on_are_pointed_out_with_what_would_help(open_app, promoters):
    app = open_app()
    promoters.put(app)
    space = open_study(app)
    row = current_study(space)
    set_role(space, row.id, row.files.index("whole_promoter.fasta"), "none")
    fine(app.run())
    look(app, "Table")
    ask(app)
    frame = table(app, "ood_flags")
    assert (frame["ood_flags"] != "").all()
    assert "225 of 225 are unlike what the model was trained on: there its answers mean little." in said(app, "warning")
    assert "shorter than the training sequences" in said(app, "warning")
    assert "The model learnt from sequences of up to 75 bp. If yours are parts of longer ones" in said(app, "caption")
    set_role(space, row.id, row.files.index("whole_promoter.fasta"), "sequences")
    fine(app.run())
    assert "mutations_ask" in keys(app)  # the answers were of other files
    ask(app)
    assert "unlike what the model" not in said(app, "warning")


def test_answers_are_never_shown_for_other_positions_than_were_asked_about(open_app, promoters, monkeypatch):
    app = open_app()
    promoters.put(app)
    space = open_study(app)
    look(app, "Table")
    ask(app)
    study = current_study(space).id
    change_choices(space, study, offset=1)
    fine(app.run())
    assert "mutations_ask" in keys(app)
    assert "delta_score_mean" not in table(app, "hgvs_c")
    found = files_of(monkeypatch)
    look(app, "Downloads")
    assert "delta_score_mean" not in found["mutations.csv"]().splitlines()[0]
    change_choices(space, study, offset=0)
    look(app, "Table")
    assert "delta_score_mean" in table(app, "hgvs_c")  # the earlier answers are of these positions
    change_choices(space, study, alpha=0.01)  # of no matter to a model
    fine(app.run())
    assert "delta_score_mean" in table(app, "hgvs_c")


def test_the_file_of_mutations_has_what_the_model_said(open_app, promoters, monkeypatch):
    app = open_app()
    promoters.put(app)
    open_study(app)
    found = files_of(monkeypatch)
    look(app, "Downloads")
    assert "delta_score_mean" not in found["mutations.csv"]().splitlines()[0]
    look(app, "Table")
    ask(app)
    frame = table(app, "delta_score_mean")
    look(app, "Downloads")
    written = pd.read_csv(io.StringIO(found["mutations.csv"]()))
    np.testing.assert_allclose(written["delta_score_mean"], frame["delta_score_mean"])
    significant = pd.read_csv(io.StringIO(found["significant_mutations.csv"]()))
    assert significant["delta_score_mean"].notna().all()


def test_model_and_expression_are_correlated_over_genes(open_app, promoters):
    app = open_app()
    promoters.put(app)
    open_study(app)
    look(app, "Model and expression")
    ask(app)
    look(app, "Table")
    frame = table(app, "delta_score_mean")
    genes = frame[frame["counts"]].groupby("gene").agg(delta=("delta_score_mean", "mean"), change=("log2fc", "first"))
    value = genes.rank().corr().loc["delta", "change"]
    look(app, "Model and expression")
    assert f"**Rank correlation {value:.2f}**" in said(app, "markdown")
    assert f"over {len(genes)} genes. So few genes say little: look at the interval." in said(app, "markdown")
    points = traces(app, start(app, "mutations_agreement_"))
    assert sum(len(trace["x"]) for trace in points) == len(genes)
    size = (
        frame.assign(size=frame["delta_score_mean"].abs())
        .groupby("gene")
        .agg(delta=("size", "mean"), change=("log2fc", "first"))
    )
    value = size.abs().rank().corr().loc["delta", "change"]
    fine(by_key(app.segmented_control, "mutations_way_").set_value("size").run())
    assert f"**Rank correlation {value:.2f}**" in said(app, "markdown")


# Evaluate: records


def explained(workers):
    """Return the sequence that was explained last."""
    return next(arguments["sequence"] for kind, arguments in reversed(workers.asked) if kind == "explain")


@pytest.mark.parametrize("part", ["test", "cv"])
def test_a_chosen_record_is_explained_with_its_own_letters(open_app, ragged, rows, workers, part):
    app = open_app()
    ragged.put(app)
    evaluating.look(app, "Every record")
    fine(by_key(app.segmented_control, "evaluate_part_").set_value(part).run())
    assert "Choose a row to see why the model says so." in said(app, "caption")
    frame = table(app, "pred")
    letters = dict(zip(ragged.raw.ids, ragged.raw.sequences(), strict=True))
    for number in (0, len(frame) - 1):
        rows["evaluate_predictions"] = number
        again(app)
        record = frame.iloc[number]
        assert explained(workers) == letters[record["id"]]
        assert f"Why: `{record['id']}`" in said(app, "subheader")
        chance = predict(ragged.model, Dataset.from_strings([letters[record["id"]]]))[f"p_{record['pred']}"].iloc[0]
        assert f"probability of {record['pred']}" in said(app, "caption")
        assert f"is {chance:.3f} as the sequence stands ({record['length']} bp)." in said(app, "caption")
        note = {"test": "This record was not trained on.", "cv": "The explanation is of the final model."}[part]
        assert note in said(app, "caption")
        assert "evaluate_predictions_why_map" in evaluating.charts(app)


def test_a_record_of_data_that_were_changed_is_not_explained(open_app, ragged, rows, workers):
    app = open_app()
    space, row = ragged.put(app)
    evaluating.look(app, "Every record")
    rows["evaluate_predictions"] = 0
    for change in ({"label": "none"}, {"label": "header:1"}):
        space.change_dataset(row.id, **change)
        again(app)
        assert "The data were changed after this run: its sequences are not the same any more." in said(app, "info")
    assert workers.asked == []
    space.change_dataset(row.id, label="key:label")
    again(app)
    assert explained(workers)


def test_a_record_of_a_test_file_is_explained_until_that_is_changed(open_app, rows, workers):
    raw, report = read([Source.from_text(of_classes(60, ("x", "y")), "sites.fa")])
    test, _ = read([Source.from_text(of_classes(70, ("x", "y")).replace("id", "test"), "test.fa")])
    twice = test.take(np.array([*range(60, 66), 60, *range(66, 70)]))
    trained = learnt(raw, report, "key:label", test=twice, model="logistic", encoder="composition")
    app = open_app()
    space, _ = trained.put(app)
    evaluating.look(app, "Every record")
    rows["evaluate_predictions"] = 8
    again(app)
    assert explained(workers) == twice.sequence(8)
    other = next(one for one in space.datasets() if one.name == "test.fa")
    space.change_dataset(other.id, fixes=["drop_duplicates"])  # all behind the second copy move up
    again(app)
    assert "The data were changed after this run" in said(app, "info")
    assert explained(workers) == twice.sequence(8)


def test_what_failed_can_be_tried_again_though_something_else_was_done_since(
    open_app, ragged, rows, workers, monkeypatch
):
    app = open_app()
    ragged.put(app)
    evaluating.look(app, "Every record")

    def fail(*arguments, **options):
        raise GenoError("The worker ran out of memory.", hint="Close other programs.", code="JO001")

    with monkeypatch.context() as broken:
        broken.setattr(work, "WORK", {"explain": fail})
        rows["evaluate_predictions"] = 0
        again(app)
        assert "The worker ran out of memory." in said(app, "error")
    rows["evaluate_predictions"] = 1
    again(app)
    assert "evaluate_predictions_why_map" in evaluating.charts(app)
    rows["evaluate_predictions"] = 0
    again(app)
    assert "The worker ran out of memory." in said(app, "error", "caption")
    fine(by_key(app.button, "retry_").click().run())
    again(app)
    assert "evaluate_predictions_why_map" in evaluating.charts(app)


def test_sequences_too_long_to_be_explained_are_said_to_be(open_app, ragged, rows, workers, monkeypatch):
    monkeypatch.setattr("pages.explaining.sequence.LONGEST", 100)
    app = open_app()
    ragged.put(app)
    predicted(app, f">a\n{LONG}\n")
    rows["predict_table"] = 0
    again(app)
    assert "Sequences of 1 to 100 bp can be explained; this one has 128." in said(app, "info")
    assert [kind for kind, _ in workers.asked] == ["predict"]


# Evaluate: networks, whose results are put where the work would keep them


def as_network(space, trained, model, encoder):
    """Put a run into a workspace as if it were of a network; return it."""
    run = replace(trained.run, key=f"{model}0123456789", settings=Settings.checked(model=model, encoder=encoder))
    [row] = space.datasets()
    space.add_run(run, replace(trained.model, key="0" * 16), row.id)
    return run


def keep(space, kind, arguments, frame, part=""):
    space.save_table(f"{work.key_of(kind, space.id, arguments)}{part}", frame)


@pytest.mark.parametrize("reads", ["letters", "kmers"])
@pytest.mark.parametrize(("gap", "warned"), [(0.004, False), (0.3, True)])
def test_gradients_of_a_network_are_shown_and_doubted_where_they_do_not_add_up(
    open_app, ragged, rows, reads, gap, warned
):
    app = open_app()
    space, _ = ragged.put(app)
    run = as_network(space, ragged, {"letters": "cnn", "kmers": "mlp"}[reads], reads)
    evaluating.look(app, "Every record")
    record = table(app, "pred").iloc[0]
    letters = dict(zip(ragged.raw.ids, ragged.raw.sequences(), strict=True))[record["id"]]
    if reads == "letters":
        frame = pd.DataFrame({"position": np.arange(len(letters)) + 1, "base": list(letters), "attribution": 0.1})
    else:
        about = {"feature": ["AC", "G"], "description": "", "group": ["AC", "G"], "value": 1.0}
        frame = pd.DataFrame({**about, "attribution": [0.5, -0.2]})
    arguments = {"run": run.key, "sequence": letters, "of": str(record["pred"])}
    keep(space, "gradients", arguments, frame.assign(sd=np.nan, gap=gap))
    rows["evaluate_predictions"] = 0
    again(app)
    fine(next(one for one in app.segmented_control if one.key.endswith("_view")).set_value("gradients").run())
    if reads == "letters":
        assert "evaluate_predictions_why_gradients" in evaluating.charts(app)
    else:
        assert table(app, "attribution")["feature"].tolist() == ["AC", "G"]
    assert ("do not rely on them" in said(app, "caption")) == warned
    assert ("add up to the difference" in said(app, "caption")) != warned
    literal(app, *NAMES)


def test_filters_of_a_network_that_reads_letters_are_shown_with_their_logos(open_app, ragged):
    app = open_app()
    space, row = ragged.put(app)
    run = as_network(space, ragged, "cnn", "letters")
    of = run.classes[1]
    about = {"name": ["network 1, filter 2", "network 1, filter 1"], "sites": [12, 0], "influence": [0.2, 0.0]}
    logos = pd.DataFrame({"name": "network 1, filter 2", "position": np.repeat([1, 2], 4), "base": list("ACGT") * 2})
    arguments = {"run": run.key, "dataset": row.id, "of": of}
    keep(space, "filters", arguments, pd.DataFrame(about).assign(effect=0.1, strongest=1.0, information=2.0))
    keep(space, "filters", arguments, logos.assign(count=3, share=0.25, height=0.5), "logos")
    ways(app, "Filters")
    assert "evaluate_filter_logos" in evaluating.charts(app)
    assert len(table(app, "influence")) == 2
    keep(space, "filters", arguments, pd.DataFrame(about).assign(sites=0))
    fine(app.run())
    assert "No filter responds to any of these sequences." in said(app, "info")


@pytest.mark.parametrize(("q", "close"), [(0.01, True), (0.4, False)])
def test_motifs_are_shown_with_what_they_resemble_and_how_far_that_is_chance(open_app, ragged, monkeypatch, q, close):
    monkeypatch.setattr("pages.evaluating.patterns.find_spec", lambda name: True)
    app = open_app()
    space, row = ragged.put(app)
    arguments = {"run": ragged.run.key, "dataset": row.id, "of": ragged.run.classes[1]}
    found = {"name": ["for 1"], "sign": ["for"], "seqlets": [1200], "consensus": ["TATA"]}
    matrix = pd.DataFrame({"name": "for 1", "position": np.repeat([1, 2], 4), "base": list("ACGT") * 2})
    keep(space, "patterns", arguments, matrix.assign(share=0.25, height=0.5, contribution=0.1), "matrix")
    keep(
        space, "patterns", arguments, pd.DataFrame({"pattern": ["for 1"], "factor": ["TBP"], "p": q, "q": q}), "matches"
    )
    keep(space, "patterns", arguments, pd.DataFrame({"reason": [""], "sequences": [500], "strength": [2.25]}), "why")
    keep(space, "patterns", arguments, pd.DataFrame(found))
    ways(app, "Motifs it uses")
    assert "In 500 sequences. Contributions stand out 2.2 times as much as in random order" in said(app, "caption")
    assert "evaluate_pattern_logos" in evaluating.charts(app)
    assert table(app, "factor")["factor"].tolist() == ["TBP"]
    assert ("None is closer than chance" in said(app, "caption")) != close


# Evaluate: what it looks at


def ways(app, way):
    evaluating.look(app, "What it looks at")
    return fine(by_key(app.segmented_control, "evaluate_way_").set_value(way).run())


def test_positions_are_averaged_when_asked_for(open_app, promoters):
    app = open_app()
    promoters.put(app)
    ways(app, "Positions")
    assert "evaluate_influence" not in evaluating.charts(app)
    again(by_key(app.button, "start_influence_").click().run())
    assert {"evaluate_influence", "evaluate_bases"} <= evaluating.charts(app)
    assert not app.error
    assert "200 sequences" in said(app, "markdown")
    assert "Filters" not in by_key(app.segmented_control, "evaluate_way_").options


def test_positions_of_sequences_of_several_lengths_are_not_compared(open_app, ragged):
    app = open_app()
    ragged.put(app)
    ways(app, "Positions")
    assert "The sequences are of several lengths, so that their positions cannot be compared." in said(app, "markdown")
    assert not [key for key in keys(app) if key.startswith("start_influence")]


def test_positions_of_data_that_were_changed_are_refused_with_what_to_do(open_app, promoters):
    app = open_app()
    space, row = promoters.put(app)
    space.change_dataset(row.id, label="none")
    ways(app, "Positions")
    again(by_key(app.button, "start_influence_").click().run())
    assert "The data were changed after this run" in said(app, "error")
    assert "evaluate_influence" not in evaluating.charts(app)


def put_in(app, motif, along=False):
    app.text_input(key="evaluate_motif_text").set_value(motif)
    app.checkbox(key="evaluate_motif_along").set_value(along)
    return again(next(one for one in app.button if one.label == "Put it in").click().run())


def test_a_motif_is_put_in_and_what_is_none_is_refused(open_app, ragged, workers):
    app = open_app()
    ragged.put(app)
    ways(app, "Put a motif in")
    assert workers.asked == []
    for motif in ("XYZ", "<b>*x*", "A" * 101):
        put_in(app, motif)
        assert [one.proto.title for one in app.error] == ["PA001"]
        assert workers.asked == []
    put_in(app, " ")
    assert not app.error
    put_in(app, "A" * 60)  # longer than all sequences: only the work finds out
    assert "does not fit: the longest sequence has 40 bp" in said(app, "error")
    put_in(app, "TATAWW")
    assert not app.error
    assert "evaluate_motif_plot" in evaluating.charts(app)
    assert workers.asked[-1][1]["sweep"] == 0
    put_in(app, "TATAWW", along=True)
    assert workers.asked[-1][1]["sweep"] == 1
    assert len(traces(app, "evaluate_motif_plot")[0]["x"]) == 35


def test_motifs_it_uses_are_looked_for_with_optional_packages_only(open_app, ragged, monkeypatch):
    app = open_app()
    ragged.put(app)
    monkeypatch.setattr("pages.evaluating.patterns.find_spec", lambda name: None)
    ways(app, "Motifs it uses")
    assert [one.value for one in app.code] == ["pip install modisco-lite memelite pyjaspar"]
    assert not [key for key in keys(app) if key.startswith("start_patterns")]


def test_where_no_motif_is_found_the_reason_is_said(open_app, ragged):
    pytest.importorskip("modiscolite")
    pytest.importorskip("memelite")
    pytest.importorskip("pyjaspar")
    app = open_app()
    ragged.put(app)
    ways(app, "Motifs it uses")
    again(by_key(app.button, "start_patterns_").click().run())
    assert "No motif was found." in said(app, "info")
    assert "stretches" in said(app, "info")


# Predict


def predicted(app, text, **scan):
    app.switch_page("pages/predict.py").run()
    if scan:
        fine(by_key(app.toggle, "predict_slide_").set_value(True).run())
        for name, value in scan.items():
            by_key(app.number_input, f"predict_{name}_").set_value(value)
    by_key(app.text_area, "predict_paste_").set_value(text)
    return fine(by_key(app.button, "predict_paste_").click().run())


LONG = "ACGGT" * 13 + "CATTAGC" * 9


def test_a_chosen_answer_is_explained_with_the_sequence_it_is_about(open_app, ragged, rows, workers):
    app = open_app()
    ragged.put(app)
    predicted(app, f">a\nACGTTGCA\n>b\n{LONG}\n>a\nGGGG\n")
    assert "Choose a row to see why the model says so." in said(app, "caption")
    for number, letters in enumerate(["ACGTTGCA", LONG, "GGGG"]):
        rows["predict_table"] = number
        again(app)
        assert explained(workers) == letters
    assert "Why: `a`" in said(app, "subheader")


def test_a_chosen_window_is_explained_alone(open_app, ragged, rows, workers):
    app = open_app()
    ragged.put(app)
    predicted(app, f">a\nACGTTGCA\n>b\n{LONG}\n>c\n{LONG[::-1]}\n", window=50, step=30)
    frame = table(app, "start")
    assert frame["start"].tolist() == [1, 1, 31, 61, 79, 1, 31, 61, 79]
    for number, letters in ((0, "ACGTTGCA"), (2, LONG[30:80]), (4, LONG[78:128]), (8, LONG[::-1][78:128])):
        rows["predict_table"] = number
        again(app)
        assert explained(workers) == letters
    assert "Why: `c, 79 to 128`" in said(app, "subheader")


@pytest.mark.parametrize(("width", "step"), [(1, 1), (5, 2), (8, 8), (9, 100), (20, 3), (100, 1)])
def test_the_sequence_of_an_answer_is_that_of_its_window(width, step):
    texts = ["A", "ACGTACGTA", "GGCC" * 5, "TTTT", "C" * 20]
    data = Dataset.from_strings(texts, ids=["same"] * 5)
    windows, _, start = cut_windows(data, width, step)
    found = pd.DataFrame({"id": windows.ids, "start": start, "length": windows.lengths})
    assert [sequence_of(data, found, at) for at in range(len(found))] == list(windows.sequences())
    whole = found.drop(columns="start").head(5)
    assert [sequence_of(data, whole, at) for at in range(5)] == texts


# Home


def test_the_question_about_a_model_and_mutations_leads_to_both(open_app, monkeypatch):
    begun = []
    monkeypatch.setattr(launch, "train", lambda row, data, settings, test: begun.append((row, data, settings, test)))
    app = fine(open_app().button(key="home_together").click().run())
    [(row, data, settings, test)] = begun
    assert (row.demo, len(data), data.task, test) == ("lac-promoter", 5000, "regression", None)
    assert (settings.model, settings.encoder) == ("mlp", "onehot")
    assert app.title[0].value == "Mutations"
    assert app.segmented_control(key="look").value == "Table"
    space = cache.store().open(workspace_of(app))
    assert current_study(space).demo == "lac-mutations"
    assert "No model is trained yet" in said(app, "caption")


# Names from files

KINDS = ("markdown", "caption", "error", "warning", "info", "success", "title", "subheader", "header")


def literal(app, *names):
    """Check that names stand in code spans only where there is markup, and escaped in charts."""
    for kind in KINDS:
        for element in app.get(kind):
            text = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", str(element.value))
            assert not [name for name in names if name in text], (kind, element.value)
    for metric in app.metric:
        text = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", metric.proto.help)
        assert not [name for name in names if name in text], metric.proto.help
    for chart in app.get("plotly_chart"):
        spec = json.loads(chart.proto.spec)
        for trace in spec["data"]:
            trace.pop("customdata", None)
        shown = json.dumps(spec, ensure_ascii=False)
        assert not [name for name in names if "<" in name and name in shown], chart.key


def test_names_of_classes_and_records_are_shown_literally_where_answers_are_explained(open_app, ragged, rows):
    app = open_app()
    ragged.put(app)
    names = [*NAMES, "**id"]
    evaluating.look(app, "Every record")
    rows["evaluate_predictions"] = 0
    for view in ("letters", "stretches", "pair"):
        again(app)
        fine(next(one for one in app.segmented_control if one.key.endswith("_view")).set_value(view).run())
        again(app)
        literal(app, *names)
    for way in ("Features", "Positions", "Put a motif in", "Motifs it uses"):
        ways(app, way)
        literal(app, *names)
        if way == "Put a motif in":
            put_in(app, "TATA", along=True)
            literal(app, *names)
    predicted(app, f">**id1**<b>\n{LONG}\n", window=50, step=30)
    rows["predict_table"] = 1
    again(app)
    literal(app, *names)


def test_names_of_sequences_and_genes_are_shown_literally_where_a_model_is_asked(open_app, ragged, rows):
    app = open_app()
    ragged.put(app)
    name = "**g**<b>`"
    table_of = f"Gene,Position,Ref,Alt,Type,Sample\n{name},3,A,C,,<i>s1\n{name},23,A,T,,<i>s2\n{name},5,,,SNV,<i>s2\n"
    values = "Gene," + ",".join(f"<i>s{n}" for n in range(1, 7)) + f"\n{name},1,2.5,3,4,5,6\n"
    whole = f">_y_<i>**\nGGG{'TTACC' * 8}\n"
    space = loaded(app, a_fasta=f">{name}\n{'TTACC' * 7}\n" + whole, m_csv=table_of, e_csv=values)
    change_choices(space, current_study(space).id, everyone=True)
    look(app, "Table")
    ask(app)
    for number in range(3):
        rows["mutations_rows"] = number
        again(app)
        literal(app, name, *NAMES, "<i>s", "_y_<i>**")
    for section in app.segmented_control(key="look").options:
        look(app, section)
        literal(app, name, *NAMES, "<i>s", "_y_<i>**")
