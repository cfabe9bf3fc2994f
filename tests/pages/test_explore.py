"""What the Explore page shows of data whose truth is known."""

import random
import re
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, spearmanr
from statsmodels.stats.multitest import multipletests

from tests.pages.exploring import by_key, dna, fasta, fine, look, rows_of, said, table, traces

DEMOS = Path(__file__).parents[2] / "genocore" / "sequences" / "demo_files"
OPPOSITE = str.maketrans("ACGTRYN", "TGCAYRN")


def demo(app, key):
    app.switch_page("pages/data.py").run()
    app.segmented_control(key="data_way").set_value("Demo").run()
    app.selectbox(key="data_demo").set_value(key).run()
    return fine(app.button(key="data_demo_load").click().run())


def records_of(key):
    """Return class and letters of each record of a demo."""
    found = (DEMOS / f"{key}.fasta").read_text().split(">")[1:]
    return [(record.split("\n")[0].split()[1], "".join(record.split("\n")[1:])) for record in found]


def test_splice_sites_are_counted_and_their_signals_found(open_app):
    app, records = look(demo(open_app(), "splice-sites")), records_of("splice-sites")
    shown = table(app, "length_median").set_index("class")
    assert shown["records"].to_dict() == {"EI": 767, "IE": 768, "N": 1655, "all records": 3190}
    bars = {bar["name"]: bar["y"] for bar in traces(app, "explore_bases")}
    for name in ("EI", "IE", "N"):
        letters = Counter("".join(letters for label, letters in records if label == name))
        shares = [letters[base] / sum(letters[one] for one in "ACGT") for base in "ACGT"]
        assert shown.loc[name, list("ACGT")].tolist() == pytest.approx(shares)
        assert bars[name] == pytest.approx(shares)
    donor, acceptor, _ = (block.value for block in look(app, "Positions").code)
    assert (donor[30:32], acceptor[28:30]) == ("GT", "AG")
    best = table(look(app, "Words"), "word").iloc[0]
    assert any(best["word"] in site for site in ("CAGGTAAGT", "CAGGTGAGT"))
    assert best["records_positive"] == sum(label == "EI" and best["word"] in letters for label, letters in records)
    assert [len(trace["x"]) for trace in traces(look(app, "Map"), "explore_pca")] == [767, 768, 1655]
    assert "All records are shorter than 90 bp" in said(look(app, "Reading frames"), "info")
    assert not app.dataframe


def longest_orf(*strands):
    """From an ATG to its stop or, without one, to the end."""
    found = [0]
    for letters in strands:
        for start in [at.start() for at in re.finditer("(?=ATG)", letters)]:
            codons = [letters[at : at + 3] for at in range(start, len(letters) - 2, 3)]
            stop = next((place for place, codon in enumerate(codons, 1) if codon in ("TAA", "TAG", "TGA")), 0)
            found.append(3 * (stop or len(codons)))
    return max(found)


def test_reading_frames_of_two_classes_are_those_of_reading_by_hand(open_app):
    app, records = look(demo(open_app(), "gene-or-not"), "Reading frames"), records_of("gene-or-not")
    shown = table(app, "orf_length")
    assert shown["class"].tolist() == [label for label, _ in records]
    assert shown["orf_length"].tolist() == [longest_orf(letters) for _, letters in records]
    app.checkbox(key="explore_frames_both").check().run()
    both = [longest_orf(letters, letters[::-1].translate(OPPOSITE)) for _, letters in records]
    assert table(app, "orf_length")["orf_length"].tolist() == both


def test_length_that_tells_the_classes_apart_is_named_with_its_auroc(open_app, paste):
    lengths = {"a": [40 + i % 20 for i in range(260)], "b": [50 + i % 20 for i in range(260)]}
    rows = [(dna(n, i + 1000 * (label == "b")), label) for label in "ab" for i, n in enumerate(lengths[label])]
    app = look(paste(open_app(), fasta(rows)), "Could it be trivial?")
    shown = table(app, "auroc").set_index("label")
    auroc = mannwhitneyu(lengths["b"], lengths["a"]).statistic / 260**2
    assert shown.loc["Length", "auroc"] == pytest.approx(auroc)
    assert shown.loc["Length", "light"] == "■ stands out"
    assert shown.loc["GC content", "light"] == "● no problem"
    assert f"A model must beat AUROC {shown['auroc'].max():.2f}" in said(app, "warning")
    assert "`b`, whose records are longer." in said(app, "warning")
    assert "much of what you see may be length" in said(look(app, "Words"), "warning")


def test_classes_drawn_alike_pass_the_check(open_app, paste):
    text = fasta((dna(50, seed), "ab"[seed % 2]) for seed in range(520))
    app = look(paste(open_app(), text), "Could it be trivial?")
    assert "No trivial property that was looked at tells the classes apart" in said(app, "success")
    assert set(table(app, "auroc")["light"]) == {"● no problem", "○ the same in all records"}
    assert not app.warning


def test_the_planted_word_stands_first_on_one_strand_and_on_both(open_app, paste):
    letters = [dna(50, seed) for seed in range(120)]
    for seed in range(1, 120, 2):
        letters[seed] = letters[seed][:20] + ("TATAAT", "ATTATA")[seed // 2 % 2] + letters[seed][26:]
    text = fasta((one, ("other", "promoter")[seed % 2]) for seed, one in enumerate(letters))
    app = look(paste(open_app(), text), "Words")
    assert {*table(app, "word")["word"][:2]} == {"TATAAT", "ATTATA"}
    app.checkbox(key="explore_both").check().run()
    first = table(app, "word").iloc[0]
    holds = [seed for seed, one in enumerate(letters) if "TATAAT" in one or "ATTATA" in one]
    assert first["word"] == "ATTATA/TATAAT"
    assert (first["records_positive"], first["records_rest"]) == (60, len(holds) - 60)
    assert first["log2_odds"] > 0
    [above] = [trace for trace in traces(app, "explore_volcano") if trace["name"] == "more in promoter"]
    assert "ATTATA/TATAAT" in [entry[0] for entry in above["customdata"]]
    by_key(app.selectbox, "explore_positive_").set_value("other").run()
    assert table(app, "word").iloc[0]["log2_odds"] == pytest.approx(-first["log2_odds"])


def test_a_numeric_target_is_described_and_correlated_as_scipy_does(open_app, paste):
    letters = [dna(40, seed, (1, 1 + seed % 5, 2, 1)) for seed in range(60)]
    values = np.array([one.count("C") * 7.5 + random.Random(seed).random() * 60 for seed, one in enumerate(letters)])
    values[::10] = np.nan
    cells = ["" if np.isnan(value) else f"{value:.9f}" for value in values]
    text = rows_of((f"g{number}", *row) for number, row in enumerate(zip(letters, cells, strict=True)))
    app = look(paste(open_app(), text), "Values")
    shown = dict(table(app, "what")[["what", "value"]].itertuples(index=False))
    assert (shown["Values"], shown["Missing"]) == ("54", "6")
    assert float(shown["Median"]) == pytest.approx(np.nanmedian(values), rel=1e-3)
    by_key(app.selectbox, "explore_values_encoder_").set_value("composition").run()
    shown = table(fine(app), "spearman").set_index("feature")
    for name, bases in {"C": "C", "GC": "GC", "T": "T"}.items():
        shares = [sum(one.count(base) for base in bases) for one in letters]
        expected = spearmanr(shares, values, nan_policy="omit")
        assert shown.loc[name, ["spearman", "p"]].tolist() == pytest.approx([*expected], rel=1e-6)
    assert shown["q"].tolist() == pytest.approx(multipletests(shown["p"], method="fdr_bh")[1])
    assert set(shown["n"]) == {54}
    assert f"**{(shown['q'] <= 0.05).sum()}** of 9 features" in said(app, "markdown")
    dots = {name: x for trace in traces(app, "explore_follow") for name, x in zip(trace["y"], trace["x"], strict=True)}
    assert dots == shown["spearman"].to_dict()
    assert [len(trace["x"]) for trace in traces(look(app, "Map"), "explore_pca")] == [54, 6]


def test_records_of_different_lengths_are_told_apart_from_those_that_reach(open_app, paste):
    lengths = [50 + 10 * number for number in range(26)]
    app = look(paste(open_app(), fasta((dna(n, n), "ab"[n // 10 % 2]) for n in lengths)))
    whole = table(app, "length_median").set_index("class").loc["all records"]
    assert whole[["length_min", "length_median", "length_max"]].tolist() == [50, 175, 300]
    assert "The records have 50 to 300 bp" in said(look(app, "Positions"), "info")
    line = traces(app, "explore_lines")[0]
    assert [line["customdata"][position - 1] for position in (1, 60, 61, 200)] == [13, 13, 12, 6]  # of class a
    assert table(look(app, "Reading frames"), "orf_length")["length"].tolist() == lengths[4:]
    assert "4 records are shorter than 90 bp" in said(app, "caption")


def hits(records, motif, both):
    """Look for a motif with patterns that may overlap; a place that fits on both strands is on +."""
    code = {"R": "[AGR]", "Y": "[CTY]", "N": "[ACGTRYN]"}
    plus, minus = ("(?=" + "".join(code.get(x, x) for x in m) + ")" for m in (motif, motif[::-1].translate(OPPOSITE)))
    for name, letters in records:
        here = dict.fromkeys([at.start() for at in re.finditer(minus, letters)] if both else [], "-")
        here |= dict.fromkeys([at.start() for at in re.finditer(plus, letters)], "+")
        for at, strand in sorted(here.items()):
            piece = letters[at : at + len(motif)]
            yield name, at + 1, strand, piece if strand == "+" else piece[::-1].translate(OPPOSITE)


@pytest.mark.parametrize("both", [True, False])
def test_a_search_finds_what_looking_letter_by_letter_finds(open_app, paste, both):
    draw = random.Random(5)
    records = [(f"s{number}", "".join(draw.choices("ACGTRN", (9, 9, 9, 9, 1, 1), k=60))) for number in range(60)]
    app = look(paste(open_app(), fasta((letters, "a") for _, letters in records)), "Sequences")
    if not both:
        app.checkbox(key="explore_motif_both").uncheck().run()
    by_key(app.text_input, "explore_motif_").set_value("CANYTG").run()
    expected = list(hits(records, "CANYTG", both))
    assert len({strand for _, _, strand, _ in expected}) == 1 + both
    assert list(table(fine(app), "strand").itertuples(index=False, name=None)) == expected
    found = {name for name, *_ in expected}
    assert f"**{len(expected)}** matches in **{len(found)}** of 60 records" in said(app, "markdown")
    by_key(app.text_input, "explore_name_").set_value("S1").run()  # in any case of letters
    named = [name for name, _ in records if "s1" in name]
    here = [row for row in expected if row[0] in named]
    assert f"**{len(here)}** matches in **{len(found & set(named))}** of {len(named)} records" in said(app, "markdown")
    assert table(app, "sequence")["id"].tolist() == [name for name in named if name in found]
    assert set(table(app, "strand")["id"]) == found & set(named)
    by_key(app.text_input, "explore_motif_").set_value("").run()
    assert table(app, "sequence")["id"].tolist() == named


def test_pages_and_positions_of_the_reader_show_those_letters(open_app, paste):
    letters = [dna(90, seed) for seed in range(60)]
    app = look(paste(open_app(), fasta((one, "a") for one in letters)), "Sequences")
    by_key(app.number_input, "explore_page_").set_value(3).run()
    app.selectbox(key="explore_columns").set_value(30).run()
    by_key(app.number_input, "explore_from_").set_value(71).run()
    shown = table(fine(app), "sequence")
    assert shown["id"].tolist() == [f"s{number}" for number in range(50, 60)]
    assert shown["sequence"].tolist() == [one[70:] for one in letters[50:]]
    [heat] = traces(app, "explore_reader")
    assert ["".join(line).rstrip() for line in heat["text"]] == [one[70:] for one in letters[50:]]
    by_key(app.text_input, "explore_name_").set_value("s5").run()  # fewer pages than the one that was open
    assert table(fine(app), "sequence")["id"].tolist() == ["s5", *(f"s{number}" for number in range(50, 60))]


def test_a_map_of_neighbours_is_drawn_in_a_job_and_is_there_again(open_app, paste):
    text = fasta((dna(40, seed, (1, 1, 1 + seed % 2 * 20, 1)), "ab"[seed % 2]) for seed in range(40))
    app = look(paste(open_app(), text), "Map")
    by_key(app.selectbox, "explore_map_encoder_").set_value("composition").run()
    app.segmented_control(key="explore_map").set_value("tsne").run()
    app.button(key="explore_tsne").click().run()
    for _ in range(240):
        if app.get("plotly_chart") or app.error:
            break
        time.sleep(0.25)
        fine(app.run())
    drawn = traces(app, "explore_tsne")
    places = {entry[0]: at for one in drawn for entry, *at in zip(one["customdata"], one["x"], one["y"], strict=True)}
    assert sorted(places) == list(range(40))
    at = np.array([places[row] for row in range(40)])
    apart = np.linalg.norm(at[:, None] - at, axis=2) + np.diag([np.inf] * 40)
    nearest = apart.argmin(axis=1)
    assert (nearest % 2 == np.arange(40) % 2).sum() >= 38  # the class rich in G lies with itself
    assert traces(look(look(app, "Overview"), "Map"), "explore_tsne") == drawn
    assert not any(button.key == "explore_tsne" for button in app.button)


def test_copies_are_counted(open_app, paste):
    app = look(paste(open_app(), fasta([("ACGTAA", "a"), ("ACGTAA", "a"), ("TTACGT", "b"), ("GGGGGG", "b")])))
    assert "**2** records repeat the sequence of an earlier one" in said(app, "markdown")
    assert "**1** sequence carries different labels" in said(app, "markdown")


def test_the_first_match_of_a_motif_is_brought_into_view_once(open_app, paste):
    letters = ["A" * 100 + "GATTACA" + "A" * 100, "A" * 150 + "GATTACA", "A" * 200]
    app = look(paste(open_app(), fasta((one, "a") for one in letters)), "Sequences")
    by_key(app.text_input, "explore_motif_").set_value("GATTACA").run()
    start = by_key(fine(app).number_input, "explore_from_")
    assert start.value == 91
    assert table(app, "sequence")["sequence"].iloc[0].startswith("A" * 10 + "GATTACA")
    start.set_value(1).run()
    assert by_key(app.number_input, "explore_from_").value == 1  # it stays where one went


def test_whole_numbers_get_whole_bins_and_features_say_what_they_are(open_app, paste):
    text = rows_of((f"g{number}", dna(40, number), f"{number % 10}") for number in range(60))
    app = paste(open_app(), text.replace("label", "bin"))
    by_key(app.radio, "data_task_").set_value("numbers").run()
    app = look(fine(app), "Values")
    [line] = traces(app, "explore_values")
    assert line["x"] == list(range(-1, 11))
    assert "whole numbers from 0 to 9" in said(app, "caption")
    assert table(app, "spearman")["description"].str.len().min() > 0


def test_a_class_called_no_label_is_not_that_of_the_records_without_one(open_app, paste):
    rows = [(f"s{number}", dna(100, number), ("no label", "x", "")[number % 3]) for number in range(30)]
    app = look(paste(open_app(), rows_of(rows)))
    assert table(app, "length_median").set_index("class")["records"].to_dict() == {
        "no label": 10, "x": 10, "no label (none given)": 10, "all records": 30,
    }  # fmt: skip
    assert [len(trace["x"]) for trace in traces(look(app, "Map"), "explore_pca")] == [10, 10, 10]
    assert len(traces(look(app, "Reading frames"), "explore_period3")) == 3
    fine(look(app, "Positions"))
