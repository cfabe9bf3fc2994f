"""Opening a stranger's model: nothing it brings along is run, and the refusal is one sentence."""

import hashlib
import io
import json
import pickle  # noqa: TID251 - to make what must be refused
import zipfile
from contextlib import suppress
from pathlib import Path

import joblib
import numpy as np
import pytest
import skops.io
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from genocore.errors import Refused
from genocore.models import storage
from genocore.sequences import Dataset
from genocore.training.bundle import Model
from genocore.training.predict import predict
from genocore.training.settings import Settings
from genocore.training.train import train


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.write_text, (self.path, "run"))


def dna(n, length=30, *, seed=0):
    generator = np.random.default_rng(seed)
    return ["".join(row) for row in generator.choice(list("ACGT"), (n, length))]


DATA = Dataset.from_strings(dna(60), labels=["a", "b"] * 30)


def make_model(model="random_forest", encoder="kmers", **values):
    values = ({"k": "1-2"} if encoder == "kmers" else {}) | ({"trees": 5} if model == "random_forest" else {}) | values
    settings = Settings.checked(model=model, encoder=encoder, values=values, folds=2, test_share=0)
    return train(DATA, settings)[1]


@pytest.fixture(scope="module")
def model():
    return make_model()


@pytest.fixture
def folder(model, tmp_path):
    model.save(tmp_path / "saved")
    return tmp_path / "saved"


@pytest.fixture
def trap(tmp_path):
    """A payload, and the assurance that it works but was not set off in the test."""
    path = tmp_path / "trap"
    pickle.loads(pickle.dumps(Payload(path)))
    assert path.exists()
    path.unlink()
    yield Payload(path)
    assert not path.exists()


def refusal(folder, code="SE001"):
    with pytest.raises(Refused) as caught:
        Model.load(folder)
    assert caught.value.code == code
    assert caught.value.file == str(folder)
    return caught.value


def read(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def write(folder, manifest):
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def replace_model(folder, content):
    """Put other bytes in the place of the model, and their hash into the manifest."""
    (folder / "model" / "model.skops").write_bytes(content)
    manifest = read(folder)
    manifest["sha256"]["model/model.skops"] = hashlib.sha256(content).hexdigest()
    write(folder, manifest)


def edited(folder, change):
    """The archive with its members changed by `change`, a function of a dict."""
    with zipfile.ZipFile(folder / "model" / "model.skops") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# What was saved is what is opened


@pytest.mark.parametrize("encoder", ["kmers", "composition", "counts", "onehot"])
@pytest.mark.parametrize("name", ["random_forest", "logistic", "dummy"])
def test_a_saved_model_predicts_as_before(name, encoder, tmp_path):
    model = make_model(name, encoder)
    model.save(tmp_path / "deep" / "folder")
    again = Model.load(tmp_path / "deep" / "folder")
    new = Dataset.from_strings([*dna(20, seed=3), "ACGTN", ""])
    assert predict(again, new).equals(predict(model, new))
    assert again.settings == model.settings
    assert (again.key, again.classes, again.versions) == (model.key, model.classes, model.versions)
    assert again.encoder.state == model.encoder.state
    assert again.novelty.to_dict() == model.novelty.to_dict()
    assert (again.temperature, again.threshold) == (model.temperature, model.threshold)


def test_a_model_can_be_saved_again_after_loading(folder, tmp_path):
    Model.load(folder).save(tmp_path / "second")
    new = Dataset.from_strings(dna(5, seed=3))
    assert predict(Model.load(tmp_path / "second"), new).equals(predict(Model.load(folder), new))


def test_saving_replaces_what_was_there(folder):
    other = make_model("logistic", c=5)
    other.save(folder)
    assert Model.load(folder).settings == other.settings


def test_the_bundle_is_three_files_and_the_manifest_is_plain_json(folder):
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == ["manifest.json", "model/model.skops", "novelty.npz"]
    manifest = read(folder)
    assert set(manifest) == {
        "schema", "key", "task", "classes", "settings", "encoder_state", "scale", "temperature", "threshold", "novelty",
        "versions", "sha256",
    }  # fmt: skip
    assert (
        manifest["sha256"]["model/model.skops"]
        == hashlib.sha256((folder / "model" / "model.skops").read_bytes()).hexdigest()
    )


# Not a bundle at all


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "model.sav", "model.h5", "model.skops", "manifest.json"])
def test_a_single_file_is_refused_unopened(tmp_path, trap, name):
    (tmp_path / name).write_bytes(pickle.dumps(trap))
    assert "single file" in refusal(tmp_path / name).message


def test_a_folder_with_a_pickle_only_is_refused(tmp_path, trap):
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "model.pkl").write_bytes(pickle.dumps(trap))
    joblib.dump(trap, folder / "model.joblib")
    assert "no readable manifest.json" in refusal(folder).message


def test_a_missing_folder_is_refused(tmp_path):
    refusal(tmp_path / "nowhere")


def test_a_missing_manifest_is_refused(folder):
    (folder / "manifest.json").unlink()
    assert "no readable manifest.json" in refusal(folder).message


def test_a_missing_model_is_refused(folder):
    (folder / "model" / "model.skops").unlink()
    assert "model/model.skops is missing or was changed" in refusal(folder).message
    (folder / "model" / "model.skops").mkdir()
    refusal(folder)


def test_a_file_that_was_not_saved_is_refused(folder):
    (folder / "model" / "more.keras").write_bytes(b"x")
    assert "model/more.keras is missing or was changed" in refusal(folder).message


def test_words_changed_after_saving_are_refused(folder):
    (folder / "novelty.npz").write_bytes((folder / "novelty.npz").read_bytes() + b"x")
    assert "novelty.npz is missing or was changed" in refusal(folder).message


# The manifest


@pytest.mark.parametrize("text", ["", "{", "nonsense", "\x00", "[" * 100_000, '{"schema": NaNN}'])
def test_a_manifest_that_is_not_json_is_refused(folder, text):
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert "no readable manifest.json" in refusal(folder).message


def test_a_manifest_in_another_encoding_is_refused(folder):
    (folder / "manifest.json").write_bytes(b"\xff\xfe{}")
    refusal(folder)


@pytest.mark.parametrize("manifest", [[], None, 7, "text", {}, {"schema": 1}])
def test_a_manifest_of_another_form_is_refused(folder, manifest):
    write(folder, manifest)
    refusal(folder)


@pytest.mark.parametrize("schema", [0, 1, 3, "2", None])
def test_another_version_is_refused(folder, schema):
    write(folder, read(folder) | {"schema": schema})
    assert "another version" in refusal(folder).message


@pytest.mark.parametrize(
    "key", ["key", "task", "classes", "settings", "encoder_state", "novelty", "temperature", "sha256"]
)
def test_a_manifest_that_lacks_something_is_refused_by_its_name(folder, key):
    manifest = read(folder)
    del manifest[key]
    write(folder, manifest)
    assert f"lacks {key}" in refusal(folder).message


@pytest.mark.parametrize("key", ["model", "encoder", "model_params", "encoder_params", "split", "folds", "seed"])
def test_settings_that_lack_something_are_refused(folder, key):
    manifest = read(folder)
    del manifest["settings"][key]
    write(folder, manifest)
    refusal(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("settings", None),
        ("settings", "random_forest"),
        ("classes", None),
        ("classes", 3),
        ("novelty", []),
        ("novelty", {"limits": {}, "k": 6, "most_unseen": 0.1, "power": 0.5}),
        ("novelty", None),
        ("temperature", "warm"),
        ("threshold", []),
        ("sha256", {"../../etc/passwd": "0"}),
        ("sha256", "abc"),
        ("sha256", {}),
        ("sha256", None),
    ],
)
def test_a_manifest_whose_parts_make_no_sense_is_refused(folder, key, value):
    write(folder, read(folder) | {key: value})
    refusal(folder)


@pytest.mark.parametrize(
    "changed",
    [
        {"model": "no_such_model"},
        {"encoder": "no_such_encoder"},
        {"model": "os.system"},
        {"model_params": {"trees": 10**9}},
        {"model_params": {"no_such": 1}},
        {"encoder_params": {"k": [1, 99], "strand": "both"}},
        {"encoder_params": []},
        {"seed": "now"},
    ],
)
def test_settings_this_version_cannot_have_written_are_refused(folder, changed):
    manifest = read(folder)
    manifest["settings"] |= changed
    write(folder, manifest)
    refusal(folder)


def test_a_manifest_that_describes_other_features_than_the_model_has_is_refused(folder):
    manifest = read(folder)
    manifest["settings"]["encoder_params"]["k"] = [1, 3]
    write(folder, manifest)
    assert "do not belong together" in refusal(folder).message


def test_a_manifest_with_fewer_classes_than_the_model_has_is_refused(folder):
    write(folder, read(folder) | {"classes": ["a"]})
    assert "describes no model" in refusal(folder).message


@pytest.mark.parametrize(
    "changed",
    [
        {"temperature": -1.0}, {"temperature": 0.0}, {"temperature": 50.0}, {"temperature": float("nan")},
        {"threshold": -0.1}, {"classes": ["a", "a"]}, {"key": {"a": 1}}, {"key": "../../x"},
    ],
    ids=str,
)  # fmt: skip
def test_numbers_and_names_that_no_training_gives_are_refused(folder, changed):
    write(folder, read(folder) | changed)
    assert "describes no model" in refusal(folder).message


def test_limits_that_are_no_numbers_are_refused(folder):
    manifest = read(folder)
    manifest["novelty"]["limits"]["length"] = [float("nan"), 1.0]
    write(folder, manifest)
    assert "describes no model" in refusal(folder).message


def test_an_encoder_state_that_makes_no_sense_is_refused(tmp_path):
    make_model("logistic", "onehot").save(tmp_path)
    for state in ({}, {"length": None}, {"length": "x"}, None, {"length": 31}):
        write(tmp_path, read(tmp_path) | {"encoder_state": state})
        refusal(tmp_path)


# The model file


def test_a_model_changed_after_saving_is_refused(folder):
    content = bytearray((folder / "model" / "model.skops").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model" / "model.skops").write_bytes(content)
    assert "was changed after it was saved" in refusal(folder).message


def test_a_pickle_by_the_name_of_a_model_is_refused_and_not_run(folder, trap):
    replace_model(folder, pickle.dumps(trap))
    assert "pickle and joblib files are never opened" in refusal(folder).message


@pytest.mark.parametrize("compress", [0, 3])
def test_a_joblib_file_by_the_name_of_a_model_is_refused_and_not_run(folder, trap, tmp_path, compress):
    joblib.dump(trap, tmp_path / "model.joblib", compress=compress)
    replace_model(folder, (tmp_path / "model.joblib").read_bytes())
    refusal(folder)


def test_an_h5_file_by_the_name_of_a_model_is_refused(folder):
    replace_model(folder, b"\x89HDF\r\n\x1a\n" + bytes(64))
    refusal(folder)


def test_a_pickle_inside_a_zip_is_refused_and_not_run(folder, trap):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.pkl", pickle.dumps(trap))
        archive.writestr("schema.json", "{}")
    replace_model(folder, buffer.getvalue())
    refusal(folder)


def test_a_pickle_in_front_of_a_real_model_is_not_run(folder, trap):
    replace_model(folder, pickle.dumps(trap) + (folder / "model" / "model.skops").read_bytes())
    with suppress(Refused):  # the zip behind it is sound; whatever is decided, the pickle is left alone
        Model.load(folder)


def test_an_array_of_pickled_objects_inside_the_model_is_refused_and_not_run(folder, trap):
    buffer = io.BytesIO()
    np.save(buffer, np.array([trap], dtype=object), allow_pickle=True)

    def swap(members):
        for name in members:
            if name.endswith(".npy"):
                members[name] = buffer.getvalue()

    replace_model(folder, edited(folder, swap))
    assert "cannot be read" in refusal(folder).message


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"PK\x05\x06" + b"\xff" * 18, bytes(1000)])
def test_a_file_that_is_hardly_a_zip_is_refused(folder, content):
    replace_model(folder, content)
    refusal(folder)


def test_half_a_model_is_refused(folder):
    content = (folder / "model" / "model.skops").read_bytes()
    replace_model(folder, content[: len(content) // 2])
    refusal(folder)
    replace_model(folder, content[len(content) // 2 :])
    refusal(folder)


def test_a_model_without_one_of_its_arrays_is_refused(folder):
    replace_model(folder, edited(folder, lambda members: members.pop(next(n for n in members if n.endswith(".npy")))))
    assert "cannot be read" in refusal(folder).message


@pytest.mark.parametrize("schema", [b"", b"{}", b"[]", b"null", b"[" * 100_000, b'{"protocol": 1}', b"\xff"])
def test_a_model_with_a_damaged_plan_is_refused(folder, schema):
    replace_model(folder, edited(folder, lambda members: members.update({"schema.json": schema})))
    refusal(folder)


def test_the_parts_of_a_plan_are_checked_before_they_are_made(folder, trap):
    def call(members):
        schema = json.loads(members["schema.json"])
        schema["content"] |= {
            "extra": {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "__id__": 1}
        }
        members["schema.json"] = json.dumps(schema).encode()

    replace_model(folder, edited(folder, call))
    assert "os.system" in refusal(folder).message


X, Y = np.random.default_rng(0).random((60, 20)).astype(np.float32), np.arange(60) % 2
FOREIGN = {
    "logistic regression": LogisticRegression(),
    "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    "support vector machine": SVC(),
    "neighbours": KNeighborsClassifier(),
    "another forest": ExtraTreesClassifier(3),
    "one tree": DecisionTreeClassifier(),
    "any function": make_pipeline(FunctionTransformer(np.exp), RandomForestClassifier(3)),
}


@pytest.mark.parametrize("kind", list(FOREIGN))
def test_an_estimator_of_another_kind_is_refused(folder, kind):
    replace_model(folder, skops.io.dumps(FOREIGN[kind].fit(X, Y)))
    refusal(folder)


def test_the_message_names_the_foreign_type(folder):
    replace_model(folder, skops.io.dumps(SVC().fit(X, Y)))
    assert "types a random_forest does not consist of: sklearn.svm._classes.SVC" in refusal(folder).message


def test_a_forest_is_refused_where_a_regression_was_promised(tmp_path):
    make_model("logistic").save(tmp_path)
    replace_model(tmp_path, skops.io.dumps(RandomForestClassifier(3).fit(X, Y)))
    assert "RandomForestClassifier" in refusal(tmp_path).message


@pytest.mark.parametrize("thing", [{"a": 1}, [1, 2], "text", 5, np.arange(3), print], ids=repr)
def test_something_that_is_no_estimator_is_refused(folder, thing):
    replace_model(folder, skops.io.dumps(thing))
    refusal(folder)


def test_a_model_that_was_never_fitted_is_refused(folder):
    replace_model(folder, skops.io.dumps(make_model().estimator.__class__()))
    refusal(folder)


# Archives made to do harm


def test_a_model_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(folder, monkeypatch):
    monkeypatch.setattr(storage, "_LARGEST", 1_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", "{}")
        archive.writestr("bomb.npy", bytes(1_000_001))
    assert len(buffer.getvalue()) < 5000
    replace_model(folder, buffer.getvalue())
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *args: pytest.fail("unpacked"))
    assert "unpacks to more than" in refusal(folder, "SE002").message


def test_many_small_parts_count_together(folder, monkeypatch):
    with zipfile.ZipFile(folder / "model" / "model.skops") as archive:
        total = sum(info.file_size for info in archive.infolist())
    monkeypatch.setattr(storage, "_LARGEST", total - 1)
    refusal(folder, "SE002")
    monkeypatch.setattr(storage, "_LARGEST", total)
    Model.load(folder)


def test_a_bomb_that_lies_about_its_size_is_refused(folder, monkeypatch):
    monkeypatch.setattr(storage, "_LARGEST", 1_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", bytes(5_000_000))
    content = buffer.getvalue().replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    replace_model(folder, content)
    refusal(folder)


@pytest.mark.parametrize("name", ["../escaped", "/tmp/../escaped", "a/../../escaped"])
def test_parts_with_a_path_are_written_nowhere(folder, tmp_path, name):
    replace_model(folder, edited(folder, lambda members: members.update({name: b"x"})))
    before = sorted(tmp_path.rglob("*"))
    with suppress(Refused):  # a part that nothing refers to does no harm
        Model.load(folder)
    assert sorted(tmp_path.rglob("*")) == before
