"""The simulated study is what it says it is, and the analysis finds its truth."""

from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from Bio import SeqIO
from Bio.Seq import Seq

from genocore.errors import InputError
from genocore.files import Source
from genocore.significance.analyse import analyse
from genocore.significance.expression import read_expression
from genocore.significance.samples import member_by_calls
from genocore.significance.simulate import simulate_cohort
from genocore.tables import read_table

SEEDS = (1, 2, 3)


@cache
def study(seed):
    return simulate_cohort(seed)


def sequences(cohort):
    return {record.id: str(record.seq) for record in SeqIO.parse(StringIO(cohort.fasta), "fasta")}


def protein(sequence, start, end, strand):
    """Translate from the start codon to the first stop, or to the end of the sequence."""
    rest = Seq(sequence[start - 1 :]) if strand == "+" else Seq(sequence[:end]).reverse_complement()
    return str(rest[: len(rest) // 3 * 3].translate(to_stop=True))


@cache
def changes(seed):
    """Whether each mutation changes the protein, by Biopython; every Ref is compared on the way."""
    cohort = study(seed)
    plus = sequences(cohort)
    region = {gene: place for gene, *place in cohort.regions.itertuples(index=False)}
    intact = {gene: protein(plus[gene], *region[gene]) for gene in plus}
    found = []
    for gene, position, ref, alt in cohort.mutations[["Gene", "Position", "Ref", "Alt"]].itertuples(index=False):
        before, after = plus[gene][: position - 1], plus[gene][position - 1 + len(ref) :]
        assert plus[gene] == before + ref + after
        start, end, strand = region[gene]
        found.append(protein(before + alt + after, start, end + len(alt) - len(ref), strand) != intact[gene])
    return np.array(found)


@cache
def logs(seed):
    text = study(seed).expression.to_csv(index=False)
    found, scale, _ = read_expression(read_table(Source.from_text(text, "expression.csv"))[0])[0].on_scale("auto")
    assert scale == "log2"
    return found


def members(seed, calls):
    member, report = member_by_calls(logs(seed), calls["Sample"], calls["Gene"], profiled=study(seed).profiled)
    assert report.messages == []
    return member


def analysed(seed, member=None):
    member = members(seed, study(seed).mutations[changes(seed)]) if member is None else member
    found = analyse(logs(seed).groups(member)).set_index("gene")
    return found.join(study(seed).truth.set_index("gene"))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_gene_holds_a_whole_coding_region(seed):
    cohort = study(seed)
    plus = sequences(cohort)
    assert cohort.regions["gene"].tolist() == list(plus)
    for gene, start, end, strand in cohort.regions.itertuples(index=False):
        assert 300 <= len(plus[gene]) <= 600
        assert 30 <= start - 1 <= 60
        assert 30 <= len(plus[gene]) - end <= 60
        coding = Seq(plus[gene][start - 1 : end])
        coding = coding if strand == "+" else coding.reverse_complement()
        assert coding.startswith("ATG")
        assert str(coding.translate(cds=True)) == protein(plus[gene], start, end, strand)
    assert 10 <= (cohort.regions["strand"] == "-").sum() <= 20


@pytest.mark.parametrize("seed", SEEDS)
def test_mutations_lie_in_the_coding_region_and_most_are_snvs(seed):
    table = study(seed).mutations.merge(study(seed).regions, left_on="Gene", right_on="gene")
    assert (table["Position"] >= table["start"] + 3).all()
    assert (table["Position"] + table["Ref"].str.len() - 1 <= table["end"] - 3).all()
    snv = (table["Ref"].str.len() == 1) & (table["Alt"].str.len() == 1)
    assert 0.8 < snv.mean() < 0.98
    assert (table["Ref"].str[0] == table["Alt"].str[0])[~snv].all()  # the base before, as in VCF
    assert (table["Ref"].str[-1] != table["Alt"].str[-1])[~snv].all()  # as far left as they go
    assert table["VAF"].between(0.15, 0.6).all()
    assert not study(seed).mutations.duplicated(["Gene", "Sample"]).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_silent_mutations_are_those_of_seven_genes_and_of_samples_that_carry_no_other(seed):
    cohort = study(seed)
    silent = cohort.mutations[~changes(seed)]
    assert (silent.groupby("Gene").size() == 12).all()
    assert set(silent["Gene"]) == set(cohort.truth.loc[cohort.truth["note"].str.contains("silent"), "gene"])
    assert silent["Gene"].nunique() == 7
    assert cohort.truth.set_index("gene").loc[silent["Gene"].unique(), "differs"].sum() == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tenth_to_four_tenths_of_the_samples_carry_a_mutation_and_all_were_looked_at(seed):
    cohort = study(seed)
    carriers = cohort.mutations[changes(seed)].groupby("Gene").size()
    single = cohort.truth.loc[cohort.truth["note"].str.contains("one carrier"), "gene"].item()
    assert carriers.pop(single) == 1
    assert carriers.between(6, 24).all()
    assert len(carriers) == 39
    everyone = set(cohort.expression.columns[1:])
    assert len(everyone) == 60
    assert len(everyone - set(cohort.profiled["sample"])) == 6
    assert set(cohort.mutations["Sample"]) <= set(cohort.profiled["sample"])
    assert (cohort.profiled.groupby("sample").size() == 40).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_analysis_finds_the_genes_that_differ_and_the_direction(seed):
    found = analysed(seed)
    assert (found["differs"] & found["significant"]).sum() >= 7
    called = found[found["differs"] & found["significant"]]
    assert called["log2fc"].tolist() == pytest.approx(called["shift"].tolist(), abs=0.7)
    reasons = found.loc[~found["testable"], "reason"].str[:5]
    assert sorted(reasons) == ["ST001", "ST002"]


def test_about_one_call_in_twenty_is_false_at_most():
    calls, false = 0, 0
    for seed in range(1, 19):
        found = analysed(seed)
        calls, false = calls + found["significant"].sum(), false + (found["significant"] & ~found["differs"]).sum()
    assert calls > 18 * 7.5
    assert false <= 0.05 * calls + 2 * np.sqrt(0.05 * calls)  # two standard deviations of chance


def test_silent_mutations_and_samples_not_looked_at_dilute_the_effect():
    right, diluted, careless = [], [], []
    for seed in SEEDS:
        member = members(seed, study(seed).mutations[changes(seed)])
        everyone = members(seed, study(seed).mutations)
        for found, with_member in ((right, member), (diluted, everyone), (careless, np.maximum(member, 0))):
            table = analysed(seed, with_member)
            table = table[table["differs"] & ((members(seed, study(seed).mutations) != member).any(axis=1))]
            found.append(np.abs(table["log2fc"]).mean())
    assert np.mean(right) == pytest.approx(1.5, abs=0.15)
    assert np.mean(diluted) < 1.1
    assert np.mean(careless) < 1.35


def test_a_seed_gives_one_study_and_another_seed_another():
    one, again, other = simulate_cohort(5), simulate_cohort(5), simulate_cohort(6)
    assert one.fasta == again.fasta != other.fasta
    for name in ("mutations", "expression", "profiled", "regions", "truth"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name))
    assert not one.mutations.equals(other.mutations)


def test_sizes_are_as_asked_and_too_small_ones_refused():
    found = simulate_cohort(1, genes=120, samples=40)
    assert found.expression.shape == (120, 41)
    assert found.truth["gene"].iloc[[0, -1]].tolist() == ["GENE001", "GENE120"]
    for sizes in ((15, 60), (40, 39)):
        with pytest.raises(InputError, match="PA001"):
            simulate_cohort(1, *sizes)
