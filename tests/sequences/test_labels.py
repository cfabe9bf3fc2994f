import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.sequences import Source, read
from genocore.sequences.fasta import read_fasta
from genocore.sequences.labels import LabelRule, look_like_labels, propose, read_like_descriptions

WORD = st.text("abcXYZ019_.+-", min_size=1, max_size=6)


def headed(headers, name="reads.fa"):
    return read_fasta(Source.from_text("".join(f">{header}\nACGT\n" for header in headers), name))[0]


def two_files(*, names):
    return read([Source.from_text(">s1\nACGT\n>s2\nACGA\n", name) for name in names])[0]


@pytest.mark.parametrize(
    ("rule", "header", "label"),
    [
        ("header:2", "s1 donor", "donor"),
        ("header:2", "s1 donor more words", "donor"),
        ("header:2", "s1\tdonor", "donor"),
        ("header:2", "  s1   donor  ", "donor"),
        ("header:2", "s1", None),
        ("header:2", "", None),
        ("header:1", "s1 donor", "s1"),
        ("header:3", "s1 donor exon", "exon"),
        ("header:3", "s1 donor", None),
        ("header:last", "s1 a b donor", "donor"),
        ("header:last", "s1", None),
        ("header:last", "", None),
        ("key:label", "s1 gene=TP53 label=mutated", "mutated"),
        ("key:label", "label=mutated", "mutated"),
        ("key:label", "s1 label:mutated", "mutated"),
        ("key:label", "s1 label = mutated x", "mutated"),
        ("key:label", "s1 Label=mutated", "mutated"),
        ("key:LABEL", "s1 label=mutated", "mutated"),
        ("key:label", 's1 label="not mutated" x=1', "not mutated"),
        ("key:label", "s1|label=mutated|x", "mutated"),
        ("key:label", "s1;label=mutated;x=1", "mutated"),
        ("key:label", "s1 (label=mutated)", "mutated"),
        ("key:label", "s1 [label=mutated]", "mutated"),
        ("key:label", "s1 mylabel=normal", None),
        ("key:label", "s1 mylabel=normal label=mutated", "mutated"),
        ("key:label", "s1 label", None),
        ("key:label", "s1 label=", None),
        ("key:label", "s1 label= gene=TP53", None),
        ("key:label", 's1 label=""', None),
        ("key:label", "s1 label=a=b", "a=b"),
        ("key:a.b", "s1 axb=1 a.b=2", "2"),
        ("key:gene:biotype", "s1 gene:biotype:coding", "coding"),
        ("field:|:2", "NM_1|donor|x", "donor"),
        ("field:|:3", "NM_1|TP53| normal ", "normal"),
        ("field:|:4", "NM_1|TP53|normal", None),
        ("field:|:2", "NM_1||normal", None),
        ("field:_:1", "donor_17", "donor"),
        ("field:::2", "s1:donor", "donor"),
        ("field: - :2", "s1 - donor - x", "donor"),
        ("field:\t:2", "s1\tdonor", "donor"),
        (r"regex:class(\d)", "s1 class7", "7"),
        (r"regex:donor|acceptor", "s1 an acceptor site", "acceptor"),
        (r"regex:(donor)|(acceptor)", "s1 an acceptor site", "acceptor"),
        (r"regex:^(\w)", "s1", "s"),
        (r"regex:(\s)", "s1 x", None),
        (r"regex:a:(\w+)", "s1 a:b", "b"),
        (r"regex:nothing", "s1 x", None),
        ("none", "s1 donor", None),
        ("file", "s1 donor", None),
    ],
)
def test_each_rule_finds_its_label(rule, header, label):
    assert LabelRule(rule).of([header]) == [label]


@pytest.mark.parametrize(
    "rule",
    [
        "", "header", "header:", "header:0", "header:-1", "header:two", "header:²", "header:1.5", "key", "key:",
        "field", "field:|", "field:|:0", "field:|:x", "field::2", "regex", "regex:", "column", "column:", "file:x",
        "none:x", "second word", "HEADER:2", "header:2 ",
    ],
)  # fmt: skip
def test_a_rule_that_is_not_understood_is_refused_with_the_list_of_rules(rule):
    with pytest.raises(InputError) as caught:
        LabelRule(rule)
    assert str(caught.value) == (
        f"FA016: The label rule is not understood: {rule!r}. Use header:2, header:last, key:NAME, field:SEP:N, "
        "regex:PATTERN, column:NAME, file or none."
    )


@pytest.mark.parametrize("pattern", ["(", "[a", "*", "a{99999999999999}", "(?P<1>a)", "(" * 5000 + ")" * 5000])
def test_a_pattern_that_is_none_is_refused(pattern):
    with pytest.raises(InputError, match="The pattern is not a regular expression") as caught:
        LabelRule("regex:" + pattern)
    assert caught.value.code == "FA016"


@given(st.one_of(st.text(), st.builds("{}:{}".format, st.sampled_from(["header", "key", "field", "file"]), st.text())))
def test_any_rule_is_understood_or_refused_with_a_code(spec):
    try:
        labels = LabelRule(spec).of(["s1 label=x|y", "", "  "])
    except InputError as error:
        assert error.code == "FA016"
    else:
        assert all(label is None or label == label.strip() != "" for label in labels)


@given(st.lists(WORD, min_size=1, max_size=6), st.integers(1, 7))
def test_words_are_counted_from_one(words, number):
    expected = words[number - 1] if number <= len(words) else None
    assert LabelRule(f"header:{number}").of(["  ".join(words)]) == [expected]
    assert LabelRule("header:last").of([" ".join(words)]) == [words[-1] if len(words) > 1 else None]


@given(st.lists(WORD, min_size=1, max_size=6), st.integers(1, 7), st.sampled_from(["|", ";", "::", "~", ".*"]))
def test_fields_are_counted_from_one(words, number, separator):
    words = [word.replace(".", "x") for word in words]
    expected = words[number - 1] if number <= len(words) else None
    assert LabelRule(f"field:{separator}:{number}").of([separator.join(words)]) == [expected]


@given(st.dictionaries(st.sampled_from(["gene", "label", "score", "n"]), WORD, min_size=1), st.sampled_from("=:"))
def test_keys_are_found_in_any_order(values, mark):
    header = "s1 " + " ".join(f"{key}{mark}{value}" for key, value in values.items())
    for key in ("gene", "label", "score", "n", "absent"):
        assert LabelRule(f"key:{key}").of([header]) == [values.get(key)]


def test_labels_of_a_dataset_come_from_its_headers():
    assert LabelRule("header:2").label(headed(["s1 donor", "s2"])) == ["donor", None]


def test_the_file_name_can_be_the_label():
    data = two_files(names=("donor.fasta.gz", "Acceptor.FA"))
    assert LabelRule("file").label(data) == ["donor", "donor", "Acceptor", "Acceptor"]
    assert LabelRule("column:file").label(data) == ["donor.fasta.gz"] * 2 + ["Acceptor.FA"] * 2


def test_none_gives_no_labels():
    assert LabelRule("none").label(headed(["s1 donor"])) == [None]


@pytest.mark.parametrize("name", ["label", "header", "line", "masked_share"])
def test_a_column_that_is_not_there_is_refused(name):
    with pytest.raises(InputError) as caught:
        LabelRule(f"column:{name}").label(headed(["s1 donor"]))
    assert str(caught.value) == (
        f"FA016: There is no column '{name}': 'column:{name}'. There are none here: use header:2 or key:NAME."
    )


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["a", "b"], True),
        (["a", "b", None, ""], True),
        (["a"] * 9, False),
        ([], False),
        ([None, None], False),
        (["a", "b", "c"], False),
        (["a", "b", "c"] * 3, True),
        ([str(n) for n in range(100)] * 3, True),
        ([str(n) for n in range(101)] * 9, False),
    ],
)
def test_labels_are_two_values_or_more_but_far_fewer_than_records(labels, expected):
    assert look_like_labels(labels) is expected


def test_headers_of_more_than_four_words_are_sentences():
    assert read_like_descriptions(["AB1 Homo sapiens FGFR2 mRNA"] * 2 + ["s1"])
    assert not read_like_descriptions(["s1 donor site 4"] * 2 + ["AB1 Homo sapiens FGFR2 mRNA"])
    assert not read_like_descriptions([])


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        (["s1 donor", "s2 acceptor"] * 3, "header:2"),
        (["s1 donor a", "s2 acceptor b"] * 3, "header:2"),
        (["s1 x1 donor", "s2 x2 acceptor", "s3 x3 donor", "s4 x4 donor"], "header:last"),
        (["s1 gene=A label=mutated", "s2 gene=B label=normal", "s3 gene=C label=normal"], "key:label"),
        (["s1 1 Class:a", "s2 2 Class:b"] * 3, "key:Class"),
        (["s1 kind=a 17", "s2 kind=b 18", "s3 kind=b 19", "s4 kind=a 20"], "key:kind"),
        (["s1|donor|7", "s2|acceptor|8", "s3|donor|9"], "field:|:2"),
        (["donor_1", "acceptor_2", "donor_3", "donor_4"], "field:_:1"),
        (["AB1 Homo sapiens gene for kinase a", "AB2 Mus musculus gene for kinase b"] * 3, "none"),
        (["AB1 Homo sapiens gene one of label=x", "AB2 Mus musculus gene one of label=y"] * 3, "key:label"),
        (["s1", "s2", "s3"], "none"),
        (["s1 donor", "s2 donor", "s3 donor"], "header:2"),
        (["s1 a", "s2 b", "s3 c"], "none"),
        (["s1 donor", "s2 acceptor", "s3", "s4", "s5"], "none"),
        ([""], "none"),
    ],
)
def test_the_rule_that_fits_is_proposed(headers, rule):
    assert propose(headed(headers)) == rule


def test_the_file_is_proposed_where_headers_tell_nothing():
    assert propose(two_files(names=("donor.fa", "acceptor.fa"))) == "file"
    assert propose(two_files(names=("donor.fa", "donor.fa"))) == "none"


def test_nothing_is_proposed_for_no_records():
    assert propose(headed(["s1"]).take(np.array([], dtype=int))) == "none"


def test_a_key_called_label_is_found_among_many_keys():
    headers = [f"s{n} a=1 b=2 c=3 d=4 e=5 f=6 label={'xy'[n % 2]} g=7" for n in range(6)]
    assert propose(headed(headers)) == "key:label"


def test_what_is_proposed_does_not_depend_on_the_hash_seed():
    code = (
        "from genocore.sequences.labels import propose; from genocore.sequences import Source, read\n"
        "keys = 'one two three four five six seven eight'.split()\n"
        "rows = [' '.join(f'{k}={(n + i) % 2}' for i, k in enumerate(keys)) for n in range(6)]\n"
        "print(propose(read([Source.from_text(''.join(f'>s{n} {n} {r} {n}\\nAC\\n' for n, r in enumerate(rows)))])[0]))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert found == {b"key:one\n"}
