"""How networks are trained, and the settings of it that all networks have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from genocore.registry import Param

TRAINING = (
    Param("members", "int", 3, "Networks", "Trained from different random numbers; the answer is their mean, and how "
          "far they lie apart shows how sure it is.", low=1, high=9),
    Param("epochs", "int", 120, "Epochs", "How often it sees all sequences, at most.", low=1, high=2000),
    Param("patience", "int", 6, "Patience", "Epochs without progress after which it stops, judged by sequences it set "
          "aside itself; 0 sets none aside and trains for all epochs.", low=0, high=500),
    Param("learning_rate", "float", 0.003, "Learning rate", "Size of the first steps.", low=1e-6, high=1.0),
    Param("batch", "int", 128, "Batch", "Sequences between two steps; fewer if there are few.", low=1, high=4096),
    Param("decay", "float", 8.0, "Weight decay", "Larger values keep the weights small and guard against learning "
          "noise; it weighs less the more sequences there are.", low=0.0, high=10_000.0),
    Param("balanced", "bool", True, "Balance classes", "Let rare classes count as much as common ones. For classes "
          "only."),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How networks are trained.

    Parameters
    ----------
    members : int
        Networks that are trained, each from other random weights and with other rows set aside.
    epochs : int
        Times that each network sees all its rows, at most.
    patience : int
        Epochs without progress on the rows set aside after which training ends; then the best weights are taken
        back. 0 sets no rows aside and trains for all epochs.
    learning_rate : float
        Step size of Adam at the start; halved whenever progress stalls.
    batch : int
        Rows between two steps.
    balanced : bool
        Whether all classes weigh the same, however common they are.
    both_strands : bool
        Whether every row is shown as it is or as its reverse complement, at random.
    """

    members: int
    epochs: int
    patience: int
    learning_rate: float
    batch: int
    balanced: bool
    both_strands: bool = False


def penalty(decay: float, rows: int) -> Any:
    """Return the L2 penalty of a layer's weights, or None.

    The loss is a mean over rows, so a prior that stays the same has to count less the more rows there are.
    """
    import keras

    return keras.regularizers.L2(float(f"{decay / max(rows, 1):.2g}")) if decay else None


def batch_of(batch: int, rows: int) -> int:
    """Return the rows between two steps: few rows need small batches, or an epoch has too few steps to learn from."""
    return min(batch, max(16, rows // 16))


def seconds(rows: int, params: dict[str, Any], a_row: float) -> float:
    """Return about how long it takes to train all members, if a row takes `a_row` seconds an epoch.

    Measured on two cores: loading and compiling take some seconds, early stopping mostly comes by the 20th epoch.
    """
    epochs = min(params["epochs"], 12 + 1.5 * params["patience"]) if params["patience"] else params["epochs"]
    steps = -(-rows // batch_of(params["batch"], rows))
    return 4 + params["members"] * epochs * (0.03 + 8e-4 * steps + rows * a_row)


def plan_of(params: dict[str, Any], *, both_strands: bool = False) -> tuple[Plan, dict[str, Any]]:
    """Return the plan of training in `params`, and the settings that are left."""
    names = {param.name for param in TRAINING} - {"decay"}
    plan = Plan(**{name: value for name, value in params.items() if name in names}, both_strands=both_strands)
    return plan, {name: value for name, value in params.items() if name not in names}
