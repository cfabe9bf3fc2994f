"""What is called turns the normal sequence into the mutated one, and stands where HGVS would put it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genocore.errors import InputError
from genocore.mutations import alignment
from genocore.mutations.alignment import compare
from genocore.mutations.call import call_mutations
from genocore.sequences.dataset import Dataset
from tests.fuzzing import EXAMPLES

GENE = "ATGGCTAGCAAACCGTTACGGATCCATTGCAGGTCTTACGACGTATGCCGA"
COLUMNS = ["Position", "Ref", "Alt", "Type"]


def one(normal, mutated):
    mutations, pairs = call_mutations(Dataset.from_strings([normal]), Dataset.from_strings([mutated]))
    return mutations[COLUMNS].values.tolist(), pairs.iloc[0]


def records(**sequences):
    return Dataset.from_strings(list(sequences.values()), ids=list(sequences))


def applied(normal, rows):
    """Make the mutated sequence by the conventions of the table, and by nothing else."""
    for position, ref, alt, _ in sorted(rows, reverse=True):
        if ref == "-":
            normal = normal[:position] + alt + normal[position:]
        else:
            assert normal[position - 1 : position - 1 + len(ref)] == ref
            normal = normal[: position - 1] + ("" if alt == "-" else alt) + normal[position - 1 + len(ref) :]
    return normal


@pytest.mark.parametrize(
    ("mutated", "expected"),
    [
        (GENE[:9] + "T" + GENE[10:], [[10, "A", "T", "A>T"]]),
        (GENE[:13] + "TA" + GENE[15:], [[14, "CG", "TA", "MNV"]]),
        (GENE[:11] + GENE[12:], [[12, "A", "-", "del"]]),  # of AAA, the last
        (GENE[:9] + GENE[10:], [[12, "A", "-", "del"]]),
        (GENE[:9] + "A" + GENE[9:], [[12, "-", "A", "ins"]]),
        (GENE[:20] + "CCC" + GENE[20:], [[20, "-", "CCC", "ins"]]),
        (GENE[:20] + "CCC" + GENE[21:], [[21, "G", "CCC", "delins"]]),
        (GENE[:24] + "A" + GENE[27:], [[25, "C", "-", "del"], [28, "T", "-", "del"]]),  # of TT, the last
        ("G" + GENE, [[0, "-", "G", "ins"]]),
        (GENE + "CC", [[51, "-", "CC", "ins"]]),
        (GENE[2:], [[1, "AT", "-", "del"]]),
        (GENE[:-1], [[51, "A", "-", "del"]]),
        ("C" + GENE[1:-1] + "T", [[1, "A", "C", "A>C"], [51, "A", "T", "A>T"]]),
    ],
)
def test_each_kind_of_mutation_is_described_by_its_convention(mutated, expected):
    found, pair = one(GENE, mutated)
    assert found == expected
    assert pair["mutations"] == len(expected)


def test_a_repeat_unit_is_lost_from_the_end_of_its_repeat():
    flanks = "GGCTTAGCCTGA", "TTGGCATCGGAT"
    found, _ = one("CACACA".join(flanks), "CACA".join(flanks))
    assert found == [[17, "CA", "-", "del"]]
    found, _ = one("CACACA".join(flanks), "CACACACA".join(flanks))
    assert found == [[18, "-", "CA", "ins"]]
    found, _ = one("CACACA".join(flanks), "CACACAC".join(flanks))  # an incomplete one turns as it moves
    assert found == [[18, "-", "C", "ins"]]


def test_a_run_longer_than_the_context_is_still_followed_to_its_end():
    found, _ = one("GCT" + "A" * 300 + "GCT", "GCT" + "A" * 299 + "GCT")
    assert found == [[303, "A", "-", "del"]]


def test_a_deletion_that_could_stand_beside_a_substitution_before_it_is_joined_to_it():
    found, _ = one("GGCTTAGCCGAAAATTGGCATCGG", "GGCTTAGCCTAAATTGGCATCGG")
    assert found == [[10, "GA", "T", "delins"]]


def test_a_deletion_that_moves_up_to_a_substitution_is_joined_to_it():
    found, _ = one("GGCTTAGCCAAAAGTTGGCATCGG", "GGCTTAGCCAAATTTGGCATCGG")
    assert found == [[13, "AG", "T", "delins"]]


@st.composite
def edited(draw, letters="ACGT"):
    """Make a sequence and what random edits turn it into."""
    normal = draw(st.text(letters, min_size=1, max_size=150))
    mutated = normal
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(mutated)))
        removed = draw(st.integers(0, 3))
        mutated = mutated[:place] + draw(st.text("ACGT", max_size=3)) + mutated[place + removed :]
    return normal, mutated


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(edited(), edited("AC"), edited("AAAG")))
def test_what_is_called_makes_the_mutated_sequence_of_the_normal_one(sequences):
    normal, mutated = sequences
    found, pair = one(normal, mutated)
    if "nothing called" in pair["note"]:
        assert found == []
        assert not pair["identity"] >= 0.7
    else:
        assert applied(normal, found) == mutated
        assert (pair["note"] == "identical") == (normal == mutated) == (found == [])


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(edited(), edited("AC")))
def test_no_insertion_or_deletion_could_stand_further_to_the_end(sequences):
    normal, mutated = sequences
    found, _ = one(normal, mutated)
    for row, (position, ref, alt, kind) in enumerate(found):
        if kind not in ("del", "ins"):
            continue
        moved = position + 1
        if kind == "del":
            letters = normal[moved - 1 : moved - 1 + len(ref)]
            other = [moved, letters, "-", kind] if len(letters) == len(ref) else None
        else:
            other = [moved, "-", alt[1:] + alt[:1], kind] if moved <= len(normal) else None
        before = found[row + 1][0] - (found[row + 1][1] != "-") if row + 1 < len(found) else len(normal)
        end = moved if kind == "ins" else moved + len(ref) - 1
        if other and end <= before:
            assert applied(normal, [*found[:row], other, *found[row + 1 :]]) != mutated


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(edited(), edited("ACN")))
def test_leaving_out_common_ends_changes_nothing(sequences):
    normal, mutated = (f"{'GATTACA' * 9}{text}{'CCGTA' * 12}" for text in sequences)
    short, whole = compare(normal, mutated, context=30), compare(normal, mutated, context=10_000)
    assert short.identity == pytest.approx(whole.identity)
    if "N" not in normal:
        assert short == whole


def test_long_sequences_that_hardly_differ_are_aligned_at_once():
    normal = GENE * 20_000
    found, pair = one(normal, normal[:600_000] + "TTTT" + normal[600_010:])
    assert applied(normal, found) == normal[:600_000] + "TTTT" + normal[600_010:]
    assert pair["length_normal"] == 1_020_000


def test_ambiguous_letters_are_counted_and_never_called():
    mutated = GENE[:5] + "N" + GENE[6:20] + "R" + GENE[21:40] + "G" + GENE[41:]
    found, pair = one(GENE, mutated)
    assert found == [[41, "A", "G", "A>G"]]
    assert (pair["ambiguous"], pair["mutations"], pair["identity"]) == (2, 1, pytest.approx(48 / 49))
    found, pair = one(mutated, GENE)
    assert [row[0] for row in found] == [41]
    found, pair = one(GENE, GENE[:5] + "NN" + GENE[7:])
    assert (found, pair["identity"], pair["note"]) == ([], 1, "no difference but ambiguous letters")


def test_an_insertion_of_ambiguous_letters_is_not_called_but_noted():
    found, pair = one(GENE, GENE[:20] + "CNNC" + GENE[20:30] + "C" + GENE[31:])
    assert found == [[31, "A", "C", "A>C"]]
    assert pair["note"] == "insertions or deletions with ambiguous letters, not called: 1"
    assert pair["ambiguous"] == 2


def test_letters_parted_by_an_ambiguous_one_are_two_mutations():
    found, _ = one("GGCTTAGCCAAAGTTGGCATCGG", "GGCTTAGCCTNTGTTGGCATCGG")
    assert found == [[10, "A", "T", "A>T"], [12, "A", "T", "A>T"]]


def test_sequences_that_are_not_versions_of_one_are_left_alone():
    found, pair = one(GENE, "CGATTTTTCGCGCGCGAAATTTAACCCGGGTTTAAACACACACAGAGAGGG")
    assert found == []
    assert pair["note"] == "too different to be the same sequence: nothing called"
    assert pair["identity"] < 0.7
    assert pair.isna()["mutations"]


def test_the_opposite_strand_is_noted():
    opposite = GENE[::-1].translate(str.maketrans("ACGT", "TGCA"))
    found, pair = one(GENE, opposite[:10] + "A" + opposite[11:])
    assert found == []
    assert pair["note"] == "fits better on the opposite strand: nothing called"


def test_a_table_too_large_to_align_is_refused_with_a_note(monkeypatch):
    monkeypatch.setattr(alignment, "CELLS", 100)
    found, pair = one(GENE, "C" + GENE[1:-1] + "T")
    assert found == []
    assert "between the first and the last difference" in pair["note"]
    assert pair.isna()[["identity", "mutations", "ambiguous"]].all()


@pytest.mark.parametrize(("normal", "mutated"), [("", "ACGT"), ("ACGT", ""), ("", ""), ("NNN", "ACG"), ("A", "NN")])
def test_nothing_is_called_where_there_is_nothing_to_compare(normal, mutated):
    found, pair = one(normal, mutated)
    assert found == []
    assert "nothing called" in pair["note"]


def test_records_are_paired_by_name_not_by_order():
    normal = records(a=GENE, b="CCCCCGGGGGTTTTTAAAAA", c_wt=GENE[:30])
    mutated = records(b="CCCCCGGGGGTTTTTAAAAA", **{"C-Mutant": GENE[:15] + "C" + GENE[16:30]}, a=GENE[:-1])
    mutations, pairs = call_mutations(normal, mutated)
    assert pairs[["normal", "mutated"]].values.tolist() == [["b", "b"], ["c_wt", "C-Mutant"], ["a", "a"]]
    assert mutations[["Gene", "Sample", "Position"]].values.tolist() == [["c_wt", "C-Mutant", 16], ["a", "a", 51]]


@pytest.mark.parametrize("ending", ["_mut", "-alt", ".mutated", "|MUTANT", "_wt", "_tumor"])
def test_endings_that_tell_the_sides_apart_do_not_count(ending):
    _, pairs = call_mutations(records(G1_normal=GENE, g2=GENE), records(**{f"g1{ending}": GENE}))
    assert pairs[["normal", "mutated", "note"]].values.tolist() == [
        ["G1_normal", f"g1{ending}", "identical"], ["g2", "", "no partner with this name"],
    ]  # fmt: skip


def test_every_record_of_both_sides_is_in_the_pairs():
    normal, mutated = records(a=GENE, b=GENE, c=GENE), records(d=GENE, b=GENE, e=GENE)
    mutations, pairs = call_mutations(normal, mutated)
    assert pairs[["normal", "mutated"]].values.tolist() == [["", "d"], ["b", "b"], ["", "e"], ["a", ""], ["c", ""]]
    assert pairs["note"].tolist() == [
        "no partner with this name", "identical", *["no partner with this name"] * 3,
    ]  # fmt: skip
    assert pairs["length_normal"].tolist()[1] == 51
    assert pairs["length_normal"].isna().tolist() == [True, False, True, False, False]
    assert pairs["mutations"].isna().tolist() == [True, False, True, True, True]
    assert mutations.columns.tolist() == ["Gene", "Position", "Ref", "Alt", "Type", "Sample"]
    assert mutations["Position"].dtype == "int64"


def test_a_name_that_fits_several_normal_records_is_not_guessed():
    _, pairs = call_mutations(records(a_wt=GENE, A_ref=GENE, b=GENE), records(a_mut=GENE, b_mut=GENE, A_ref=GENE))
    assert pairs[["normal", "mutated"]].values.tolist() == [
        ["", "a_mut"],
        ["b", "b_mut"],
        ["A_ref", "A_ref"],
        ["a_wt", ""],
    ]
    assert pairs["note"][0] == "several normal records fit this name: not compared"
    twice = Dataset.from_strings([GENE, GENE, GENE], ids=["a", "a", "b"])
    _, pairs = call_mutations(twice, records(a=GENE, b=GENE))
    assert pairs["normal"].tolist() == ["", "b", "a", "a"]


def test_several_samples_may_have_one_normal_record():
    mutations, _ = call_mutations(records(a=GENE, b=GENE), records(a_mut=GENE[:-1], a_alt="C" + GENE[1:]))
    assert mutations[["Gene", "Sample", "Type"]].values.tolist() == [["a", "a_mut", "del"], ["a", "a_alt", "A>C"]]


def test_all_are_compared_with_the_one_normal_record():
    mutations, pairs = call_mutations(records(ref=GENE), records(s1=GENE, s2="C" + GENE[1:], s3=GENE[:-1]))
    assert pairs["normal"].tolist() == ["ref"] * 3
    assert mutations["Sample"].tolist() == ["s2", "s3"]


def test_all_are_compared_with_the_reference_that_is_named():
    normal, mutated = records(a=GENE[:-1], b=GENE), records(a="C" + GENE[1:], x=GENE)
    mutations, pairs = call_mutations(normal, mutated, reference="b")
    assert pairs["normal"].tolist() == ["b", "b", "a"]
    assert pairs["note"].tolist() == ["", "identical", "not the reference: not compared"]
    assert mutations[["Gene", "Sample", *COLUMNS]].values.tolist() == [["b", "a", 1, "A", "C", "A>C"]]


def test_a_reference_that_does_not_exist_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match=r"PA002.*Did you mean 'gene17'") as refused:
        call_mutations(records(**{f"gene{n}": GENE for n in range(500)}), records(a=GENE), reference="gen17")
    assert "490 more" in str(refused.value)
    twice = Dataset.from_strings([GENE, GENE], ids=["a", "a"])
    with pytest.raises(InputError, match="2 normal records are called 'a'"):
        call_mutations(twice, records(a=GENE), reference="a")


@pytest.mark.parametrize(
    ("normal", "mutated"),
    [
        (records(a=GENE, b=GENE), records(c=GENE)),
        (records(a=GENE), Dataset.from_strings([])),
        (Dataset.from_strings([]), records(a=GENE)),
    ],
)
def test_it_is_an_error_if_nothing_can_be_compared(normal, mutated):
    with pytest.raises(InputError, match="MU011"):
        call_mutations(normal, mutated)


@settings(max_examples=EXAMPLES // 4, deadline=None)
@given(edited())
def test_the_alignment_is_a_best_one(sequences):
    """Compare with the three tables of Gotoh, filled in plainly."""
    normal, mutated = (text[:40] for text in sequences)
    found, pair = one(normal, mutated)
    if "nothing called" in pair["note"] or any(kind == "delins" for *_, kind in found):
        return  # within a delins the table does not say which letters face each other
    lost = sum(len(ref) for _, ref, _, kind in found if kind == "del")
    changed = sum(len(ref) for _, ref, _, kind in found if kind not in ("del", "ins"))
    gaps = [max(len(ref), len(alt)) for _, ref, alt, kind in found if kind in ("del", "ins")]
    score = 2 * (len(normal) - lost - changed) - 3 * changed - sum(5 + 2 * (size - 1) for size in gaps)
    assert score == best_score(normal, mutated)


def best_score(one, other):
    low = float("-inf")
    facing, up, left = ({(0, 0): start} for start in (0, low, low))
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if i == j == 0:
                continue
            tables = (facing, up, left)
            before = max(t.get((i - 1, j - 1), low) for t in tables)
            facing[i, j] = before + (2 if i and j and one[i - 1] == other[j - 1] else -3)
            above, beside = ({t: t_.get(p, low) for t, t_ in enumerate(tables)} for p in ((i - 1, j), (i, j - 1)))
            up[i, j] = max(above[0] - 5, above[1] - 2, above[2] - 5)
            left[i, j] = max(beside[0] - 5, beside[2] - 2, beside[1] - 5)
    return max(t[len(one), len(other)] for t in (facing, up, left))
