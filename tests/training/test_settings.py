import json

import pytest

from genocore.errors import InputError
from genocore.features import ENCODERS
from genocore.models import MODELS
from genocore.models.pairs import encoders_of
from genocore.training.settings import SPLIT_PARAMS, Settings


def test_nothing_said_gives_every_default():
    settings = Settings.checked()
    assert (settings.model, settings.encoder, settings.split) == ("random_forest", "kmers", "auto")
    assert settings.model_params == MODELS["random_forest"].settings()
    assert settings.encoder_params == ENCODERS["kmers"].settings()
    assert {param.name: getattr(settings, param.name) for param in SPLIT_PARAMS} == {
        "folds": 5,
        "repeats": 1,
        "test_share": 0.2,
        "seed": 42,
    }


def test_values_find_the_encoder_or_the_model_and_are_cast():
    settings = Settings.checked(values={"k": "2-3", "strand": "both", "trees": "50", "balanced": "no"}, folds="3")
    assert settings.encoder_params == {"k": (2, 3), "strand": "both"}
    assert settings.model_params["trees"] == 50
    assert settings.model_params["balanced"] is False
    assert settings.folds == 3


def test_a_preset_is_written_out_and_what_is_said_beside_it_wins():
    settings = Settings.checked(encoder="counts", values={"preset": "tutorial", "min_leaf": 4})
    assert settings.model_params == {"trees": 100, "min_leaf": 4, "max_features": "sqrt", "balanced": False}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"model": "neural_forest"}, "PA002"),
        ({"encoder": "kmer"}, "PA002"),
        ({"values": {"tree": 5}}, "PA002"),
        ({"values": {"preset": "lesson"}}, "PA002"),
        ({"model": "logistic", "values": {"preset": "tutorial"}}, "PA002"),
        ({"model": "logistic", "values": {"trees": 5}}, "PA002"),
        ({"values": {"trees": 0}}, "PA001"),
        ({"values": {"k": "4-1"}}, "PA001"),
        ({"folds": 1}, "PA001"),
        ({"folds": 21}, "PA001"),
        ({"folds": 2.5}, "PA001"),
        ({"repeats": 0}, "PA001"),
        ({"test_share": 0.6}, "PA001"),
        ({"test_share": "nan"}, "PA001"),
        ({"seed": -1}, "PA001"),
        ({"seed": True}, "PA001"),
    ],
)
def test_what_cannot_be_is_refused(asked, code):
    with pytest.raises(InputError) as caught:
        Settings.checked(**asked)
    assert caught.value.code == code


def test_the_message_names_the_parameter_and_what_there_is():
    with pytest.raises(InputError, match="Neither kmers nor random_forest has a parameter 'tree'") as caught:
        Settings.checked(values={"tree": 5})
    assert "trees" in caught.value.hint


@pytest.mark.parametrize(
    ("model", "encoder"), [(model.key, encoder.key) for model in MODELS.values() for encoder in encoders_of(model)]
)
def test_settings_survive_becoming_json(model, encoder):
    settings = Settings.checked(
        model=model, encoder=encoder, split="group:gene", folds=3, repeats=2, test_share=0.1, seed=7
    )
    again = Settings.from_dict(json.loads(json.dumps(settings.to_dict())))
    assert again == settings
    assert again.key("abc") == settings.key("abc")


def test_settings_read_back_are_checked_again():
    values = Settings.checked().to_dict()
    values["model_params"]["trees"] = -5
    with pytest.raises(InputError) as caught:
        Settings.from_dict(values)
    assert caught.value.code == "PA001"


def test_equal_work_has_equal_keys_and_other_work_has_others():
    base = Settings.checked()
    assert base.key("data") == Settings.checked(values={"trees": "500", "k": "1-4"}, folds="5").key("data")
    others = [
        base.key("other data"),
        Settings.checked(values={"trees": 400}).key("data"),
        Settings.checked(values={"k": "1-3"}).key("data"),
        Settings.checked(model="logistic").key("data"),
        Settings.checked(encoder="composition").key("data"),
        Settings.checked(split="random").key("data"),
        Settings.checked(folds=4).key("data"),
        Settings.checked(repeats=2).key("data"),
        Settings.checked(test_share=0.1).key("data"),
        Settings.checked(seed=1).key("data"),
    ]
    assert len({base.key("data"), *others}) == 11
