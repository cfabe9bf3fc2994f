"""What a worker keeps of one sequence, and of the mutations of a study, for a model that is asked about them."""

import numpy as np
import pandas as pd
import pytest

from genocore.errors import Cancelled, GenoError, InputError
from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.evidence.model_effects import model_effects
from genocore.evidence.study import read_study
from genocore.explanation.feature_gradients import feature_gradients
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.interaction import pairwise
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.scan import scan
from genocore.explanation.score import Score
from genocore.files.source import Source
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.workspace.studies import add_study, set_role
from tests.workspace import trained
from tests.workspace.test_work import fasta
from tests.workspace.trained import Told, ask, kept

SHORT = "GGCATTACGGATCCNATTAGACCATTGAAC"
LONG = SHORT.replace("N", "A") + "ATGCCGTTAAGC" * 4
TABLE = """Gene,Position,Ref,Alt,Type,Sample
one,3,C,T,,s1
one,3,C,T,,s2
two,60,,A,,s1
one,4,G,T,,s1
two,70,,,SNV,s1
two,50,-,AC,,s1
one,99,A,T,,s3
"""
FILES = {"genes.fa": f">one\n{SHORT}\n>two\n{LONG}\n", "changes.csv": TABLE}
PLACES = {
    "columns": {},
    "reference": "",
    "offset": 0,
    "strand": "given",
    "only_sequence": False,
    "code": 1,
    "guess": True,
}


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    with trained.new_space(tmp_path_factory.mktemp("explaining")) as space:
        yield space


@pytest.fixture(scope="module")
def sites(space):
    return trained.add(space, fasta())


@pytest.fixture(scope="module")
def run(space, sites):
    return trained.learn(space, sites, "logistic", "kmers", {"k": "1-2"})


@pytest.fixture(scope="module")
def numbers(space):
    """A run on amounts, learnt as log2."""
    records = fasta(80, classes=("5", "900"))
    values = trained.add(space, records, "amounts.fa")
    space.change_dataset(values, task="numbers")
    return trained.learn(space, values, "ridge", "kmers", {"k": "1-2"})


@pytest.fixture(scope="module")
def network(space, sites, run):
    return trained.learn_network(space, sites, run, "cnn", "letters", {"filters": 4, "width": 4, "blocks": 0})


@pytest.fixture
def study(space):
    return add_study(space, [Source.from_text(text, name) for name, text in FILES.items()], "changes").id


def about(run, sequence=SHORT, first=1, last=None, of="b", measure="probability"):
    last = len(sequence) if last is None else last
    return {"run": run, "sequence": sequence, "first": first, "last": last, "of": of, "measure": measure}


def effects_of(run, study, of="b", measure="probability", **choices):
    files = [[0, "genes.fa", "sequences"], [1, "changes.csv", "mutations"]]
    return {
        "run": run, "study": study, "files": files, "choices": PLACES | choices, "of": of, "measure": measure,
    }  # fmt: skip


def scored(space, run, of="b", measure="probability"):
    return Score.checked(Model.load(space.run_folder(run)), of, measure)


def alone(sequence):
    return Dataset.from_strings([sequence])


def equal(found, expected):
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-6, atol=1e-6)


# the mutations of a study


@pytest.mark.parametrize("measure", ["probability", "log_odds"])
def test_the_effects_that_are_kept_are_those_of_the_library(space, run, study, measure):
    n, found = ask(space, "effects", effects_of(run, study, measure=measure))
    read = read_study([Source.from_text(text, name) for name, text in FILES.items()], ["sequences", "mutations"])
    expected = model_effects(check(read, Choices()), Model.load(space.run_folder(run)), "b", measure)
    assert n == len(found) == 7
    assert set(found.pop("score")) == {f"{measure.replace('_', ' ')} of b"}
    equal(found, expected)
    assert found["model_status"].tolist() == [
        "scored", "scored", "scored", "not_in_place", "words_only", "scored", "not_in_place",
    ]  # fmt: skip


def test_an_effect_is_the_difference_of_two_predictions(space, run, study):
    _, found = ask(space, "effects", effects_of(run, study))
    model = Model.load(space.run_folder(run))
    before, after = predict(model, Dataset.from_strings([SHORT, SHORT[:2] + "T" + SHORT[3:]]))["p_b"]
    assert found["delta_score_mean"].iloc[0] == pytest.approx(after - before, abs=1e-6)


def test_another_counting_is_other_work_with_its_own_answers(space, run, study):
    _, as_written = ask(space, "effects", effects_of(run, study))
    _, shifted = ask(space, "effects", effects_of(run, study, offset=1))
    assert as_written["read_position"].dropna().tolist() == [3, 3, 60, 51]
    assert set(shifted["model_status"].iloc[:2]) == {"not_in_place"}  # the reference at 4 is not C
    assert shifted["read_position"].iloc[2] == 61


def test_a_model_of_numbers_answers_on_the_scale_it_learnt(space, numbers, study):
    _, found = ask(space, "effects", effects_of(numbers, study, of="", measure=""))
    assert set(found["score"]) == {"predicted log2(value + 1)"}
    pred = predict(Model.load(space.run_folder(numbers)), Dataset.from_strings([SHORT, SHORT[:2] + "T" + SHORT[3:]]))
    expected = np.diff(np.log2(pred["pred"] + 1))[0]
    assert found["delta_score_mean"].iloc[0] == pytest.approx(expected, abs=1e-6)


def test_files_are_read_as_they_were_when_the_work_was_asked_for(space, run, study):
    _, before = ask(space, "effects", effects_of(run, study))
    set_role(space, study, 1, "none")
    _, again = ask(space, "effects", effects_of(run, study))
    equal(again, before)


def test_a_study_without_sequences_has_nothing_that_a_model_reads(space, run, study):
    arguments = effects_of(run, study) | {"files": [[1, "changes.csv", "mutations"]]}
    set_role(space, study, 0, "none")
    with pytest.raises(InputError, match="MU015"):
        ask(space, "effects", arguments)
    assert kept(space, "effects", arguments) is None


@pytest.mark.parametrize("study", ["", "../x", "0" * 16])
def test_a_study_that_is_gone_is_refused(space, run, study):
    with pytest.raises(InputError, match="ML008: This study is not in the workspace any more"):
        ask(space, "effects", effects_of(run, study))


def test_a_study_of_another_workspace_is_refused(space, run, study):
    other = space.store.create()
    with pytest.raises(GenoError):
        ask(other, "effects", effects_of(run, study))


# one sequence


@pytest.mark.parametrize(("first", "last"), [(1, 30), (5, 9), (30, 30)])
def test_replacements_of_a_region_are_those_of_the_library(space, run, first, last):
    arguments = about(run, first=first, last=last)
    n, found = ask(space, "explain", arguments)
    whole = mutagenesis(scored(space, run), alone(SHORT))
    expected = whole.table(0)
    inside = expected["position"].between(first, last)
    assert n == last - first + 1
    equal(found, expected[inside].reset_index(drop=True))
    letters = kept(space, "explain", arguments, "letters")
    assert letters["position"].tolist() == list(range(first, last + 1))
    assert "".join(letters["base"]) == SHORT[first - 1 : last]
    np.testing.assert_allclose(letters["support"], whole.support[first - 1 : last], atol=1e-9)
    np.testing.assert_allclose(letters["influence"], whole.influence[first - 1 : last], atol=1e-9)
    assert letters["read"].all()
    assert set(letters["before"].round(9)) == {round(float(whole.before.joint[0]), 9)}


def test_each_replacement_is_the_difference_of_two_predictions(space, run):
    _, found = ask(space, "explain", about(run, first=11, last=15))
    model = Model.load(space.run_folder(run))
    texts = [SHORT[: row.position - 1] + row.alt + SHORT[row.position :] for row in found.itertuples()]
    said = predict(model, Dataset.from_strings([SHORT, *texts]))["p_b"].to_numpy()
    np.testing.assert_allclose(found["delta"], said[1:] - said[0], atol=1e-6)
    assert found.loc[found["position"] == 15, "alt"].tolist() == list("ACGT")  # N stands there
    assert len(found) == 4 * 3 + 4


def test_stretches_are_of_the_whole_sequence_whatever_the_region(space, run):
    arguments = about(run, LONG, 20, 30)
    ask(space, "explain", arguments)
    equal(kept(space, "explain", arguments, "scan"), scan(scored(space, run), alone(LONG), 0, 10, 1))


@pytest.mark.parametrize(("sequence", "n", "widths"), [("A", 3, []), ("AC", 6, [1]), ("ACGTACGTA", 27, [2])])
def test_short_sequences_are_explained_too(space, run, sequence, n, widths):
    arguments = about(run, sequence)
    _, found = ask(space, "explain", arguments)
    stretches = kept(space, "explain", arguments, "scan")
    assert len(found) == n
    assert (stretches["end"] - stretches["start"] + 1).unique().tolist() == widths


def test_the_spread_is_that_of_the_members_and_unread_letters_have_no_effect(space, network):
    arguments = about(network, LONG)
    _, found = ask(space, "explain", arguments)
    letters = kept(space, "explain", arguments, "letters")
    whole = mutagenesis(scored(space, network), alone(LONG))
    equal(found, whole.table(0))
    assert (found["sd"] > 0).any()
    assert letters["read"].tolist() == whole.read.tolist()
    unread = set(letters.loc[~letters["read"], "position"])
    assert len(unread) == len(LONG) - 30
    assert (found.loc[found["position"].isin(unread), "delta"] == 0).all()


def test_log_odds_and_numbers_are_looked_at_as_asked(space, run, numbers):
    _, odds = ask(space, "explain", about(run, measure="log_odds"))
    _, value = ask(space, "explain", about(numbers, of="", measure=""))
    equal(odds, mutagenesis(scored(space, run, measure="log_odds"), alone(SHORT)).table(0))
    equal(value, mutagenesis(scored(space, numbers, "", ""), alone(SHORT)).table(0))


def test_two_letters_are_replaced_together_as_by_the_library(space, run):
    arguments = {"run": run, "sequence": SHORT, "one": 2, "other": 30, "of": "b", "measure": "log_odds"}
    n, found = ask(space, "pair", arguments)
    assert n == 16
    equal(found, pairwise(scored(space, run, measure="log_odds"), alone(SHORT), 0, 1, 29))


@pytest.mark.parametrize(("one", "other"), [(3, 3), (0, 3), (3, 31)])
def test_two_letters_that_are_none_are_refused(space, run, one, other):
    arguments = {"run": run, "sequence": SHORT, "one": one, "other": other, "of": "b", "measure": "probability"}
    with pytest.raises(InputError, match="PA001"):
        ask(space, "pair", arguments)


# gradients


def test_gradients_of_a_network_that_reads_letters_are_one_row_a_letter(space, network):
    n, found = ask(space, "gradients", {"run": network, "sequence": LONG, "of": "a"})
    expected = integrated_gradients(scored(space, network, "a"), alone(LONG))
    assert n == len(found) == len(LONG)
    assert "".join(found["base"]) == LONG
    assert found["position"].tolist() == list(range(1, len(LONG) + 1))
    np.testing.assert_allclose(found["attribution"], expected.letters, atol=1e-6)
    np.testing.assert_allclose(found["sd"], expected.sd, atol=1e-6)
    assert found["gap"].unique() == pytest.approx(expected.gap)


def test_gradients_of_a_network_that_reads_features_are_the_strongest_of_them(space, sites, run):
    dense = trained.learn_network(space, sites, run, "mlp", "kmers", {"k": "1-4"})
    n, found = ask(space, "gradients", {"run": dense, "sequence": SHORT, "of": "b"})
    expected = feature_gradients(scored(space, dense), alone(SHORT)).table(0)
    assert n == len(found) == 100 < len(expected)
    equal(found.drop(columns="gap"), expected.head(100))
    assert found["gap"].nunique() == 1


def test_other_models_have_no_gradients(space, run):
    with pytest.raises(InputError, match="PA001: Gradients exist for networks only"):
        ask(space, "gradients", {"run": run, "sequence": SHORT, "of": "b"})


# what all of it has in common


def kinds(run, study):
    yield "effects", effects_of(run, study)
    yield "explain", about(run)
    yield "pair", {"run": run, "sequence": SHORT, "one": 1, "other": 2, "of": "b", "measure": "probability"}
    yield "gradients", {"run": run, "sequence": SHORT, "of": "b"}


def test_progress_goes_up_and_stays_between_nothing_and_all(space, network, study):
    for kind, arguments in kinds(network, study):
        told = Told()
        ask(space, kind, arguments, told)
        assert told.shares == sorted(told.shares)
        assert kind == "pair" or told.shares[-1] == pytest.approx(1)


def test_work_that_is_stopped_keeps_nothing(space, network, study):
    for kind, arguments in kinds(network, study):
        if kind == "pair":  # over before it could be stopped
            continue
        arguments = {**arguments, "of": "a"}
        with pytest.raises(Cancelled):
            ask(space, kind, arguments, Told(Cancelled()))
        assert [kept(space, kind, arguments, part) for part in ("", "letters", "scan")] == [None] * 3


@pytest.mark.parametrize("gone", ["", "../../x", "0" * 16])
def test_a_model_that_is_gone_is_refused(space, study, gone):
    for kind, arguments in kinds(gone, study):
        with pytest.raises(GenoError) as caught:
            ask(space, kind, arguments)
        assert caught.value.code in ("ML008", "SE001")


def test_a_class_that_the_model_does_not_have_is_refused(space, run, numbers, study):
    for kind, arguments in kinds(run, study):
        with pytest.raises(InputError, match=r"PA00[12]"):
            ask(space, kind, {**arguments, "of": "c"})
    for kind, arguments in kinds(numbers, study):
        with pytest.raises(InputError, match="PA001"):
            ask(space, kind, arguments)
