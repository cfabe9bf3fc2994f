from collections import Counter, defaultdict

import pytest
from Bio import SeqIO

from genocore.errors import InputError
from genocore.sequences import load
from genocore.sequences.demos import DEMOS, find_demo

COUNTS = {
    "splice-sites": {"EI": 767, "IE": 768, "N": 1655},
    "gene-or-not": {"gene": 630, "non-gene": 630},
    "brca2-splicing": {"mutated": 1000, "normal": 1000},
    "ecoli-promoters": {"non-promoter": 53, "promoter": 53},
}
NUMBERS = {"splicing-level": (4000, 9), "lac-promoter": (5000, 75)}
LENGTHS = {"splice-sites": {60}, "gene-or-not": {100}, "brca2-splicing": {9}, "ecoli-promoters": {57}}


def biopython(demo):
    with demo.source.path.open() as handle:
        return list(SeqIO.parse(handle, "fasta"))


@pytest.mark.parametrize("key", list(NUMBERS))
def test_demos_of_numbers_are_joined_to_their_table_by_name(key):
    data, report = load(find_demo(key).sources)
    n, length = NUMBERS[key]
    assert (data.task, len(data), set(data.lengths.tolist())) == ("regression", n, {length})
    assert (report.matches[0].matched, report.matches[0].only_table) == (n, 0)
    with find_demo(key).sources[1].path.open() as handle:
        table = dict(line.strip().split(",") for line in handle)
    assert [float(table[name]) for name in data.ids] == data.target.tolist()
    assert report.count("error") == 0
    assert load(find_demo(key).sources, label=find_demo(key).label)[0].fingerprint == data.fingerprint


@pytest.mark.parametrize("key", list(COUNTS))
def test_every_demo_loads_without_a_label_rule_and_without_an_error(key):
    data, report = load([find_demo(key).source])
    assert data.class_counts() == COUNTS[key]
    assert set(data.lengths.tolist()) == LENGTHS[key]
    assert report.read == report.kept == sum(COUNTS[key].values())
    assert report.count("error") == 0
    assert not {m.code for m in report.messages} & {"FA003", "FA006", "FA007", "FA014"}


@pytest.mark.parametrize("key", list(COUNTS))
def test_every_demo_is_read_as_biopython_reads_it(key):
    data, _ = load([find_demo(key).source])
    records = biopython(find_demo(key))
    assert list(data.sequences()) == [str(record.seq).upper() for record in records]
    assert data.ids.tolist() == [record.id for record in records]
    assert [data.classes[code] for code in data.target] == [record.description.split()[1] for record in records]


@pytest.mark.parametrize("key", list(DEMOS))
def test_every_demo_says_what_it_asks_what_to_heed_and_where_it_is_from(key):
    demo = DEMOS[key]
    assert demo.key == key
    assert demo.question.endswith("?")
    assert demo.title
    assert demo.caution.endswith(".")
    assert demo.attribution


def test_every_demo_file_has_an_entry():
    folder = find_demo("splice-sites").source.path.parent
    assert sorted(file.stem for file in folder.glob("*.fasta")) == sorted(DEMOS)


def test_the_copies_and_the_contradiction_of_the_splice_sites_are_as_said():
    labels = defaultdict(list)
    for record in biopython(find_demo("splice-sites")):
        labels[str(record.seq)].append(record.description.split()[1])
    assert sum(len(found) - 1 for found in labels.values()) == 185
    assert sum(len(set(found)) > 1 for found in labels.values()) == 1

    _, report = load([find_demo("splice-sites").source])
    found = Counter(message.code for message in report.messages)
    assert (found["FA011"], found["FA012"]) == (185, 1)
    assert report.fixes() == ["drop_duplicates", "drop_contradictions"]
    data, report = load([find_demo("splice-sites").source], fixes=report.fixes())
    assert len(data) == sum(len(set(found)) == 1 for found in labels.values()) == 3004


def test_the_promoters_are_as_few_as_said():
    assert len(biopython(find_demo("ecoli-promoters"))) == 106


def test_an_unknown_demo_is_refused_with_the_nearest_one():
    with pytest.raises(InputError) as caught:
        find_demo("splice-site")
    assert caught.value.code == "PA002"
    assert caught.value.hint == "Did you mean 'splice-sites'?"
