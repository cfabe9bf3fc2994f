"""What a worker keeps of what a model has learnt from all of its data."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from genocore.errors import Cancelled, GenoError, InputError
from genocore.explanation.filters import first_filters
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.influence import influence, measured
from genocore.explanation.marginal import marginal_effect
from genocore.explanation.mutagenesis import mutagenesis
from genocore.explanation.patterns import centred
from genocore.explanation.score import Score
from genocore.training.bundle import Model
from genocore.workspace import looking
from genocore.workspace.keys import key_of
from tests.workspace import trained
from tests.workspace.test_work import fasta
from tests.workspace.trained import Told, ask, kept

SOME = "".join(f">u{row}\n{letters}\n" for row, letters in enumerate(["ACGTACGTACGTACGTACGTACGTACGTAC"] * 5))
"""Records without a label."""
PARTS = {
    "influence": ["", "bases"],
    "filters": ["", "logos"],
    "marginal": [""],
    "patterns": ["", "matrix", "matches", "why"],
}


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    with trained.new_space(tmp_path_factory.mktemp("looking")) as space:
        yield space


@pytest.fixture(scope="module")
def sites(space):
    return trained.add(space, fasta() + SOME)


@pytest.fixture(scope="module")
def run(space, sites):
    return trained.learn(space, sites, "logistic", "kmers", {"k": "1-2"})


@pytest.fixture(scope="module")
def network(space, sites, run):
    return trained.learn_network(space, sites, run, "cnn", "letters", {"filters": 8, "width": 4, "blocks": 0})


@pytest.fixture(scope="module")
def amounts(space):
    """A file with amounts, and a run that learnt them as log2."""
    values = trained.add(space, fasta(80, classes=("5", "900")), "amounts.fa")
    space.change_dataset(values, task="numbers")
    return values, trained.learn(space, values, "ridge", "kmers", {"k": "1-2"})


def arguments_of(kind, run, dataset, of="b", measure="probability", **more):
    """Return what the page of this kind passes."""
    both = {"run": run, "dataset": dataset, "of": of}
    more = {"motif": "TATA", "sweep": 0, **more} if kind == "marginal" else more
    return both | ({"measure": measure} if kind in ("influence", "marginal") else {}) | more


def labelled(space, dataset):
    data, _ = space.open_dataset(dataset)
    return data.take(data.labelled)


def scored(space, run, of="b", measure="probability"):
    return Score.checked(Model.load(space.run_folder(run)), of, measure)


def equal(found, expected):
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-6, atol=1e-6)


# positions


def test_positions_are_those_of_the_library_beside_what_was_measured(space, sites, run):
    arguments = arguments_of("influence", run, sites, measure="log_odds")
    n, found = ask(space, "influence", arguments)
    positions, bases = influence(scored(space, run, measure="log_odds"), labelled(space, sites))
    assert n == len(found) == 30
    assert set(found["n"]) == {60}  # those without a label are not looked at
    equal(found.drop(columns="measured"), positions)
    equal(kept(space, "influence", arguments, "bases"), bases)
    np.testing.assert_allclose(found["measured"], measured(labelled(space, sites), "b"))


def test_what_was_measured_is_on_the_scale_that_was_learnt(space, amounts):
    dataset, key = amounts
    _, found = ask(space, "influence", arguments_of("influence", key, dataset, "", ""))
    assert 0 < found["measured"].max() <= np.log2(901) - np.log2(6)


def test_positions_of_sequences_of_several_lengths_are_refused(space):
    text = fasta().replace("\n>s9_0", "ACGT\n>s9_0")
    ragged = trained.add(space, text, "ragged.fa")
    key = trained.learn(space, ragged, "logistic", "composition")
    with pytest.raises(InputError, match="PA001: The sequences are of several lengths"):
        ask(space, "influence", arguments_of("influence", key, ragged))


# filters


def test_filters_are_those_of_the_library_with_the_logos_of_the_first(space, sites, network, monkeypatch):
    monkeypatch.setattr(looking, "LOGOS", 3)
    arguments = arguments_of("filters", network, sites, "a")
    n, found = ask(space, "filters", arguments)
    expected = first_filters(scored(space, network, "a"), labelled(space, sites))
    assert n == len(found) == 2 * 8
    equal(found, expected.table)
    logos = kept(space, "filters", arguments, "logos")
    first = expected.table["name"].head(3)
    equal(logos, expected.logos[expected.logos["name"].isin(first)].reset_index(drop=True))
    assert set(logos["name"]) <= set(first)


def test_filters_of_what_is_no_network_are_refused(space, sites, run):
    with pytest.raises(InputError, match="PA001: Filters exist for networks only"):
        ask(space, "filters", arguments_of("filters", run, sites))


# a motif put in


@pytest.mark.parametrize("sweep", [0, 9])
def test_a_motif_does_what_the_library_says(space, sites, run, sweep):
    arguments = arguments_of("marginal", run, sites, motif="TATAWW", sweep=sweep)
    n, found = ask(space, "marginal", arguments)
    expected = marginal_effect(scored(space, run), labelled(space, sites), "TATAWW", sweep=sweep)
    equal(found, expected)
    assert n == len(found) == 3 * (1 if sweep == 0 else len(range(0, 25, 9)))
    assert found["position"].isna().sum() == 0


@pytest.mark.parametrize("motif", ["", "XYZ", "<b>", "A" * 31, "A" * 101, "ACGT\u0410"])
def test_a_motif_that_is_none_or_does_not_fit_is_refused(space, sites, run, motif):
    with pytest.raises(InputError, match="PA001"):
        ask(space, "marginal", arguments_of("marginal", run, sites, motif=motif))


# patterns


def test_where_there_is_no_pattern_the_reason_is_kept(space, sites, run):
    pytest.importorskip("modiscolite")
    arguments = arguments_of("patterns", run, sites)
    n, found = ask(space, "patterns", arguments)
    assert (n, len(found)) == (0, 0)
    assert list(found.columns)[:2] == ["name", "sign"]
    why = kept(space, "patterns", arguments, "why").iloc[0]
    assert why["sequences"] == 30  # those labelled b
    assert "More than 100 stretches of one kind are needed" in why["reason"]
    assert kept(space, "patterns", arguments, "matrix").empty
    assert kept(space, "patterns", arguments, "matches").empty


@pytest.fixture
def given(monkeypatch):
    """Have a pattern found in whatever is given, and keep what that was."""
    seen = []

    def find(data, contributions):
        seen.append((data, contributions))
        table = pd.DataFrame({"name": ["for 1"], "sign": ["for"], "seqlets": [101]})
        matrix = pd.DataFrame({"name": "for 1", "position": 1, "base": list("ACGT"), "contribution": [0.1, 0, 0, 0]})
        return SimpleNamespace(table=table, matrix=matrix, facts={"sequences": len(data), "strength": 2.5}, reason="")

    monkeypatch.setattr(looking, "find_patterns", find)
    monkeypatch.setattr(looking, "match_jaspar", lambda found: found.table[["name"]].assign(factor="TBP", q=0.01))
    return seen


def test_patterns_are_looked_for_in_the_records_of_the_class(space, sites, run, given):
    arguments = arguments_of("patterns", run, sites)
    n, found = ask(space, "patterns", arguments)
    [(data, contributions)] = given
    whole = labelled(space, sites)
    assert list(data.sequences()) == [text for text, code in zip(whole.sequences(), whole.target, strict=True) if code]
    np.testing.assert_allclose(contributions, centred(mutagenesis(scored(space, run, measure="log_odds"), data).delta))
    assert (n, found["seqlets"].tolist()) == (1, [101])
    assert kept(space, "patterns", arguments, "matches")["factor"].tolist() == ["TBP"]
    assert len(kept(space, "patterns", arguments, "matrix")) == 4
    assert kept(space, "patterns", arguments, "why")["strength"].tolist() == [2.5]


def test_contributions_to_a_network_that_reads_letters_are_its_gradients(space, sites, network, given):
    ask(space, "patterns", arguments_of("patterns", network, sites, "a"))
    [(data, contributions)] = given
    expected = integrated_gradients(scored(space, network, "a"), data).hypothetical
    np.testing.assert_allclose(contributions, expected, atol=1e-6)


def test_of_numbers_all_records_are_looked_at_and_of_many_a_part_that_does_not_change(
    space, amounts, given, monkeypatch
):
    dataset, key = amounts
    ask(space, "patterns", arguments_of("patterns", key, dataset, ""))
    monkeypatch.setattr(looking, "SEQUENCES", 7)
    for _ in range(2):
        ask(space, "patterns", arguments_of("patterns", key, dataset, ""))
    whole, first, again = (list(data.ids) for data, _ in given)
    assert (len(whole), len(first)) == (80, 7)
    assert first == again == [name for name in whole if name in first]


# what all of it has in common


def test_progress_goes_up_and_stays_between_nothing_and_all(space, sites, network, given):
    for kind in PARTS:
        told = Told()
        ask(space, kind, arguments_of(kind, network, sites), told)
        assert told.shares == sorted(told.shares)
        assert told.shares[-1] >= 0.8


def test_work_that_is_stopped_keeps_nothing(space, sites, network, given):
    for kind, parts in PARTS.items():
        arguments = arguments_of(kind, network, sites, "a", "log_odds")
        name = key_of(kind, space.id, arguments)
        for part in parts:
            space.table_path(f"{name}{part}").unlink(missing_ok=True)  # of another test
        with pytest.raises(Cancelled):
            ask(space, kind, arguments, Told(Cancelled()))
        assert [space.load_table(f"{name}{part}") for part in parts] == [None] * len(parts)


@pytest.mark.parametrize("kind", list(PARTS))
@pytest.mark.parametrize("gone", ["", "../../x", "0" * 16])
def test_a_model_or_a_file_that_is_gone_is_refused(space, sites, run, kind, gone):
    with pytest.raises(GenoError) as caught:
        ask(space, kind, arguments_of(kind, gone, sites))
    assert caught.value.code in ("ML008", "SE001")
    with pytest.raises(InputError, match="ML008: This dataset is not in the workspace any more"):
        ask(space, kind, arguments_of(kind, run, gone))


REFUSED = r"ML008: The data were changed after this run \(labels or fixes\)\. Train again\."


@pytest.mark.parametrize("kind", list(PARTS))
@pytest.mark.parametrize("change", [{"label": "header:3"}, {"label": "none"}, {"fixes": ["drop_unlabelled"]}])
def test_data_that_were_changed_since_are_refused(space, sites, run, network, kind, change):
    key = network if kind == "filters" else run
    space.change_dataset(sites, **change)
    try:
        with pytest.raises(InputError, match=REFUSED):
            ask(space, kind, arguments_of(kind, key, sites))
    finally:
        space.change_dataset(sites, label="header:2", fixes=[])


@pytest.mark.parametrize("kind", list(PARTS))
def test_a_class_that_the_model_does_not_have_is_refused(space, sites, run, kind):
    with pytest.raises(InputError, match="PA002"):
        ask(space, kind, arguments_of(kind, run, sites, "other1"))
