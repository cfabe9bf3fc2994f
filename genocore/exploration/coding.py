"""What speaks for protein coding, record by record."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.sequences.dataset import Dataset
from genocore.sequences.orfs import longest_orfs, period3

SHORTEST = 90
"""Records of fewer nt are too short to say."""


def coding_table(data: Dataset, both_strands: bool = False) -> pd.DataFrame:
    """List the longest open reading frame and the rhythm of three of every record.

    Parameters
    ----------
    data : Dataset
    both_strands : bool, default False
        Search six frames instead of three.

    Returns
    -------
    DataFrame
        One row a record: ``id``, ``class`` (None without a label), ``length`` (bp), then ``orf_start``, ``orf_end``
        (1-based, inclusive, on the strand as given), ``orf_strand`` (1 or -1), ``orf_length`` (nt; 0 for none),
        ``orf_coverage`` (share of the record, 0 to 1), ``complete`` (it has its stop codon) and ``period3``, as in
        `longest_orfs` and `period3`. Missing for records of fewer than 90 bp.

    Notes
    -----
    Both signs grow with the length of a record: compare records of like length. Memory is about 150 bytes a record.

    Examples
    --------
    >>> table = coding_table(Dataset.from_strings(["ATG" + "GCC" * 40 + "TAA", "ATGTAA"]))
    >>> table[["orf_length", "complete"]].astype(object).values.tolist()
    [[126, True], [<NA>, <NA>]]
    """
    orfs = longest_orfs(data, both_strands)
    short = data.lengths < SHORTEST
    names = np.array([*data.classes, None], dtype=object)  # code -1, no label, is the last
    classes = names[data.target] if data.target is not None and data.classes else np.full(len(data), None)
    return pd.DataFrame(
        {
            "id": data.ids,
            "class": pd.Series(classes, dtype=object),
            "length": data.lengths,
            "orf_start": orfs["start"].mask(short),
            "orf_end": orfs["end"].mask(short),
            "orf_strand": orfs["strand"].mask(short),
            "orf_length": orfs["length"].astype("Int64").mask(short),
            "orf_coverage": orfs["coverage"].mask(short),
            "complete": orfs["complete"].astype("boolean").mask(short),
            "period3": period3(data, SHORTEST),
        }
    )
