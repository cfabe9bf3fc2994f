import numpy as np
import pytest

from genocore.errors import Cancelled, InputError
from genocore.explanation import first_layer
from genocore.explanation.filters import first_filters
from genocore.explanation.score import Score
from genocore.features import ENCODERS
from genocore.features.letters import PADDING
from genocore.models import MODELS
from genocore.models.networks.feeding import reverse_complement
from genocore.sequences import Dataset
from tests.explanation.nets import SCALE, cnn, dna, log_odds, model_of, put


def set_kernels(score, kernels, bias=0.0, member=0, name="motif_conv"):
    """Set the filters of the first layer: (width, 4, filters)."""
    layer = score.model.estimator.models_[member].get_layer(name)
    layer.set_weights([kernels, np.broadcast_to(bias, kernels.shape[-1:])])


def activations(codes, kernels, bias):
    """Activations by a plain loop: (n, columns, filters)."""
    width = len(kernels)
    one_hot = np.vstack([np.eye(4), np.full((1, 4), 0.25), np.zeros((1, 4))])
    out = np.zeros((*codes.shape, kernels.shape[2]))
    for row, letters in enumerate(codes):
        for place in range(len(letters)):
            if letters[place] == PADDING:
                continue
            total = np.array(bias, dtype=float) + np.zeros(kernels.shape[2])
            for offset in range(width):
                at = place - (width - 1) // 2 + offset
                if 0 <= at < len(letters):
                    total += one_hot[letters[at]] @ kernels[offset]
            out[row, place] = np.maximum(total, 0)
    return out


def expected_counts(codes, active, number, width):
    """Sites of a filter and the letters under them, counted one by one."""
    counts, sites = np.zeros((width, 4), dtype=int), 0
    for row, place in np.argwhere(active[:, :, number] > active[:, :, number].max() / 2):
        sites += 1
        for offset in range(width):
            at = place - (width - 1) // 2 + offset
            if 0 <= at < codes.shape[1] and codes[row, at] < 4:
                counts[offset, codes[row, at]] += 1
    return sites, counts


def counts_of(found, name):
    return found.logos[found.logos["name"] == name]["count"].to_numpy().reshape(-1, 4)


@pytest.mark.parametrize(("width", "strand"), [(3, "given"), (4, "given"), (4, "both")])
def test_sites_are_those_above_half_of_the_largest_activation(width, strand):
    data = Dataset.from_strings([*dna(20, [12, 7, 1, 3, 12] * 4, seed=1).sequences(), "NNACGTRYACNN", "ACNNNNNNNNAC"])
    score = cnn(data, padded=True, members=1, width=width, strand=strand)
    rng = np.random.default_rng(2)
    kernels, bias = rng.normal(size=(width, 4, 4)), rng.normal(size=4) / 4
    set_kernels(score, kernels, bias)
    found = first_filters(score, data)
    codes = score.model.encoder.transform(data)
    both = np.concatenate([codes, reverse_complement(codes)]) if strand == "both" else codes
    active = activations(both, kernels, bias)
    table = found.table.set_index("filter")
    for number in range(4):
        sites, counts = expected_counts(both, active, number, width)
        own = table.loc[number + 1]
        assert own["sites"] == sites > 0
        fires = (active[:, :, number] > active[:, :, number].max() / 2).any(axis=1)
        assert own["sequences"] == fires.reshape(-1, len(data)).any(axis=0).sum()
        assert own["strongest"] == pytest.approx(active[:, :, number].max(), rel=1e-5)
        assert counts_of(found, own["name"]).tolist() == counts.tolist()
    assert found.sequences == 22


def test_a_word_as_a_filter_gives_that_word_and_its_bits():
    data = Dataset.from_strings(["AATGACAA", "TGACCCCC", "GGGGTGAC", "CCCCCCCC"])
    score = cnn(data, members=1, width=4)
    kernels = np.zeros((4, 4, 4))
    for offset, letter in enumerate("TGAC"):
        kernels[offset, "ACGT".index(letter), 0] = 1.0
    set_kernels(score, kernels, [-2.5, -1, -1, -1])  # only whole words activate the first; nothing the others
    found = first_filters(score, data)
    own = found.table.set_index("filter").loc[1]
    assert (own["consensus"], own["sites"], own["sequences"], own["note"]) == ("TGAC", 3, 3, "")
    assert own["information"] == pytest.approx(4 * (2 - 3 / (2 * np.log(2) * 3)))
    logo = found.logos
    assert logo.columns.tolist() == ["name", "position", "base", "count", "share", "height"]
    assert set(logo["name"]) == {"network 1, filter 1"}
    best = logo[logo["share"] == 1]
    assert (best["position"].tolist(), "".join(best["base"])) == ([1, 2, 3, 4], "TGAC")
    assert best["height"].tolist() == pytest.approx([own["information"] / 4] * 4)


def test_a_filter_that_never_fires_says_so():
    data = dna(6, 10)
    score = cnn(data, members=1)
    set_kernels(score, np.zeros((4, 4, 4)), [-1, -1, -1, 1])
    found = first_filters(score, data)
    assert found.table["note"].tolist() == ["", *["never fires"] * 3]
    silent = found.table[found.table["note"] != ""]
    assert silent["sites"].tolist() == silent["influence"].tolist() == [0, 0, 0]
    assert silent["information"].isna().all()
    assert silent["consensus"].tolist() == ["", "", ""]
    assert set(found.logos["name"]) == {"network 1, filter 4"}


def test_letters_beyond_the_ends_are_not_counted():
    data = Dataset.from_strings(["G", "TG"])
    score = cnn(data, padded=True, members=1, width=3)
    kernels = np.zeros((3, 4, 4))
    kernels[1, 2, 0] = 1.0  # a G in the middle
    set_kernels(score, kernels)
    found = first_filters(score, data)
    assert counts_of(found, "network 1, filter 1").tolist() == [[0, 0, 0, 1], [0, 0, 2, 0], [0, 0, 0, 0]]
    last = found.logos[found.logos["position"] == 3]
    assert last[["share", "height"]].isna().all(axis=None)
    assert found.table["consensus"][0] == "TGN"
    assert found.table["information"][0] == pytest.approx(2 - 3 / (4 * np.log(2)))


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ({}, ("a", "b", "c")),
        ({"batch_norm": True, "blocks": 1}, ("no", "yes")),
        ({"preset": "tutorial", "width": 3}, ()),
        ({"strand": "both", "positions": "no"}, ("no", "yes")),
    ],
    ids=["three classes", "normalised", "tutorial", "both strands"],
)
def test_influence_is_what_weights_of_zero_change(values, classes):
    data = dna(25, 15)
    score = cnn(data, classes, **{"filters": 4, "units": 6, "members": 2, **values})
    found = first_filters(score, data)
    codes = score.model.encoder.transform(data)
    strands = [codes, reverse_complement(codes)] if values.get("strand") == "both" else [codes]

    def value(model):
        answers = [model(rows, training=False).numpy() for rows in strands]
        return np.mean([log_odds(one, 1) if classes else one[:, 0] * SCALE.sd for one in answers], axis=0)

    for member, model in enumerate(score.model.estimator.models_, start=1):
        names = {layer.name for layer in model.layers}
        last = next(name for name in ("motif_norm", "motif1_conv", "motif_conv") if name in names)
        layer, before = model.get_layer(last), value(model)
        weights = layer.get_weights()
        for number in range(4):
            changed = [weight.copy() for weight in weights]
            for weight in changed[:2]:  # kernel and bias, or gamma and beta
                weight[..., number] = 0
            layer.set_weights(changed)
            difference = before - value(model)
            layer.set_weights(weights)
            own = found.table[(found.table["member"] == member) & (found.table["filter"] == number + 1)].iloc[0]
            assert own["influence"] == pytest.approx(np.abs(difference).mean(), abs=1e-5)
            assert own["effect"] == pytest.approx(difference.mean(), abs=1e-5)
    assert found.table["influence"].is_monotonic_decreasing
    assert found.table["influence"].iloc[0] > 0.01


@pytest.mark.parametrize("after", [0, 2, None], ids=["at once", "midway", "never"])
def test_weights_stay_as_they_are_even_when_interrupted(after):
    data = dna(12, 15)
    score = cnn(data)
    models = score.model.estimator.models_
    before, told = [model.get_weights() for model in models], []

    def watch(fraction, note="", **details):
        told.append(fraction)
        if after is not None and len(told) > after:
            raise Cancelled

    if after is None:
        first_filters(score, data, on_progress=watch)
        assert told == sorted(told)
        assert told[-1] == 1
    else:
        with pytest.raises(Cancelled):
            first_filters(score, data, on_progress=watch)
    for model, weights in zip(models, before, strict=True):
        assert all(one.tobytes() == other.tobytes() for one, other in zip(model.get_weights(), weights, strict=True))


def test_many_sequences_are_taken_in_parts(monkeypatch):
    data = dna(11, [9, 4, 15, 12, 2, 8, 9, 9, 1, 15, 3])
    score = cnn(data, padded=True, members=1)
    whole = first_filters(score, data)
    monkeypatch.setattr(first_layer, "_CELLS", 4 * 15 * 4)
    parts = first_filters(score, data)
    assert parts.logos["count"].tolist() == whole.logos["count"].tolist()
    same = ["name", "sites", "sequences", "consensus"]
    assert parts.table[same].to_numpy().tolist() == whole.table[same].to_numpy().tolist()
    np.testing.assert_allclose(parts.table["influence"], whole.table["influence"], atol=1e-6)


def test_so_many_sequences_at_most_are_drawn_from_all_of_them():
    data = dna(40, 10)
    score = cnn(data, members=1)
    found = [first_filters(score, data, most=9, seed=seed) for seed in (1, 1, 2)]
    assert [one.sequences for one in found] == [9, 9, 9]
    sites = [one.table.sort_values("filter")["sites"].tolist() for one in found]
    assert sites[0] == sites[1] != sites[2]
    assert found[0].table["sequences"].max() <= 9
    for most, some in ((0, data), (5, data.take(np.zeros(40, dtype=bool)))):
        with pytest.raises(InputError, match="At least one sequence"):
            first_filters(score, some, most=most)


def test_models_without_filters_are_refused():
    data = dna(4, 8)
    score = cnn(data, members=1)
    forest = Score.checked(model_of(object(), score.model.encoder))
    with pytest.raises(InputError, match="Filters exist for networks only") as caught:
        first_filters(forest, data)
    assert (caught.value.code, caught.value.hint) == ("PA001", "Use mutagenesis, which works for every model.")
    mlp = MODELS["mlp"].build(task="binary", seed=0, **MODELS["mlp"].settings({"units": 4, "members": 1}))
    dense = put(mlp, ENCODERS["onehot"].build(length=0, align="start"), data, ("no", "yes"), members=1)
    with pytest.raises(InputError, match="columns of features"):
        first_filters(dense, data)
