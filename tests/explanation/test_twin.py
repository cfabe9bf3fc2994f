import numpy as np
import pytest

from genocore.errors import InputError
from genocore.explanation.gradients import integrated_gradients
from genocore.explanation.score import Score
from genocore.models import MODELS
from genocore.models.auto import Auto, Member
from genocore.models.candidates import Candidate
from tests.explanation.nets import both_ends, cnn, dna, log_odds, model_of, put


def test_a_model_without_networks_is_sent_to_mutagenesis():
    data = dna(4, 8)
    score = cnn(data)
    forest = Score.checked(model_of(object(), score.model.encoder))
    with pytest.raises(InputError, match="Gradients exist for networks only") as caught:
        integrated_gradients(forest, data)
    assert caught.value.code == "PA001"
    assert caught.value.hint == "Use mutagenesis, which works for every model."


def test_a_choice_of_models_is_named():
    data = dna(4, 8)
    score = cnn(data)
    auto = Auto("binary", 0, 60, True)
    auto.classes_ = np.arange(2)
    auto.members_ = [Member(Candidate("cnn", "letters", {}, {}), score.model.encoder, score.model.estimator, 1.0)]
    with pytest.raises(InputError, match=r"choice among several: .*CNN") as caught:
        integrated_gradients(Score.checked(model_of(auto, score.model.encoder)), data)
    assert caught.value.code == "PA001"
    assert "mutagenesis" in caught.value.hint


def test_a_network_of_features_is_asked_for_those():
    data = dna(4, 8)
    network = MODELS["mlp"].build(task="binary", seed=0, **MODELS["mlp"].settings({"units": 4}))
    encoder = cnn(data).model.encoder
    with pytest.raises(InputError, match="columns of features") as caught:
        integrated_gradients(put(network, encoder, data, ("no", "yes"), members=1), data)
    assert "feature_gradients" in caught.value.hint


def test_a_class_without_training_records_cannot_be_explained():
    data = dna(4, 8)
    network = cnn(data).model.estimator
    network.classes_ = np.array([0, 2])
    model = model_of(network, cnn(data).model.encoder, ("a", "b", "c"))
    with pytest.raises(InputError, match="without a record of the class 'b'"):
        integrated_gradients(Score.checked(model, "b"), data)
    found = integrated_gradients(Score.checked(model, "c"), data)
    here = np.mean([log_odds(one, 1) for one in both_ends(found.score, data)[0]], axis=0)
    np.testing.assert_allclose(found.end, here, atol=1e-5)
