import random
import subprocess
import sys
import threading

import numpy as np
import pytest

from genocore.errors import Cancelled
from genocore.models import MODELS
from genocore.models.fit import class_probabilities, fit_model, predicted_values, silent
from genocore.models.networks import training

SPEC = MODELS["cnn"]
TINY = {"preset": "fast", "filters": 4, "width": 3, "units": 4, "epochs": 2}


def case(n=90, length=12, n_classes=2, *, seed=0):
    target = np.arange(n) % n_classes
    codes = np.random.default_rng(seed).integers(0, 4, (n, length), dtype=np.uint8)
    codes[:, 5] = target
    return codes, target


def fit(codes, target, *, seed=1, on_progress=silent, groups=None, **values):
    params = SPEC.settings({**TINY, **values})
    return fit_model(SPEC, params, codes, target, seed=seed, on_progress=on_progress, groups=groups)[0]


class TestTraining:
    def test_the_learning_curve_is_told_after_each_epoch(self):
        told = []
        fit(*case(), members=2, on_progress=lambda fraction, note="", **details: told.append((fraction, note, details)))
        fractions = [fraction for fraction, _, _ in told]
        assert fractions == sorted(fractions)
        assert fractions[0] > 0
        assert fractions[-1] == 1.0
        epochs = [details for _, _, details in told if details]
        assert [(details["member"], details["epoch"]) for details in epochs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
        curve = epochs[1]["curve"]
        assert curve["epoch"] == [1, 2]
        assert np.isfinite([curve["train"], curve["validation"]]).all()
        assert told[0][1] == "network 1 of 2, epoch 1"

    def test_it_can_be_stopped_within_an_epoch(self):
        seen = []

        def stop(fraction, note="", **details):
            seen.append((fraction, details))
            if len(seen) == 2:
                raise Cancelled

        with pytest.raises(Cancelled):
            fit(*case(200), batch=4, epochs=50, on_progress=stop)
        assert [details for _, details in seen] == [{}, {}]
        assert seen[-1][0] < 1 / 50

    def test_it_stops_early_with_the_weights_of_the_best_epoch(self):
        curves = []

        def keep(fraction, note="", **details):
            curves.extend([details["curve"]] if details else [])

        codes, _ = case(60)
        noise = np.random.default_rng(5).integers(0, 2, 60)
        fit(codes, noise, epochs=200, patience=3, learning_rate=0.05, decay=0, on_progress=keep)
        found = curves[-1]["validation"]
        assert len(found) < 100
        assert min(found) < found[-1]

    def test_without_patience_no_row_is_set_aside(self):
        curves = []
        fit(*case(), patience=0, on_progress=lambda f, note="", **details: curves.append(details.get("curve")))
        assert curves[-2]["validation"] == [None, None]

    @pytest.mark.parametrize("target", [[0], [0, 1], [1, 1, 1]])
    def test_a_handful_of_rows_is_no_problem(self, target):
        codes, _ = case(len(target))
        found = class_probabilities(fit(codes, np.array(target)), codes, 2)
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)

    def test_numbers_are_learnt_too(self):
        codes, _ = case(400, seed=2)
        target = (codes[:, 5] == 0) * 2.0 - 1
        network = fit(codes, target, epochs=20, filters=16, units=16, decay=1)
        found = predicted_values(network, codes)
        assert np.corrcoef(found, target)[0, 1] > 0.95
        assert network.member_predictions(codes).shape == (1, 400, 1)


class TestSameNumbers:
    def test_twice_in_one_process_and_in_a_fresh_one(self):
        codes, target = case()
        first = fit(codes, target, members=2).predict_proba(codes)
        at_hand = fit(codes, target, members=2).predict_proba(codes)
        training._idle.clear()
        anew = fit(codes, target, members=2).predict_proba(codes)
        np.testing.assert_array_equal(first, at_hand)
        np.testing.assert_array_equal(first, anew)
        code = (
            "import sys; sys.path.insert(0, 'tests/models'); import test_network as t\n"
            "codes, target = t.case(); print(t.fit(codes, target, members=2).predict_proba(codes).tobytes().hex())"
        )
        told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        assert told.strip() == first.tobytes().hex()

    def test_threads_that_use_the_global_generators_do_not_matter(self):
        codes, target = case()
        alone, state = fit(codes, target).predict_proba(codes), random.getstate()
        over = threading.Event()

        def disturb():
            while not over.wait(1e-4):
                random.seed()
                np.random.random()  # noqa: NPY002

        other = threading.Thread(target=disturb)
        other.start()
        try:
            training._idle.clear()
            disturbed = fit(codes, target).predict_proba(codes)
        finally:
            over.set()
            other.join()
            random.setstate(state)
        np.testing.assert_array_equal(alone, disturbed)

    def test_another_seed_gives_others(self):
        codes, target = case()
        assert not np.array_equal(
            fit(codes, target).predict_proba(codes), fit(codes, target, seed=2).predict_proba(codes)
        )

    def test_the_answer_is_the_mean_of_members_that_differ(self):
        codes, target = case()
        network = fit(codes, target, members=3)
        each = network.member_predictions(codes)
        assert each.shape == (3, len(codes), 2)
        assert not np.array_equal(each[0], each[1])
        np.testing.assert_allclose(each.mean(axis=0), network.predict_proba(codes))

    def test_a_row_has_the_same_value_in_any_company(self):
        codes, target = case(700)
        network = fit(codes, target)
        found = network.predict_proba(codes)
        np.testing.assert_array_equal(network.predict_proba(codes[[300]]), found[[300]])
        np.testing.assert_array_equal(network.predict_proba(codes[::-1]), found[::-1])
