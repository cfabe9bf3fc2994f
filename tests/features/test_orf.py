import re

import numpy as np
import pytest
from Bio.Data.CodonTable import unambiguous_dna_by_id
from Bio.Seq import Seq
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from genocore.features.composition import Composition
from genocore.features.orf import CODES, SPEC, OpenReadingFrames, codon_counts, fickett
from genocore.sequences import Dataset, load
from genocore.sequences.demos import find_demo
from genocore.sequences.orfs import longest_orfs, period3, phase_counts

# EMBOSS' data file of tcode: a class a row, from the highest limit down; A, C, G, T.
TCODE_POSITION = """
1.9 0.94 0.80 0.90 0.97
1.8 0.68 0.70 0.88 0.97
1.7 0.84 0.70 0.74 0.91
1.6 0.93 0.81 0.64 0.68
1.5 0.58 0.66 0.53 0.69
1.4 0.68 0.48 0.48 0.44
1.3 0.45 0.51 0.27 0.54
1.2 0.34 0.33 0.16 0.20
1.1 0.20 0.30 0.08 0.09
0.0 0.22 0.23 0.08 0.09
"""
TCODE_CONTENT = """
0.33 0.28 0.82 0.40 0.28
0.31 0.49 0.64 0.54 0.24
0.29 0.44 0.51 0.47 0.39
0.27 0.55 0.64 0.64 0.40
0.25 0.62 0.59 0.64 0.55
0.23 0.49 0.59 0.73 0.75
0.21 0.67 0.43 0.41 0.56
0.19 0.65 0.44 0.41 0.69
0.17 0.81 0.39 0.33 0.51
0.00 0.21 0.31 0.29 0.58
"""
TCODE_WEIGHTS = {"position": [0.26, 0.18, 0.31, 0.33], "content": [0.11, 0.12, 0.15, 0.14]}
GENE = "CATG" + "GCCGAA" * 20 + "TAAC"


def random_text(n, seed, letters="ACGT"):
    return "".join(np.random.default_rng(seed).choice(list(letters), n))


def named(encoder, text):
    row = encoder.transform(Dataset.from_strings([text]))[0]
    return dict(zip(encoder.features()["name"], row.tolist(), strict=True))


def looked_up(table, value, column):
    for line in table.split("\n")[1:-1]:
        limit, *chances = map(float, line.split())
        if value >= limit:
            return chances[column]
    raise AssertionError


def fickett_by_hand(text):
    bases = [letter for letter in text if letter in "ACGT"]
    score = 0.0
    for column, base in enumerate("ACGT"):
        counts = [text[phase::3].count(base) for phase in range(3)]
        position = max(counts) / (min(counts) + 1)
        score += TCODE_WEIGHTS["position"][column] * looked_up(TCODE_POSITION, position, column)
        content = bases.count(base) / len(bases)
        score += TCODE_WEIGHTS["content"][column] * looked_up(TCODE_CONTENT, content, column)
    return score


@pytest.mark.parametrize("letters", ["ACGT", "AAACGT", "CGGT", "ACGTN", "ATTTTT"])
@pytest.mark.parametrize("n", [1, 50, 200, 999])
def test_the_fickett_score_agrees_with_looking_it_up(letters, n):
    texts = [random_text(n, seed, letters) + "A" for seed in range(20)]
    found = fickett(phase_counts(Dataset.from_strings(texts)))
    np.testing.assert_allclose(found, [fickett_by_hand(text) for text in texts], rtol=1e-12)


def test_the_fickett_score_of_a_case_worked_out_by_hand():
    # 100 each of A, C, G, T, spread evenly: position 100/3 / (100/3 + 1) < 1.1, content 0.25.
    expected = 0.26 * 0.22 + 0.18 * 0.23 + 0.31 * 0.08 + 0.33 * 0.09
    expected += 0.11 * 0.62 + 0.12 * 0.59 + 0.15 * 0.64 + 0.14 * 0.55
    assert fickett(phase_counts(Dataset.from_strings(["ACGT" * 100])))[0] == pytest.approx(expected)


def test_coding_dna_scores_above_fickett_limit_and_random_dna_below():
    codons = ["GCC", "GAG", "CTG", "AAG", "GTG", "GAC", "ATC", "GGC"]
    genes = ["".join(np.random.default_rng(seed).choice(codons, 200)) for seed in range(20)]
    random = [random_text(600, seed) for seed in range(20)]
    assert (fickett(phase_counts(Dataset.from_strings(genes))) > 0.95).mean() > 0.9
    assert (fickett(phase_counts(Dataset.from_strings(random))) < 0.74).mean() > 0.9


@settings(deadline=None)
@given(st.lists(st.text("ATGATGAACN", max_size=30), max_size=6), st.booleans())
def test_codons_are_those_of_the_frame_read_one_by_one(texts, both):
    data = Dataset.from_strings(texts)
    orfs = longest_orfs(data, both)
    words = [a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT"]
    for text, orf, counts in zip(texts, orfs.itertuples(), codon_counts(data, orfs), strict=True):
        piece = text if orf.length == 0 else text[orf.start - 1 : orf.end]
        if orf.length and orf.strand == -1:
            piece = str(Seq(piece).reverse_complement())
        codons = re.findall("...", piece)
        assert counts.tolist() == [codons.count(word) for word in words]


def test_a_gene_is_told_by_its_numbers():
    row = named(OpenReadingFrames(length=True), GENE)
    assert row["ORF share"] == pytest.approx(126 / 128)
    assert row["ORF complete"] == 1
    assert row["open share"] == pytest.approx(123 / 128) or row["open share"] > 0.9
    assert row["ORF length"] == 126
    assert row["codon GCC"] == row["codon GAA"] == pytest.approx(20 / 42)
    assert row["codon ATG"] == row["codon TAA"] == pytest.approx(1 / 42)
    assert row["GC3"] == pytest.approx(21 / 42)
    assert row["period 3"] == pytest.approx(period3(Dataset.from_strings([GENE]))[0])
    assert row["Fickett"] == pytest.approx(fickett_by_hand(GENE))


def test_gc3_agrees_with_counting_third_letters():
    texts = [random_text(400, seed) for seed in range(10)]
    data = Dataset.from_strings(texts)
    found = OpenReadingFrames(codons=False).transform(data)[:, 3]
    for text, orf, share in zip(texts, longest_orfs(data).itertuples(), found, strict=True):
        thirds = text[orf.start - 1 : orf.end][2::3]
        assert share == pytest.approx((thirds.count("G") + thirds.count("C")) / len(thirds))


def test_without_a_frame_the_codons_are_those_of_frame_one():
    row = named(OpenReadingFrames(), "GCCGAAC")
    assert (row["ORF share"], row["ORF complete"]) == (0, 0)
    assert row["codon GCC"] == row["codon GAA"] == 0.5


def test_on_both_strands_a_sequence_and_its_opposite_look_the_same():
    texts = [GENE, *(random_text(500, seed) for seed in range(20))]
    other = [str(Seq(text).reverse_complement()) for text in texts]
    orfs = longest_orfs(Dataset.from_strings(texts), both_strands=True)
    assert len(orfs) == 21
    one, two = (OpenReadingFrames(strand="both").transform(Dataset.from_strings(side)) for side in (texts, other))
    np.testing.assert_allclose(one, two, rtol=1e-6)


def test_as_read_the_strands_differ():
    other = str(Seq(GENE).reverse_complement())
    assert named(OpenReadingFrames(), GENE)["ORF share"] > 0.9 > named(OpenReadingFrames(), other)["ORF share"]


def test_codon_shares_add_up_to_one_or_to_nothing():
    found = OpenReadingFrames().transform(Dataset.from_strings([GENE, random_text(200, 1), "NNNNNN", ""]))
    np.testing.assert_allclose(found[:, 6:].sum(axis=1), [1, 1, 0, 0], rtol=1e-6)


def test_what_is_undefined_is_zero():
    found = OpenReadingFrames(length=True).transform(Dataset.from_strings(["", "N"]))
    assert not found.any()


def test_the_genetic_code_decides_what_stops_and_what_codons_mean():
    text = "ATGTGAAGATAA"
    shares = [named(OpenReadingFrames(code=code), text)["ORF share"] for code in ("standard", "mycoplasma")]
    assert shares == [0.5, 1]
    descriptions = OpenReadingFrames(code="mycoplasma").features().set_index("name")["description"]
    assert descriptions["codon TGA"] == "share of codons that are TGA (W)"
    assert descriptions["codon TAA"] == "share of codons that are TAA (stop)"


def test_every_genetic_code_exists_and_bacteria_stop_where_the_standard_code_stops():
    assert set(CODES.values()) <= set(unambiguous_dna_by_id)
    assert set(unambiguous_dna_by_id[11].stop_codons) == set(unambiguous_dna_by_id[1].stop_codons)


def test_codons_form_a_group():
    frame = OpenReadingFrames().features()
    assert len(frame) == 70
    assert (frame["group"] == "codon usage").sum() == 64
    assert len(OpenReadingFrames(codons=False, length=True).features()) == 7


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2_000)),
        RandomForestClassifier(100, random_state=1),
    ],
    ids=["logistic", "forest"],
)
def test_it_tells_genes_from_what_lies_between_them_better_than_composition(model):
    data, _ = load([find_demo("gene-or-not").source])
    scores = [
        cross_val_score(model, encoder.fit(data).transform(data), data.target, scoring="roc_auc").mean()
        for encoder in (OpenReadingFrames(), Composition())
    ]
    assert scores[0] > 0.88
    assert scores[0] > scores[1] + 0.08


def test_the_settings_build_what_they_say():
    assert SPEC.build(**SPEC.settings()) == OpenReadingFrames()
    chosen = {"strand": "both", "codons": "no", "length": "yes", "code": "ciliates"}
    assert SPEC.build(**SPEC.settings(chosen)) == OpenReadingFrames("both", False, True, "ciliates")
