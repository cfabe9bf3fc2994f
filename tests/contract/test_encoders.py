import json
import re

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from genocore.errors import InputError
from genocore.features import ENCODERS
from genocore.sequences import Dataset

TEXTS = ["ACGTACGTAC", "NNNNNNNN", "A", "GGGCCCATRYATNNACGTTT", "TTTTTTTTTTTT", "ACGTACGTAC", "CATG"]
DATA = Dataset.from_strings(TEXTS, labels=["x", "y", "x", "y", "x", "y", None])


def other_values(param):
    """Return valid values at the edges of what a parameter takes."""
    match param.kind:
        case "choice":
            return list(param.choices)
        case "bool":
            return [True, False]
        case "range":
            return [(param.low, param.low), (param.low, param.low + 1), (param.high, param.high)]
    return [param.low, min(param.high, param.low + 7)]


CASES = [
    pytest.param(spec, {param.name: value}, id=f"{spec.key}-{param.name}={param.text(value)}")
    for spec in ENCODERS.values()
    for param in spec.params
    for value in other_values(param)
] + [pytest.param(spec, {}, id=spec.key) for spec in ENCODERS.values()]

every_encoder = pytest.mark.parametrize("spec", list(ENCODERS.values()), ids=list(ENCODERS))
every_setting = pytest.mark.parametrize(("spec", "values"), CASES)


def build(spec, values=None, data=DATA):
    return spec.build(**spec.settings(values)).fit(data)


def dense(matrix):
    return matrix.toarray() if isinstance(matrix, csr_array) else matrix


def same(left, right):
    return left.shape == right.shape and left.dtype == right.dtype and np.array_equal(dense(left), dense(right))


@every_encoder
def test_its_key_and_words_are_fit_to_show(spec):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", spec.key)
    assert spec.label
    assert spec.help.endswith(".")
    assert ENCODERS[spec.key] is spec


@every_encoder
def test_its_defaults_are_valid(spec):
    for param in spec.params:
        assert param.check(param.default) == param.default
        assert param.check(param.text(param.default)) == param.default
        assert param.label
    assert spec.settings() == {param.name: param.default for param in spec.params}


@every_encoder
def test_its_presets_are_valid(spec):
    for name in spec.presets:
        assert set(spec.settings({"preset": name})) == {param.name for param in spec.params}


@every_encoder
def test_it_refuses_a_parameter_it_does_not_have(spec):
    with pytest.raises(InputError, match=f"There is no parameter of {spec.key} 'nonsense'"):
        spec.settings({"nonsense": 1})


@every_setting
def test_it_makes_one_row_a_sequence_and_one_column_a_feature(spec, values):
    encoder = build(spec, values)
    matrix = encoder.transform(DATA)
    assert matrix.shape == (len(DATA), len(encoder.features()))


@every_setting
def test_its_matrix_is_a_plain_one_of_small_finite_numbers(spec, values):
    matrix = build(spec, values).transform(DATA)
    assert isinstance(matrix, (np.ndarray, csr_array))
    assert matrix.dtype in (np.float32, np.uint8)
    assert np.isfinite(dense(matrix)).all()


@every_setting
def test_its_features_have_names_of_their_own_and_are_described(spec, values):
    frame = build(spec, values).features()
    assert isinstance(frame, pd.DataFrame)
    assert frame.columns.tolist() == ["name", "description", "group"]
    assert frame["name"].is_unique
    assert frame["description"].is_unique
    assert all(isinstance(text, str) and text.strip() for column in frame for text in frame[column])


@every_setting
def test_no_sequence_gives_no_row(spec, values):
    encoder = build(spec, values)
    matrix = encoder.transform(Dataset.from_strings([]))
    assert matrix.shape == (0, len(encoder.features()))
    assert matrix.dtype == encoder.transform(DATA).dtype


@every_setting
@pytest.mark.parametrize("text", ["N", "NNNNNNNNNNNN", "RYSWKMBDHV", "A", ""])
def test_a_sequence_of_nothing_but_n_or_one_base_is_a_row_of_finite_numbers(spec, values, text):
    encoder = build(spec, values)
    row = dense(encoder.transform(Dataset.from_strings([text])))
    assert row.shape == (1, len(encoder.features()))
    assert np.isfinite(row).all()


@every_setting
def test_it_can_be_fitted_on_one_base_and_on_nothing(spec, values):
    for texts in (["A"], ["N"], []):
        encoder = build(spec, values, Dataset.from_strings(texts))
        assert encoder.transform(DATA).shape == (len(DATA), len(encoder.features()))


@every_setting
def test_the_same_sequences_give_the_same_numbers_every_time(spec, values):
    encoder = build(spec, values)
    first = encoder.transform(DATA)
    assert same(first, encoder.transform(DATA))
    assert same(first, build(spec, values).transform(Dataset.from_strings(TEXTS)))
    assert np.array_equal(dense(first)[0], dense(first)[5])


@every_setting
@pytest.mark.parametrize("rows", [[3], [1, 2], [6, 5, 4, 3, 2, 1, 0], [2, 2, 0]], ids=str)
def test_rows_do_not_depend_on_the_other_sequences_or_their_order(spec, values, rows):
    encoder = build(spec, values)
    part = encoder.transform(DATA.take(np.array(rows)))
    assert np.array_equal(dense(part), dense(encoder.transform(DATA))[rows])


@every_setting
def test_labels_and_names_do_not_matter(spec, values):
    other = Dataset.from_strings(TEXTS, ids=list("abcdefg"), labels=["p", "q", "p", "q", "r", "r", "r"])
    assert same(build(spec, values).transform(DATA), build(spec, values, other).transform(other))


@every_setting
def test_its_state_survives_json(spec, values):
    encoder = build(spec, values)
    again = spec.build(**spec.settings(values))
    again.restore(json.loads(json.dumps(encoder.state)))
    assert again.state == encoder.state
    assert again.features().equals(encoder.features())
    assert same(again.transform(DATA), encoder.transform(DATA))


@every_setting
def test_its_settings_survive_the_command_line(spec, values):
    settings = spec.settings(values)
    written = {param.name: param.text(settings[param.name]) for param in spec.params}
    assert spec.settings(written) == settings


@every_setting
def test_it_learns_only_if_it_says_so(spec, values):
    encoder = build(spec, values)
    assert isinstance(encoder.learns, bool)
    if not encoder.learns:
        assert encoder.state == {}
        other = build(spec, values, Dataset.from_strings(["ACGTACGTACGTAA"]))
        assert same(other.transform(DATA), encoder.transform(DATA))


@every_setting
def test_transforming_changes_neither_the_data_nor_what_was_learnt(spec, values):
    encoder = build(spec, values)
    before, state = DATA.fingerprint, json.dumps(encoder.state)
    matrix = encoder.transform(DATA)
    if isinstance(matrix, np.ndarray):
        matrix[:] = 0
    encoder.transform(Dataset.from_strings(["ACGT" * 30]))
    assert Dataset.from_strings(TEXTS, labels=["x", "y", "x", "y", "x", "y", None]).fingerprint == before
    assert DATA.letters.tobytes().decode() == "".join(TEXTS)
    assert json.dumps(encoder.state) == state
