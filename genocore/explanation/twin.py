"""A copy of a network that can be entered at any layer, and what of its answer is explained."""

from __future__ import annotations

from typing import Any

from genocore.errors import InputError
from genocore.explanation.score import Score
from genocore.models.auto import Auto
from genocore.models.networks.network import Network
from genocore.models.networks.training import known_warnings
from genocore.training.bundle import Model

_HINT = "Use mutagenesis, which works for every model."
_OTHERWISE = {
    "letters": ("the letters themselves", "Ask for the letters of each sequence (integrated_gradients)."),
    "columns": ("columns of features", "Ask for the features of each sequence (feature_gradients)."),
}
"""What a network reads, and what to ask it instead."""


def network_of(model: Model, feed: str, what: str = "Gradients") -> Network:
    """Return the networks of a model.

    Parameters
    ----------
    model : Model
    feed : {"letters", "columns"}
        What they have to read.
    what : str, default "Gradients"
        What is asked for, plural, as the first word of a sentence.

    Raises
    ------
    InputError
        PA001 if there are none, or they read something else.
    """
    network = model.estimator
    if isinstance(network, Auto) and any(isinstance(member.estimator, Network) for member in network.members_):
        message = f"{what} exist for networks only; this model is a choice among several: {network.chosen_label}."
        raise InputError(message, hint="Train that network as a model of its own, or use mutagenesis.", code="PA001")
    if not isinstance(network, Network):
        raise InputError(f"{what} exist for networks only.", hint=_HINT, code="PA001")
    if network.feed != feed:
        reads, hint = _OTHERWISE[network.feed]
        raise InputError(f"This network reads {reads}.", hint=hint, code="PA001")
    return network


class Twin:
    """A network of the same layers that takes on the weights of one member after the other.

    Parameters
    ----------
    score : Score
        Of it only the model and the class count, not the measure.
    feed, what
        As in `network_of`.

    Attributes
    ----------
    network : Network
        The original, of which nothing is changed.
    model : keras.Model
        The copy; its weights are not set before the first `wear`.

    Raises
    ------
    InputError
        PA001 as `network_of`, and for a class that the networks were not trained on.

    Notes
    -----
    One copy serves all members, so that what is made of it is compiled once. Others may use the original meanwhile.
    """

    def __init__(self, score: Score, feed: str, what: str = "Gradients") -> None:
        import keras

        self.network = network_of(score.model, feed, what)
        self.of = _column(score) if score.of else None
        scale = score.model.fitted.scale
        self.unit = scale.sd if scale is not None else 1.0
        with known_warnings():
            self.model = keras.models.clone_model(self.network.models_[0])

    @property
    def members(self) -> int:
        """How many networks there are."""
        return len(self.network.models_)

    def wear(self, member: int) -> None:
        """Take on the weights of a member (0-based)."""
        for own, other in zip(self.model.variables, self.network.models_[member].variables, strict=True):
            own.assign(other)

    def part(self, *layers: str) -> Any:
        """Return the Keras model from the outputs of `layers`, all of which it needs, to the answer."""
        import keras

        return keras.Model([self.model.get_layer(name).output for name in layers], self.model.output)

    def value(self, answer: Any) -> Any:
        """Return what is explained, shape (n,), of the last layer's output, shape (n, outputs).

        The log odds of the class: its logit less the logarithm of the summed exponentials of all others. Of numbers the
        predicted one on the learnt scale, but for a constant.
        """
        import tensorflow as tf

        if self.of is None:
            return answer[:, 0] * self.unit
        others = tf.concat([answer[:, : self.of], answer[:, self.of + 1 :]], axis=1)
        return answer[:, self.of] - tf.reduce_logsumexp(others, axis=1)


def _column(score: Score) -> int:
    """Return which output stands for the class."""
    known = score.model.fitted.known.tolist()
    code = score.model.classes.index(score.of)
    if code not in known:
        raise InputError(
            f"The network was trained without a record of the class '{score.of}'.", hint="Choose another class.",
            code="PA001",
        )  # fmt: skip
    return known.index(code)
