"""What is said about families of near copies before they are divided."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.sequences import Dataset
from genocore.sequences.dataset import PROVENANCE
from genocore.splitting.families import GIANT, Families


def words(families: Families | None, n: int) -> str:
    """Return in a sentence or two what was found, and what it means for the division."""
    if families is None:
        return "Near copies (on either strand) are looked for when training begins."
    found = families.to_dict()
    if not found["related"]:
        return "No sequence has a near copy among the others."
    near = f"at least {found['identity']:.0%} identical, on either strand"
    if found["giant"] > GIANT:
        return (
            f"{found['giant']:.0%} of the sequences are one family of near copies ({near}), which cannot be divided: "
            "only exact copies are kept together. The score is about new members of this family."
        )
    text = f"{found['related']:,} of {n:,} sequences have a near copy ({near}), in {found['families']:,} families."
    if found["twins"]:
        text += f" {found['twins']:,} nearly equal pairs have different labels: composition cannot tell them apart."
    return text


def group_columns(data: Dataset, folds: int) -> list[str]:
    """Return the columns whose values could be groups: at least as many as folds, and some of them more than once."""
    found = []
    for name, values in data.columns.items():
        groups = len(set(np.asarray(values, dtype=object)[data.labelled].tolist()))
        if name not in PROVENANCE and folds <= groups < int(data.labelled.sum()):
            found.append(name)
    return found


def members(data: Dataset, found: Families) -> pd.DataFrame:
    """Return one row a sequence that has near copies: ``family, records, id, class`` or ``value``; largest first."""
    sizes = pd.Series(found.group).map(pd.Series(found.group).value_counts()).to_numpy()
    rows = np.flatnonzero(sizes > 1)
    rows = rows[np.lexsort((rows, found.group[rows], -sizes[rows]))]
    families = pd.factorize(found.group[rows])[0] + 1
    frame = pd.DataFrame({"family": families, "records": sizes[rows], "id": data.ids[rows].astype(str)})
    return frame.assign(**labels(data, rows))


def twins(data: Dataset, found: Families) -> pd.DataFrame:
    """Return one row a pair of nearly equal sequences with different classes: ``id, class, other, other class``."""
    one, other = found.twins.T if len(found.twins) else (np.zeros(0, dtype=int),) * 2
    frame = pd.DataFrame({"id": data.ids[one].astype(str)}).assign(**labels(data, one))
    return frame.assign(other=data.ids[other].astype(str), **{"other class": labels(data, other).get("class")})


def labels(data: Dataset, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Return the classes or values of rows as a column; nothing without labels."""
    if data.target is None or not data.labelled.any():
        return {}
    if not data.classes:
        return {"value": np.asarray(data.target)[rows]}
    return {"class": np.array([*data.classes, ""], dtype=object)[np.asarray(data.target)[rows]]}
