"""Putting rows of a table of mutations in their places, against the tutorial's loop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.measure import SEED, Row, alternate, faster, seconds, within
from genocore.mutations.coding import CodingRegion, Regions
from genocore.mutations.consequence import annotate
from genocore.mutations.locate import locate
from genocore.mutations.match import match_names
from genocore.mutations.read_table import read_mutations
from genocore.sequences import Dataset
from genocore.tables import Layout, Table

ROWS, GENES, LENGTH = 200_000, 1_000, 999


def identify_mutations(sequences, mutation_data):
    """Locate as the tutorial does, to the letter."""
    mutation_results = []
    for _, row in mutation_data.iterrows():
        gene = row["Gene"]
        position = row["Position"] - 1  # Convert to 0-based index
        mutation_type = row["Type"]
        if gene in sequences:
            seq = sequences[gene]
            if position < len(seq):
                mutation_results.append((gene, position, seq[position], mutation_type))
    return mutation_results


def rows() -> list[Row]:
    rng = np.random.default_rng(SEED)
    codons = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT" if a + b + c not in ("TAA", "TAG", "TGA")]
    texts = ["ATG" + "".join(rng.choice(codons, LENGTH // 3 - 2)) + "TAA" for _ in range(GENES)]
    names = [f"gene{number}" for number in range(GENES)]
    gene, position = rng.integers(0, GENES, ROWS), rng.integers(1, LENGTH + 1, ROWS)
    letters = np.array([list(text) for text in texts])[gene, position - 1]
    alt = np.array(["C", "G", "T", "A"])[np.searchsorted(["A", "C", "G", "T"], letters)]
    types = np.char.add(np.char.add(letters, ">"), alt)
    frame = pd.DataFrame({"Gene": np.array(names, dtype=object)[gene], "Position": position, "Type": types})
    data, sequences = Dataset.from_strings(texts, ids=names), dict(zip(names, texts, strict=True))
    table = Table(frame.astype("str"), np.arange(2, ROWS + 2), Layout(), "mutations.csv")
    mutations = read_mutations(table)
    regions = Regions(
        tuple(
            CodingRegion(row, names[row], ((0, LENGTH),), 1, data.letters[data.offsets[row] : data.offsets[row + 1]])
            for row in range(GENES)
        )
    )

    def ours():
        matching = match_names([str(name) for name in mutations.rows["name"].cat.categories], data)
        return locate(data, mutations, matching)

    def loop():
        return identify_mutations(sequences, frame)

    def read():
        return read_mutations(table)

    def judge():
        return annotate(data, mutations, found, regions)

    found, theirs = ours(), loop()
    assert len(theirs) == ROWS
    assert [place for _, place, _, _ in theirs] == found.index.tolist()
    work = f"{ROWS:,} rows on {GENES:,} sequences"
    all_of_it = (
        "names matched, located, references checked, duplicates found; peer: the tutorial's iterrows, which only"
    )
    return [
        faster(f"{work}: {all_of_it} looks the base up", alternate(ours, loop, 3), 40),
        within(f"{work}: the text of the table understood", [seconds(read) for _ in range(3)], None),
        within(f"{work}: consequences and HGVS names of all", [seconds(judge) for _ in range(3)], None),
    ]
