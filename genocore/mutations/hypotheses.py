"""How a table may be meant if its references do not fit: counted from 0, or of the opposite strand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from genocore.mutations.coding import Regions
from genocore.mutations.locate import locate
from genocore.mutations.match import Matching
from genocore.mutations.mutation_table import Mutations
from genocore.mutations.places import AS_WRITTEN, STRANDS, Counting
from genocore.sequences.dataset import Dataset

BETTER = 0.2
"""How much larger a share of matching references must be for another way of counting to be proposed."""
LEAST, ENOUGH = 8, 0.8
"""Rows with a reference, and share of them that match, below which nothing is proposed: the best of nine ways to read
references of another sequence fits a few of them by chance."""


@dataclass(frozen=True)
class Proposal:
    """Another way to read a table: how it counts, the share of references that then match, and the share now."""

    counting: Counting
    share: float
    now: float

    def sentence(self) -> str:
        """Return the proposal in words.

        Examples
        --------
        >>> Proposal(Counting(1), 0.97, 0.26).sentence()
        '97 % of the references match if positions count from 0, or are of another version of the sequence (now 26 %).'
        """
        return f"{self.share:.0%} of the references match if {meaning(self.counting)} (now {self.now:.0%}).".replace(
            "%", " %"
        )


def meaning(counting: Counting) -> str:
    """Return in words how a table counts."""
    places = {
        0: "", 1: "positions count from 0, or are of another version of the sequence",
        -1: "positions are one too large, or of another version of the sequence",
    }[counting.offset]  # fmt: skip
    strands = {
        "given": "", "complement": "alleles are those of the opposite strand",
        "reverse": "positions and alleles are those of the opposite strand",
    }[counting.strand]  # fmt: skip
    return " and ".join(filter(None, [places, strands])) or "the table is read as it is"


def match_rates(
    data: Dataset, mutations: Mutations, matching: Matching, regions: Regions | None = None
) -> pd.DataFrame:
    """Return what share of references matches under each way of counting.

    Returns
    -------
    DataFrame
        ``offset``, ``strand``, ``checked`` (rows with a reference on a known sequence, each change once however many
        rows repeat it; those that fall off its ends count as not matching) and ``share``; the way the table is written
        first.

    Notes
    -----
    By chance one single base in four matches, and more on sequences of uneven composition.
    """
    has_reference = (mutations.edits["ref"] != "").to_numpy()[mutations.rows["edit"].to_numpy()]
    counted = (mutations.rows["coding"].astype(str) == "").to_numpy()  # HGVS says itself how it counts
    counted = counted & ~mutations.rows.duplicated(["name", "position", "edit"]).to_numpy()
    rows = []
    for strand in STRANDS:
        for offset in (0, 1, -1):
            found = locate(data, mutations, matching, Counting(offset, strand), regions)
            keys = found.keys
            left_out = keys.isin(["alt_is_ref", "symbolic", "duplicate"]).to_numpy()
            usable = has_reference & counted & (found.sequence >= 0) & ~left_out
            matched = (keys == "matched").to_numpy() & usable
            n = int(usable.sum())
            rows.append({"offset": offset, "strand": strand, "checked": n, "share": matched.sum() / n if n else np.nan})
    return pd.DataFrame(rows)


def propose(rates: pd.DataFrame, counting: Counting = AS_WRITTEN) -> Proposal | None:
    """Return the way of counting that fits clearly better than `counting`, or None.

    Examples
    --------
    >>> rates = pd.DataFrame({"offset": [0, 1], "strand": "given", "checked": 40, "share": [0.3, 1.0]})
    >>> propose(rates).counting
    Counting(offset=1, strand='given')
    """
    if not len(rates) or int(rates["checked"].max()) < LEAST:
        return None
    mine = rates[(rates["offset"] == counting.offset) & (rates["strand"] == counting.strand)]
    now = float(mine["share"].iloc[0])
    offset, strand, _, share = rates.iloc[int(rates["share"].argmax())].tolist()
    better = share - now > BETTER and share >= ENOUGH
    return Proposal(Counting(int(offset), str(strand)), share, now) if better else None
