import json
import shutil
import zipfile

import numpy as np
import pytest

from genocore.errors import Refused
from genocore.models import MODELS
from genocore.models.fit import fit_model, silent
from genocore.models.networks.training import known_warnings
from genocore.models.storage import open_estimator, save_estimator

SPEC = MODELS["cnn"]
PARAMS = SPEC.settings({"preset": "fast", "filters": 4, "width": 3, "units": 4, "epochs": 2, "members": 2})
CODES = np.random.default_rng(0).integers(0, 4, (60, 12), dtype=np.uint8)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    network, _ = fit_model(SPEC, PARAMS, CODES, np.arange(60) % 2, seed=1, on_progress=silent)
    folder = tmp_path_factory.mktemp("saved") / "network"
    save_estimator(SPEC, network, folder)
    return network, folder


@pytest.fixture
def folder(fitted, tmp_path):
    return shutil.copytree(fitted[1], tmp_path / "network")


def reopened(folder):
    return open_estimator(SPEC, PARAMS, folder, columns=12, classes=2, task="binary")


def test_a_network_opens_as_it_was_saved(fitted, folder):
    assert sorted(path.name for path in folder.iterdir()) == ["model_1.keras", "model_2.keras", "network.json"]
    np.testing.assert_array_equal(reopened(folder).predict_proba(CODES), fitted[0].predict_proba(CODES))


def test_code_in_the_file_is_refused(fitted, folder):
    import keras

    model = fitted[0].models_[0]
    evil = keras.Model(model.input, keras.layers.Lambda(lambda x: x * 2, output_shape=(2,))(model.output))
    with known_warnings():
        evil.save(folder / "model_1.keras")
    with pytest.raises(Refused, match="Lambda"):
        reopened(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"module": "keras.layers", "class_name": "Dense"', '"module": "os", "class_name": "Dense"'),
        ('"class_name": "Dense"', '"class_name": "Sparse"'),
        ('"class_name": "Dense", "config"', '"class_name": "Dense", "registered_name": "my>own", "config"'),
    ],
)
def test_foreign_parts_are_refused(fitted, folder, old, new):
    path = folder / "model_1.keras"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["config.json"].decode().replace('"registered_name": null', '"spare": null')
    assert old in text.replace('"my>own"', "")
    parts["config.json"] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(Refused, match="does not consist of"):
        reopened(folder)


@pytest.mark.parametrize(
    "change", [{"columns": 13}, {"classes": [0, 1, 2]}, {"members": 0}, {"task": "x"}, {"schema": 9}]
)
def test_a_changed_page_is_refused(fitted, folder, change):
    page = folder / "network.json"
    page.write_text(json.dumps(json.loads(page.read_text()) | change))
    with pytest.raises(Refused):
        reopened(folder)


def test_anything_else_by_that_name_is_refused(fitted, folder):
    (folder / "model_1.keras").write_bytes(b"\x80\x04.")
    with pytest.raises(Refused):
        reopened(folder)
