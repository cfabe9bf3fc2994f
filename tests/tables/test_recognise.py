import numpy as np
import pandas as pd
import pytest

from genocore.tables.recognise import recognise


def frame(**columns):
    return pd.DataFrame(columns, dtype="str")


def matrix(rows, columns, first="", seed=0):
    """Return a table of numbers with names in front."""
    values = np.random.default_rng(seed).random((rows, columns)).round(3).astype(str)
    names = pd.Series([f"n{i}" for i in range(rows)], dtype="str", name=first or "column 1")
    return pd.concat([names, pd.DataFrame(values, columns=[f"c{i}" for i in range(columns)], dtype="str")], axis=1)


TABLES = {
    "mutations": [
        frame(Gene=["TP53"], Position=["12"], Type=["A>C"]),
        frame(gene=["TP53"], pos=["12"], ref=["A"], alt=["C"], sample=["t1"]),
        frame(gene_symbol=["TP53"], site=["12"], hgvs=["c.12A>C"]),
    ],
    "mutations_maf": [
        frame(Hugo_Symbol=["TP53"], Chromosome=["17"], Start_Position=["7"], Variant_Classification=["Silent"],
              Tumor_Sample_Barcode=["t1"]),
    ],
    "variants": [
        frame(chrom=["1"], pos=["5"], ref=["A"], alt=["C"]),
        frame(CHROM=["1"], POS=["5"], REF=["A"], ALT=["C"]),
    ],
    "expression_long": [
        frame(gene=["TP53", "TP53"], sample=["t1", "t2"], tpm=["1.5", "2"]),
        frame(symbol=["TP53", "KRAS"], cell_line=["HeLa", "HeLa"], value=["1.5", ""]),
    ],
    "expression_pairs": [
        frame(Gene=["TP53"], Expression_Mutated=["1.5"], Expression_Non_Mutated=["2"]),
    ],
    "expression_genes_in_rows": [
        matrix(40, 6),
        matrix(5, 8, first="gene"),
        matrix(5, 8, first="Hugo_Symbol"),
        pd.concat([matrix(40, 6), frame(description=["a kinase"] * 40)], axis=1).assign(symbol="x"),
    ],
    "expression_samples_in_rows": [
        matrix(6, 40),
        matrix(40, 6, first="sample_id"),
        pd.concat([matrix(40, 6), frame(status=["tumour", "normal"] * 20)], axis=1),
        matrix(3, 2000),
    ],
    "samples": [
        frame(sample=["t1", "t2"], status=["tumour", "normal"]),
        frame(patient=["p1"], tissue=["liver"], sex=["f"]),
    ],
    "values": [
        frame(id=["s1", "s2"], tpm=["1.5", "2"]),
        frame(id=["s1", "s2"], note=["x", "y"], tpm=["1.5", ""]),
        frame(gene=["TP53"], tpm=["5"]),
        frame(id=["s1"], a=["1"], b=["2"], c=["3"]),
    ],
    "labels": [frame(id=["s1", "s2"], label=["donor", "acceptor"]), frame(a=["x"], b=["y"])],
    "unknown": [frame(id=["s1", "s2"]), frame(a=["1"], b=["2"]), frame(), frame(a=[], b=[]).iloc[:, :1]],
}  # fmt: skip


@pytest.mark.parametrize(("key", "number"), [(key, n) for key, tables in TABLES.items() for n in range(len(tables))])
def test_what_a_table_is_about_is_recognised(key, number):
    found = recognise(TABLES[key][number])
    assert found.key == key
    assert found.words.startswith(("a ", "an "))


def test_tables_that_have_a_row_for_each_sequence_can_be_joined():
    joins = {key for key, tables in TABLES.items() if all(recognise(table).joins for table in tables)}
    assert joins == {"expression_genes_in_rows", "expression_samples_in_rows", "samples", "values", "labels"}


def test_a_few_texts_among_the_numbers_change_nothing():
    table = matrix(40, 6, first="gene")
    table.loc[0, "c0"] = "#DIV/0!"
    table.loc[1, "c0"] = "low"
    assert recognise(table).key == "expression_genes_in_rows"


def test_a_table_of_test_results_is_no_expression_matrix():
    columns = {
        "Gene": ["A", "B"],
        **{name: ["0.1", "0.2"] for name in ("mean_mut", "mean_wt", "welch_t", "welch_p", "q_bh")},
    }
    assert recognise(pd.DataFrame(columns)).key == "statistics"


def test_samples_named_by_single_letters_are_no_test_results():
    columns = {"Gene": ["A", "B"], **{name: ["0.1", "0.2"] for name in ("n", "o", "p", "r", "s")}}
    assert recognise(pd.DataFrame(columns)).key == "expression_genes_in_rows"
