from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from genocore.errors import Cancelled
from genocore.evidence.check import check
from genocore.evidence.choices import Choices
from genocore.explanation import changed
from genocore.explanation.effects import effects
from genocore.explanation.scorable import SCORED
from genocore.explanation.score import Score
from genocore.mutations.places import STATUSES, Located
from genocore.sequences import Dataset
from genocore.training.novelty import Novelty
from genocore.training.predict import predict
from tests.evidence.studies import study
from tests.explanation import nets
from tests.explanation.changes import located_of, mutated, random_changes
from tests.explanation.small import OfText, data_of, fitted, opposite_text, random_texts

COLUMNS = [
    "score_ref", "score_alt", "delta_score_mean", "delta_score_sd", "percentile", "n_compared", "rc_discordance",
    "read_position", "window_from", "window_to", "ood_flags", "model_note", "read_within", "model_status",
]  # fmt: skip
NUMBERS = COLUMNS[:10]


def weighed(text):
    return sum("ACGTN".index(letter) * (index + 1) ** 1.5 for index, letter in enumerate(text)) + 7 * text.count("GA")


def same_on_both_strands(text):
    return text.count("GA") + text.count("TC") + 0.1 * (text.count("C") + text.count("G"))


def windows(text, index, span, put, longest):
    """Return begin and both forms of the window of a change, the slow way."""
    begin = min(max(index + span // 2 - longest // 2, 0), max(len(text) - longest, 0))
    after = mutated(text, index, span, put)[begin:]
    reaches_end = begin + longest >= len(text)
    return begin, text[begin : begin + longest], after if reaches_end else after[:longest]


def asked(score, texts, *rows, ids=None, **how):
    return effects(score, data_of(*texts, ids=ids), located_of(*rows), **how)


def without(frame):
    """Return the rows that were not scored, which say nothing but why."""
    return frame[frame["model_status"] != "scored"]


def took(located, rows):
    return Located(**{field.name: getattr(located, field.name)[rows] for field in fields(located)})


def learnt(encoder="kmers", model="random_forest", **values):
    texts = random_texts(80, [16, 18, 20] * 26 + [20, 20], seed=1)
    data = Dataset.from_strings(texts, labels=["xy"[strong(text) > 9] for text in texts])
    return fitted(data, model, encoder, {"trees": 12, **values} if model == "random_forest" else values)


def strong(text):
    return text.count("G") + text.count("C")


# what becomes of each row


def test_every_row_of_an_upload_has_a_status_and_the_counts_add_up():
    table = (
        "Gene,Position,Ref,Alt,Type,Sample\n"
        "g1,3,A,T,,s1\n"  # matched
        "g1,3,,G,,s1\n"  # located: no reference
        "g1,3,A,T,,s1\n"  # a repeat of the first
        "g1,4,C,T,,s1\n"  # another base there
        "g1,4,C,T,,s1\n"  # a repeat of that
        "g1,5,,,SNV,s1\n"  # words
        "g1,99,A,T,,s1\n"  # out of range
        "g9,3,A,T,,s1\n"  # unknown
        "g1,0,A,T,,s1\n"  # below one
        "g1,x,A,T,,s1\n"  # not understood
        "g1,3,A,A,,s1\n"  # no change
        "g1,3,A,<DEL>,,s1\n"  # symbolic
        "g1,3,A,ACCCCCCCCCCCC,,s1\n"  # too large
        "g1,1,CCAAAATTGG,-,,s1\n"  # too large
        "g1,6,A,-,,s1\n"
    )
    found = check(study(s_fasta=">g1\nCCAAAATTGGGTAACC\n", m_csv=table))
    told = effects(OfText(weighed, longest=10), found.data, found.located)
    assert told["model_status"].tolist() == [
        "scored", "scored", "scored", "not_in_place", "not_in_place", "words_only", *["not_in_place"] * 6, "too_large",
        "too_large", "scored",
    ]  # fmt: skip
    assert sum(told["model_status"].value_counts()) == len(told) == len(found.mutations) == 15
    assert set(told["model_status"]) <= set(SCORED)
    assert (without(told)["model_note"] == without(told)["model_status"].map(SCORED)).all()
    assert without(told)[NUMBERS].isna().all(axis=None)
    assert (without(told)[["ood_flags", "read_within"]] == "").all(axis=None)
    assert told.loc[told["model_status"] == "scored", NUMBERS].drop(columns="delta_score_sd").notna().all(axis=None)


def test_rows_that_a_filter_took_out_are_asked_about_like_others():
    vcf = (
        "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "g1\t3\t.\tA\tT\t.\tLowQual\t.\ng1\t3\t.\tA\tT\t.\tPASS\t.\ng1\t4\t.\tC\tT\t.\tLowQual\t.\n"
    )
    found = check(study(s_fasta=">g1\nCCAAAATTGGGTAACC\n", m_vcf=vcf), Choices(only_pass=True))
    assert found.located.keys.tolist() == ["filtered", "duplicate", "ref_mismatch"]
    told = effects(OfText(weighed), found.data, found.located)
    assert told["model_status"].tolist() == ["scored", "scored", "not_in_place"]
    effect = weighed("CCTAAATTGGGTAACC") - weighed("CCAAAATTGGGTAACC")
    assert told["delta_score_mean"].tolist()[:2] == [effect, effect]


@pytest.mark.parametrize("status", STATUSES)
def test_of_all_checks_those_that_found_the_place_right_are_enough(status):
    told = asked(OfText(weighed), ["ACGTACGT"], (status, 0, 2, 1, "A"))
    right = status in ("matched", "located", "filtered")
    assert told["model_status"].tolist() == ["scored" if right else "not_in_place"]
    nowhere = asked(OfText(weighed), ["ACGTACGT"], (status, -1, -1, 1, "A"), (status, 0, -1, 1, "A"))
    assert nowhere["model_status"].tolist() == ["not_in_place"] * 2


def test_a_repeat_is_asked_about_if_what_it_repeats_is_right():
    told = asked(
        OfText(weighed), ["ACGTACGT", "TTTT"], ("matched", 0, 2, 1, "A"), ("duplicate", 0, 2, 1, "A"),
        ("ref_mismatch", 0, 3, 1, "A"), ("duplicate", 0, 3, 1, "A"), ("duplicate", 1, 2, 1, "A"),
        ("duplicate", 0, 2, 1, "C"), ("duplicate", 0, 2, 0, "A"), ("duplicate", 0, 2, 2, "A"),
    )  # fmt: skip
    assert told["model_status"].tolist() == ["scored", "scored", *["not_in_place"] * 6]
    pd.testing.assert_series_equal(told.iloc[0], told.iloc[1], check_names=False)


def test_a_repeat_may_stand_before_what_it_repeats():
    told = asked(OfText(weighed), ["ACGTACGT"], ("duplicate", 0, 2, 1, "A"), ("filtered", 0, 2, 1, "A"))
    assert told["model_status"].tolist() == ["scored"] * 2


def test_words_are_no_letters_even_where_the_place_is_right():
    told = asked(OfText(weighed), ["ACGTACGT"], ("matched", 0, 2, 1, "", False), ("ref_mismatch", 0, 2, 1, "", False))
    assert told["model_status"].tolist() == ["words_only", "not_in_place"]


@pytest.mark.parametrize(("span", "put", "status"), [
    (2, "", "scored"), (3, "", "too_large"), (0, "AC", "scored"), (0, "ACG", "too_large"),
    (1, "ACGTAC", "too_large"), (6, "A", "too_large"), (5, "CCCCC", "scored"), (6, "CCCCCC", "too_large"),
    (1, "C", "scored"),
])  # fmt: skip
def test_a_change_that_pushes_out_half_of_what_the_model_reads_is_too_large(span, put, status):
    told = asked(OfText(weighed, longest=5), ["ACGTACGTACGTACGT"], ("matched", 0, 4, span, put))
    assert told["model_status"].tolist() == [status]


def test_single_letters_are_never_too_large():
    told = asked(OfText(weighed, longest=1), ["ACGT"], ("matched", 0, 2, 1, "A"), ("matched", 0, 2, 1, ""))
    assert told["model_status"].tolist() == ["scored", "scored"]
    assert told["score_ref"][0] == weighed("G")
    assert told["score_alt"].tolist() == [weighed("A"), weighed("T")]


@pytest.mark.parametrize(
    ("align", "status"),
    [
        ("start", ["scored", "scored", "scored", "not_read", "not_read", "not_read", "not_read", "not_read"]),
        ("end", ["not_read", "not_read", "not_read", "not_read", "scored", "scored", "scored", "scored"]),
        ("centre", ["not_read", "not_read", "not_read", "scored", "scored", "scored", "not_read", "not_read"]),
    ],
)
def test_a_place_that_is_cut_off_is_not_read(align, status):
    encoder = SimpleNamespace(reads={"start": 3, "end": 4, "centre": 3}[align], align=align)
    told = asked(
        OfText(weighed, longest=8, encoder=encoder), ["AAAAAAAA"], *(("matched", 0, at, 1, "C") for at in range(8))
    )
    assert told["model_status"].tolist() == status
    assert without(told)["delta_score_mean"].isna().all()


def test_a_change_of_length_counts_as_read_where_it_moves_letters_into_view():
    rows = [("matched", 0, at, 1, "") for at in range(8)]
    for align, status in (("start", ["scored"] * 3 + ["not_read"] * 5), ("end", ["scored"] * 8)):
        encoder = SimpleNamespace(reads=3, align=align)
        told = asked(OfText(weighed, longest=8, encoder=encoder), ["ACGTACGT"], *rows)
        assert told["model_status"].tolist() == status


@pytest.mark.parametrize(("length", "status"), [(5, "scored"), (8, "scored"), (9, "not_read"), (10, "not_read")])
def test_letters_added_at_the_end_are_read_as_long_as_there_is_room(length, status):
    encoder = SimpleNamespace(reads=9, align="start")
    told = asked(OfText(weighed, longest=12, encoder=encoder), ["A" * length], ("matched", 0, length, 0, "C"))
    assert told["model_status"].tolist() == [status]


def test_a_model_that_reads_whole_sequences_reads_every_place():
    encoder, estimator = SimpleNamespace(reads=3, align="start"), SimpleNamespace(members_on=None)
    score = OfText(weighed, longest=8, encoder=encoder, estimator=estimator)
    told = asked(score, ["ACGTACGT"], ("matched", 0, 7, 1, "A"), ("matched", 0, 8, 0, "A"), ("matched", 0, 3, 0, "A"))
    assert told["model_status"].tolist() == ["scored"] * 3


def test_an_empty_table_has_all_columns_and_no_row():
    located = took(located_of(("matched", 0, 0, 1, "C")), np.zeros(0, dtype=np.int64))
    for texts in (["ACGT"], []):
        told = effects(OfText(weighed), data_of(*texts), located)
        assert told.columns.tolist() == COLUMNS
        assert told.empty


def test_if_nothing_can_be_asked_the_model_is_not_asked():
    score = OfText(weighed)
    told = asked(score, ["ACGT"], ("ref_mismatch", 0, 0, 1, "C"), ("unknown_gene", -1, -1, 1, "C"))
    assert told.columns.tolist() == COLUMNS
    assert told["n_compared"].isna().all()
    assert score.texts == []


# numbers


@pytest.mark.parametrize("longest", [6, 12, 30])
def test_effects_are_those_of_windows_made_by_hand(longest):
    texts = random_texts(5, [1, 6, 12, 13, 40], seed=1, letters="ACGTN")
    rows = [row for row in random_changes(texts, 120, seed=4) if max(row[2], len(row[3])) < longest]
    members = (weighed, lambda text: 5 * text.count("C"), len)
    told = asked(OfText(weighed, longest=longest, members=members), texts, *(("matched", *row) for row in rows))
    assert (told["model_status"] == "scored").mean() > 0.5
    for answer, (sequence, index, span, put) in zip(told.to_dict("records"), rows, strict=True):
        if answer["model_status"] == "too_large":
            assert max(span, len(put)) > longest // 2 or span - len(put) >= len(texts[sequence])
            continue
        begin, old, new = windows(texts[sequence], index, span, put, longest)
        assert answer["score_ref"] == pytest.approx(weighed(old))
        assert answer["score_alt"] == pytest.approx(weighed(new))
        assert answer["delta_score_mean"] == pytest.approx(weighed(new) - weighed(old))
        assert answer["delta_score_sd"] == pytest.approx(np.std([one(new) - one(old) for one in members]))
        turned = weighed(opposite_text(new)) - weighed(opposite_text(old))
        assert answer["rc_discordance"] == pytest.approx(abs(weighed(new) - weighed(old) - turned))
        assert (answer["read_position"], answer["window_from"]) == (index + 1, begin + 1)
        assert answer["window_to"] == begin + len(old)
        assert answer["read_within"] == f"seq{sequence + 1}"
        assert answer["model_note"].startswith("A window") == (len(texts[sequence]) > longest)
        assert answer["model_status"] == "scored"


@pytest.mark.parametrize(("model", "encoder"), [("random_forest", "kmers"), ("gkm_linear", "gapped_kmers"),
                                               ("random_forest", "onehot")])  # fmt: skip
def test_the_effect_is_exactly_what_predict_reports_after_minus_before(model, encoder):
    found = learnt(encoder, model)
    longest = 20
    texts = random_texts(4, [8, 20, 33, 20], seed=9)
    rows = [row for row in random_changes(texts, 30, seed=2) if len(texts[row[0]]) != 8 or row[1] < 8]
    told = asked(Score.checked(found, "y"), texts, *(("matched", *row) for row in rows))
    told = told.assign(row=range(len(rows)))[told["model_status"] == "scored"]
    assert len(told) > 20
    pairs = [windows(texts[rows[at][0]], *rows[at][1:], longest)[1:] for at in told["row"]]
    before, after = (predict(found, Dataset.from_strings(list(part)))["p_y"] for part in zip(*pairs, strict=True))
    np.testing.assert_array_equal(told["score_ref"], before)
    np.testing.assert_array_equal(told["score_alt"], after)
    np.testing.assert_array_equal(told["delta_score_mean"], after - before)
    assert told["delta_score_sd"].isna().all()
    assert told["delta_score_mean"].abs().max() > 0.02


def test_percentiles_are_those_among_all_single_letters_of_the_sequence():
    texts = ["GATTACANGAGA", "CNC", *random_texts(1, 25, seed=4)]
    rows = random_changes(texts, 40, seed=3)
    told = asked(OfText(weighed, longest=9), texts, *(("matched", *row) for row in rows))
    for answer, (sequence, *_) in zip(told.to_dict("records"), rows, strict=True):
        text = texts[sequence]
        others = []
        for index, letter in enumerate(text):
            for base in "ACGT".replace(letter, "") if letter != "N" else "":
                _, old, new = windows(text, index, 1, base, 9)
                others.append(abs(weighed(new) - weighed(old)))
        own = abs(answer["delta_score_mean"])
        below, equal = (np.array(others) < own).sum(), (np.array(others) == own).sum()
        assert answer["percentile"] == pytest.approx(100 * (below + equal / 2) / len(others))
        assert answer["n_compared"] == len(others)


def test_the_strongest_of_all_letters_is_next_to_100_and_the_weakest_next_to_0():
    told = asked(OfText(lambda text: text.index("G") if "G" in text else 0), ["AAAAAG"], ("matched", 0, 5, 1, "C"),
                 ("matched", 0, 0, 1, "C"))  # fmt: skip
    # G taken away: 3 of 18 effects of 5, besides one each of 5, 4, 3, 2, 1 for a G before it
    assert told["percentile"].tolist() == pytest.approx([100 * (14 + 4 / 2) / 18, 100 * (10 / 2) / 18])


@pytest.mark.parametrize("function", [same_on_both_strands, len])
def test_a_model_that_reads_both_strands_alike_is_not_discordant(function):
    texts = random_texts(3, [12, 30, 7], seed=2)
    told = asked(OfText(function, longest=12), texts, *(("matched", *row) for row in random_changes(texts, 40, seed=6)))
    np.testing.assert_allclose(told["rc_discordance"], 0, atol=1e-12)


@pytest.mark.parametrize("align", ["start", "centre", "end"])
@pytest.mark.parametrize("lengths", [12, (8, 9, 10, 11, 12)])
def test_a_network_of_both_strands_is_not_discordant_for_changes_of_any_kind(align, lengths):
    seen = nets.dna(5, lengths)
    score = nets.cnn(seen, padded=lengths != 12, strand="both", encoder={"align": align, "length": 12})
    object.__setattr__(score.model, "novelty", Novelty.fit(seen))
    texts = [*seen.sequences(), *random_texts(2, [5, 30], seed=1)]
    told = asked(score, texts, *(("matched", *row) for row in random_changes(texts, 40, seed=6)))
    told = told[told["model_status"] == "scored"]
    assert told["delta_score_mean"].abs().max() > 1e-3
    assert (told["rc_discordance"] == 0).all()


def test_words_counted_on_both_strands_are_not_discordant():
    score = Score.checked(learnt(strand="both"))
    texts = random_texts(3, [12, 30, 20], seed=2)
    told = asked(score, texts, *(("matched", *row) for row in random_changes(texts, 30, seed=6)))
    assert (told["rc_discordance"] == 0).all()
    as_read = Score.checked(learnt())
    assert asked(as_read, texts, ("matched", 1, 5, 4, ""))["rc_discordance"][0] > 0


def test_what_is_unlike_the_training_sequences_is_flagged_and_said_of_which_form():
    told = asked(
        OfText(len, longest=8), ["ACNT", "ACGT"], ("matched", 0, 0, 1, "C"), ("matched", 0, 2, 1, "G"),
        ("matched", 1, 1, 1, "N"), ("matched", 1, 1, 1, "G"), ("matched", 0, 0, 1, "NC"),
    )  # fmt: skip
    assert told["ood_flags"].tolist() == [
        "holds N at 3", "before the change: holds N at 3", "holds N at 2", "",
        "holds N at 1; before the change: holds N at 3",
    ]  # fmt: skip


def test_flags_are_those_that_predict_gives():
    found = learnt()
    texts = ["A" * 20, random_texts(1, 20, seed=3)[0], "GC" * 4]
    rows = [(0, 3, 1, "T"), (1, 3, 0, "GGGGGG"), (1, 3, 1, "N"), (2, 0, 1, "T")]
    told = asked(Score.checked(found), texts, *(("matched", *row) for row in rows))
    for flags, (sequence, *change) in zip(told["ood_flags"], rows, strict=True):
        old, new = windows(texts[sequence], *change, 20)[1:]
        after, before = (predict(found, data_of(text))["ood_flags"][0] for text in (new, old))
        expected = [*filter(None, after.split("; "))]
        expected += [f"before the change: {flag}" for flag in before.split("; ") if flag and flag not in expected]
        assert flags == "; ".join(expected)
    assert told["ood_flags"][0]


# rows and their order


def many_rows():
    texts = [*random_texts(4, [15, 60, 9, 30], seed=8), "ACGTNNNACGT", "A"]
    rows = [("matched", *row) for row in random_changes(texts, 60, seed=5)]
    rows += [("ref_mismatch", 0, 2, 1, "A"), ("matched", 0, 2, 1, "", False), rows[3], rows[5]]
    return data_of(*texts), located_of(*rows)


def test_rows_come_out_in_their_order_and_equal_rows_have_equal_answers():
    data, located = many_rows()
    told = effects(OfText(weighed, longest=20), data, located)
    assert len(told) == len(located.status)
    assert told["model_status"][[60, 61]].tolist() == ["not_in_place", "words_only"]
    for one, other in ((3, 62), (5, 63)):
        pd.testing.assert_series_equal(told.iloc[one], told.iloc[other], check_names=False)


@pytest.mark.parametrize("compared", [1_000, 25])
def test_answers_do_not_depend_on_the_order_of_rows_or_on_which_others_there_are(compared, monkeypatch):
    monkeypatch.setattr(changed, "COMPARED", compared)
    data, located = many_rows()
    score = OfText(weighed, longest=20)
    told = effects(score, data, located, seed=3)
    order = np.random.default_rng(1).permutation(len(told))
    pd.testing.assert_frame_equal(
        effects(score, data, took(located, order), seed=3), told.iloc[order].reset_index(drop=True)
    )
    for row in range(0, len(told), 7):
        alone = effects(score, data, took(located, np.array([row])), seed=3)
        pd.testing.assert_frame_equal(alone, told.iloc[[row]].reset_index(drop=True))


def test_equal_changes_are_asked_about_once():
    score = OfText(weighed, longest=20)
    text = random_texts(1, 12, seed=1)[0]
    asked(score, [text], *[("matched", 0, 3, 1, "NN")] * 50)
    assert score.texts.count(mutated(text, 3, 1, "NN")) == 1


def test_the_same_seed_gives_the_same_and_another_compares_with_other_letters(monkeypatch):
    monkeypatch.setattr(changed, "COMPARED", 25)
    data, located = many_rows()
    first, second, other = (effects(OfText(weighed, longest=20), data, located, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, second)
    assert not first["percentile"].equals(other["percentile"])
    pd.testing.assert_frame_equal(first.drop(columns="percentile"), other.drop(columns="percentile"))


# sequences at the limits


def test_sequences_of_one_letter_none_or_unknown_letters_are_answered():
    told = asked(
        OfText(weighed), ["A", "", "NNN", "ACGTACGT"], ("matched", 0, 0, 1, "C"), ("matched", 0, 0, 1, ""),
        ("matched", 0, 1, 0, "GG"), ("located", 1, 0, 0, "T"), ("located", 2, 1, 1, "A"), ("located", 3, 0, 1, "N"),
    )  # fmt: skip
    assert told["model_status"].tolist() == ["scored"] * 6
    assert told["score_ref"].tolist() == [weighed("A")] * 3 + [0.0, weighed("NNN"), weighed("ACGTACGT")]
    after = ["C", "", "AGG", "T", "NAN", "NCGTACGT"]
    assert told["score_alt"].tolist() == [weighed(text) for text in after]
    assert told["n_compared"].tolist() == [3, 3, 3, 0, 0, 24]
    np.testing.assert_array_equal(told["percentile"].isna(), [False, False, False, True, True, False])


def test_a_real_model_answers_there_too():
    told = asked(
        Score.checked(learnt()), ["A", "", "NNN"], ("matched", 0, 0, 1, "C"), ("matched", 0, 0, 1, ""),
        ("located", 1, 0, 0, "T"), ("located", 2, 1, 1, "A"),
    )  # fmt: skip
    assert told["model_status"].tolist() == ["scored"] * 4
    assert np.isfinite(told["delta_score_mean"]).all()
    assert told["ood_flags"].str.contains("shorter than the training sequences").all()


def test_a_short_sequence_is_read_within_the_longer_one_it_is_part_of():
    texts = ["GGA", "TTGGACCTAC", "TCC"]
    told = asked(
        OfText(weighed, longest=8, shortest=4), texts, ("matched", 0, 2, 1, "T"), ("matched", 1, 4, 1, "T"),
        ("matched", 2, 0, 1, "A"), ids=["box", "promoter", "xob"],
    )  # fmt: skip
    assert told["read_within"].tolist() == ["promoter"] * 3
    assert told["read_position"].tolist() == [5, 5, 5]
    assert (told["score_ref"] == weighed("TTGGACCT")).all()
    assert (told["score_alt"] == weighed("TTGGTCCT")).all()
    assert told["percentile"].nunique() == 1
    window = "A window around the change was given to the model."
    assert told["model_note"].tolist() == [
        f"Read within promoter, 3 to 5. {window}", window,
        f"Read within promoter, 3 to 5, on the opposite strand. {window}",
    ]  # fmt: skip


def test_a_sequence_as_long_as_those_trained_on_stays_where_it_is():
    told = asked(OfText(weighed, longest=8, shortest=3), ["GGA", "TTGGACCTAC"], ("matched", 0, 2, 1, "T"))
    assert told["read_within"].tolist() == ["seq1"]


def test_models_that_compare_places_say_so_where_a_window_was_cut():
    row = ("matched", 0, 9, 1, "A")
    encoder = SimpleNamespace(reads=8, align="start")
    said = "not cut around the same place as the training sequences"
    for score, expected in (
        (OfText(weighed, 8, encoder=encoder, shortest=8), True), (OfText(weighed, 8, shortest=8), False),
        (OfText(weighed, 8, encoder=encoder), False),
        (OfText(weighed, 16, encoder=SimpleNamespace(reads=16, align="start"), shortest=16), False),
    ):  # fmt: skip
        flags = asked(score, ["ACGTACGTTTGACAAT"], row)["ood_flags"][0]
        assert (said in flags) is expected


def test_nothing_given_is_changed():
    data, located = many_rows()
    before = data.fingerprint, [getattr(located, field.name).copy() for field in fields(located)]
    effects(OfText(weighed, longest=20), data, located)
    assert data_of(*data.sequences()).fingerprint == before[0]
    for field, kept in zip(fields(located), before[1], strict=True):
        np.testing.assert_array_equal(getattr(located, field.name), kept)


def test_progress_rises_to_the_end_and_it_can_be_stopped():
    data, located = many_rows()
    seen = []
    effects(OfText(weighed, longest=20), data, located, on_progress=lambda *told: seen.append(told[0]))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)

    def stop(fraction, note="", **details):
        raise Cancelled

    with pytest.raises(Cancelled):
        effects(OfText(weighed, longest=20), data, located, on_progress=stop)
