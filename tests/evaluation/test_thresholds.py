"""What a threshold finds, misses and costs."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix
from statsmodels.stats.proportion import proportion_confint

from genocore.evaluation.thresholds import at_threshold, cheapest_threshold


def drawn(n=300, seed=0, share=0.3):
    rng = np.random.default_rng(seed)
    y = rng.random(n) < share
    return y, np.clip(0.3 + 0.3 * y + rng.normal(0, 0.2, n), 0, 1).round(2)


@pytest.mark.parametrize("threshold", [0.0, 0.25, 0.5, 0.9])
def test_shares_are_those_of_the_confusion_matrix(threshold):
    y, p = drawn()
    tn, fp, fn, tp = confusion_matrix(y, p >= threshold, labels=[False, True]).ravel()
    found = at_threshold(y, p, threshold)
    for name, hits, of in (("sensitivity", tp, tp + fn), ("specificity", tn, tn + fp), ("ppv", tp, tp + fp)):
        assert found[name]["value"] == pytest.approx(hits / of)
        ends = proportion_confint(hits, of, method="wilson")
        assert (found[name]["low"], found[name]["high"]) == pytest.approx(ends, abs=1e-9)
    assert found["npv"]["value"] == (None if tn + fn == 0 else pytest.approx(tn / (tn + fn)))
    assert found["alarms"]["value"] == pytest.approx(fp / (tn + fp))


def test_predictive_values_follow_bayes_at_another_prevalence():
    y, p = drawn()
    own = at_threshold(y, p, 0.5)
    sensitivity, specificity = own["sensitivity"]["value"], own["specificity"]["value"]
    rare = at_threshold(y, p, 0.5, prevalence=0.001)
    expected = 0.001 * sensitivity / (0.001 * sensitivity + 0.999 * (1 - specificity))
    assert rare["ppv"]["value"] == pytest.approx(expected)
    worst, best = ((own["sensitivity"][end], own["specificity"][end]) for end in ("low", "high"))
    ends = [0.001 * sn / (0.001 * sn + 0.999 * (1 - sp)) for sn, sp in (worst, best)]
    assert [rare["ppv"]["low"], rare["ppv"]["high"]] == pytest.approx(ends)
    assert at_threshold(y, p, 0.5, prevalence=float(y.mean()))["npv"]["value"] == pytest.approx(own["npv"]["value"])


def test_nothing_called_has_no_predictive_value():
    found = at_threshold([0, 1], [0.1, 0.2], 0.9)
    assert found["ppv"]["value"] is None
    assert found["sensitivity"]["value"] == 0
    assert at_threshold([0, 0], [0.1, 0.2], 0.5)["sensitivity"]["value"] is None


@pytest.mark.parametrize(("miss", "alarm", "prevalence"), [(1, 1, None), (10, 1, None), (1, 10, None), (3, 1, 0.05)])
def test_no_other_threshold_costs_less(miss, alarm, prevalence):
    y, p = drawn(seed=2)

    def cost(threshold):
        called = p >= threshold
        own = y.mean()
        share = own if prevalence is None else prevalence
        return miss * share * (~called & y).sum() / y.sum() + alarm * (1 - share) * (called & ~y).sum() / (~y).sum()

    best = cost(cheapest_threshold(y, p, miss, alarm, prevalence=prevalence))
    assert best <= min(cost(threshold) for threshold in np.arange(0, 1.02, 0.005)) + 1e-12


def test_dear_misses_lower_the_threshold_and_dear_alarms_raise_it():
    y, p = drawn(seed=4)
    found = [cheapest_threshold(y, p, *costs) for costs in ((20, 1), (1, 1), (1, 20))]
    assert found[0] < found[1] < found[2]


def test_all_or_none_may_be_cheapest():
    y, p = [0, 1, 0, 1], [0.5] * 4
    assert cheapest_threshold(y, p, miss=5) == 0
    assert cheapest_threshold(y, p, alarm=5) > 1


def test_one_class_has_no_threshold():
    with pytest.raises(ValueError, match="both classes"):
        cheapest_threshold([1, 1], [0.2, 0.3])


def test_a_perfect_test_is_not_certain_where_the_class_is_rare():
    y, p = np.repeat([1, 0], 100), np.repeat([0.9, 0.1], 100)
    found = at_threshold(y, p, 0.5, prevalence=0.001)
    assert found["ppv"]["value"] == 1
    assert found["ppv"]["low"] < 0.05
    assert found["alarms"]["high"] > 0.03


def test_relatives_count_as_one_finding():
    y, p, family = np.repeat([1, 0], 50), np.tile([0.9, 0.1], 50), np.repeat(np.arange(20), 5)
    alone = at_threshold(y[::5], p[:20], 0.5)
    assert at_threshold(y, p, 0.5, groups=family)["sensitivity"]["low"] < at_threshold(y, p, 0.5)["sensitivity"]["low"]
    assert alone["sensitivity"]["value"] == 0.5


def test_of_equally_cheap_lines_that_of_calibrated_probabilities_at_the_prevalence_is_taken():
    y, p = [0, 0, 1, 1], [0.001, 0.2, 0.9, 0.999]
    assert cheapest_threshold(y, p, prevalence=0.5) == pytest.approx(0.55)
