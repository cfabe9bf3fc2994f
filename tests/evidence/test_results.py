import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from Bio import SeqIO

from genocore.errors import InputError
from genocore.evidence.choices import Choices
from genocore.evidence.demos import STUDIES, find_study
from genocore.evidence.results import files_of, spectrum, summary, work_out
from genocore.evidence.roles import roles_of
from genocore.evidence.study import read_study
from genocore.mutations.consequence import CONSEQUENCES
from genocore.significance.simulate import simulate_cohort

GOLDEN = Path(__file__).parents[1] / "significance" / "golden"


def opened(key):
    sources = find_study(key).sources
    return read_study(sources, roles_of(sources))


def written(results, name):
    return "".join(files_of(results)[name]())


def test_the_lac_demo_calls_the_elements_that_bind_and_not_the_linker():
    results = work_out(opened("lac-mutations"))
    assert results.checked.located.counts()["matched"] == 225
    genes = results.genes.set_index("gene")
    expected = pd.read_csv(GOLDEN / "lac_expected.csv").set_index("Gene")
    np.testing.assert_allclose(genes["p"], expected.loc[genes.index, "welch_p_200"], rtol=1e-6)
    assert genes.loc[["lacP_minus35_box", "lacP_CRP_site"], "significant"].all()
    assert not genes.loc[["lacP_CRP_RNAP_linker", "lacP_initial"], "significant"].any()
    student = work_out(opened("lac-mutations"), Choices(test="student")).genes.set_index("gene")
    np.testing.assert_allclose(student["p"], expected.loc[student.index, "student_p_200"], rtol=1e-6)


def test_the_p53_demo_calls_five_textbook_targets_lower_in_mutants():
    genes = work_out(opened("p53-nci60")).genes
    called = genes[genes["significant"]]
    assert set(called["gene"]) == {"BAX", "MDM2", "DDB2", "CDKN1A", "BTG2"}
    assert (called["log2fc"] < 0).all()
    expected = pd.read_csv(GOLDEN / "p53_expected.csv").set_index("Gene")
    for test, column in (("welch", "welch"), ("student", "student")):
        found = work_out(opened("p53-nci60"), Choices(test=test)).genes.set_index("gene")
        np.testing.assert_allclose(found["p"], expected.loc[found.index, f"{column}_p"], rtol=1e-6)
        np.testing.assert_allclose(found["q"], expected.loc[found.index, f"{column}_q_bh"], rtol=1e-6)


def test_the_simulated_cohort_gives_back_its_truth():
    results, truth = work_out(opened("simulated-cohort")), simulate_cohort().truth
    assert set(results.genes.loc[results.genes["significant"], "gene"]) == set(truth.loc[truth["differs"], "gene"])
    assert results.checked.located.counts()["matched"] == len(results.table)
    silent_too = work_out(opened("simulated-cohort"), Choices(consequences=tuple(CONSEQUENCES))).genes
    real = truth["differs"].to_numpy()
    assert silent_too.loc[real, "log2fc"].abs().mean() < results.genes.loc[real, "log2fc"].abs().mean() - 0.1


def test_the_caution_of_the_simulated_demo_names_the_genes_that_differ():
    truth = simulate_cohort().truth
    assert all(gene in STUDIES["simulated-cohort"].caution for gene in truth.loc[truth["differs"], "gene"])


def test_every_demo_study_says_where_it_is_from():
    readme = Path(find_study("lac-mutations").sources[0].path).parents[1] / "README.md"
    assert all(f"`{key}`" in readme.read_text(encoding="utf-8") for key in STUDIES)
    with pytest.raises(InputError, match="PA002"):
        find_study("lac")


def test_each_change_is_put_into_its_sequence_in_the_mutated_fasta():
    results = work_out(opened("simulated-cohort"))
    originals = dict(zip(results.checked.data.ids, results.checked.data.sequences(), strict=True))
    records = list(SeqIO.parse(io.StringIO(written(results, "mutated.fasta")), "fasta"))
    assert len(records) == len(results.table)
    for record in records:
        row = results.table.iloc[int(record.description.split("row=")[1]) - 1]
        before, at = originals[record.id.split("|")[0]], int(row["position"]) - 1
        assert str(record.seq) == before[:at] + row["alt"] + before[at + len(row["ref"]) :]
        assert record.description.split()[1] == "mutated"


def test_the_spectrum_counts_every_single_base_once_in_classes_and_contexts():
    bases, contexts, classes = spectrum(work_out(opened("simulated-cohort")).checked)
    assert classes["n"].sum() == len(bases)
    assert contexts["n"].sum() + contexts.attrs["without_context"] == len(bases)


def test_the_summary_says_how_many_and_what_was_chosen():
    study = opened("lac-mutations")
    found = summary(study, work_out(study), Choices())
    assert (found["uploaded"], found["counted"], found["genes"], found["tested"], found["significant"]) == (
        225,
        225,
        7,
        7,
        5,
    )
    assert found["choices"]["test"] == "welch"


def test_cells_that_could_start_a_formula_are_made_harmless_in_every_file():
    from tests.evidence.studies import study

    results = work_out(study(s_fasta=">=g1\nACGT\n", m_csv='Gene,Position,Type,Note\n=g1,1,A>C,"=cmd()"\n'))
    assert all(not cell.startswith("=") for cell in written(results, "mutations.csv").replace("\n", ",").split(","))
