"""The distinct changes of a table, as arrays that rows look up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from genocore.mutations.changes import trimmed
from genocore.sequences.alphabet import COMPLEMENT


class Edits:
    """The distinct changes as arrays, alleles without their common ends, on the strand of the sequence."""

    def __init__(self, edits: pd.DataFrame, strand: str) -> None:
        kinds = edits["kind"].to_numpy(dtype=object)
        flip = strand != "given"
        refs = [flipped(text) if flip else text for text in edits["ref"]]
        alts = [flipped(text) if flip else text for text in edits["alt"]]
        ends = [trimmed(ref, alt) for ref, alt in zip(refs, alts, strict=True)]
        self.ref = np.array([*refs, ""], dtype=object)[:-1]
        self.length = np.array([len(ref) for ref in refs], dtype=np.int64)
        self.byte = np.array([ord(ref) if len(ref) == 1 else 0 for ref in refs], dtype=np.uint8)
        self.span = edits["span"].to_numpy(dtype=np.int64)
        self.copies = kinds == "dup"
        whole = (kinds != "ins") & (kinds != "unknown")
        cut = np.array([len(part) for _, part, _ in ends], dtype=np.int64)
        self.cut = np.where(whole & (self.length == 0), self.span, cut)
        self.cut[self.copies] = 0
        put = np.array([*(part for _, _, part in ends), ""], dtype=object)[:-1]
        put[self.copies] = ""
        self.put = put
        # an insertion without a reference lies behind the position, a copy behind what it copies
        self.inserts = (kinds == "ins") & (self.length == 0)
        shift = np.array([start for start, _, _ in ends], dtype=np.int64)
        self.shift = np.where(self.inserts, 1, np.where(self.copies, self.span, shift))
        self.symbolic, self.same = kinds == "symbolic", kinds == "none"
        lacking = (put == "") & np.isin(kinds.astype(str), ["ins", "snv", "mnv", "delins"])
        self.wordy = (kinds == "unknown") | lacking
        self.cut[self.wordy] = 0


def flipped(text: str) -> str:
    """Return letters as the opposite strand reads them."""
    return COMPLEMENT[np.frombuffer(text.encode(), dtype=np.uint8)][::-1].tobytes().decode()
