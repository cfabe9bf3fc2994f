"""The Explore page on data that are too few, odd or hostile."""

import csv
import io
import json
import re

import numpy as np
import pytest
import streamlit as st

from tests.pages.exploring import SECTIONS, by_key, dna, fasta, fine, look, rows_of, said, table

HOSTILE = ["<img src=x onerror=alert(1)>", "![t](http://x)", "$x$", "=cmd()"]
COMPARISONS = ("Could it be trivial?", "Words")


@pytest.fixture
def downloads(monkeypatch):
    """What makes each file, by the key of its button."""
    made, draw = {}, st.download_button

    def keep(label, data, *rest, **options):
        made[options["key"]] = data
        return draw(label, data, *rest, **options)

    monkeypatch.setattr(st, "download_button", keep)
    return made


def test_with_nothing_loaded_it_says_so_and_offers_the_demo(open_app):
    app = fine(open_app().switch_page("pages/explore.py").run())
    assert app.button(key="empty_demo").label == "Try it with splice sites"


@pytest.mark.parametrize("n", [2, 12, 60])
def test_too_few_records_are_no_all_clear(open_app, paste, n):
    text = fasta((dna(30, seed), "ab"[seed % 2]) for seed in range(n))
    app = look(paste(open_app(), text), "Could it be trivial?")
    assert "too few records for a verdict" in said(app, "info")
    assert not app.success


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("".join(f">s{seed}\n{dna(100, seed)}\n" for seed in range(12)), "Your records have no labels"),
        (fasta((dna(100, seed), "only") for seed in range(12)), "There is only one class"),
        (rows_of((f"g{seed}", dna(100, seed), f"{seed}.5") for seed in range(12)), "Your labels are numbers"),
    ],
    ids=["unlabelled", "one class", "numbers"],
)
def test_without_classes_comparisons_say_why_and_all_else_is_drawn(open_app, paste, text, why):
    app = paste(open_app(), text)
    for section in SECTIONS:
        look(app, section)
        assert not app.error
        assert (why in said(app, "info")) == (section in COMPARISONS), section
        assert bool(app.get("plotly_chart")) == (section not in COMPARISONS), section
    off = why != "Your labels are numbers"
    assert app.button(key="explore_go").disabled == off
    assert app.switch_page("pages/data.py").run().button(key="data_go").disabled == off


def test_no_record_left_after_a_fix_is_said_in_every_section(open_app, paste):
    app = paste(open_app(), fasta([("ACGT", "a"), ("ACGT", "b")]))
    by_key(app.button, "data_fix_drop_contradictions_").click().run()
    for section in SECTIONS:
        assert "No record is left" in said(look(app, section), "info")


def test_a_class_may_have_the_name_of_the_last_line(open_app, paste):
    names = ["all records", "x", "y"]
    app = look(
        paste(open_app(), rows_of((f"s{seed}", dna(40 + seed % 3 * 20, seed), names[seed % 3]) for seed in range(30)))
    )
    assert table(app, "length_median")["records"].tolist() == [10, 10, 10, 30]
    assert "median of 40 bp, those of the others 60 to 80 bp" in said(look(app, "Words"), "warning")


@pytest.mark.parametrize("section", ["Words", "Map"])
def test_one_record_of_a_class_is_a_message_and_no_traceback(open_app, paste, section):
    app = look(paste(open_app(), fasta([("ACGTACGT", "a"), ("ACGAACGA", "b")])), section)
    assert {"Words": "At least 2 are needed", "Map": "Use fewer components"}[section] in said(app, "error")


def test_what_is_no_motif_is_a_message_and_stays_in_its_field(open_app, paste):
    app = look(paste(open_app(), fasta([("ACGT", "a"), ("ACGA", "b")])), "Sequences")
    by_key(app.text_input, "explore_motif_").set_value("<b>Q").run()
    assert "Letter 1 of the motif" in said(fine(app), "error")
    assert by_key(app.text_input, "explore_motif_").value == "<b>Q"
    by_key(app.text_input, "explore_motif_").set_value("GGGG").run()
    assert "No record fits" in said(fine(app), "info")


def test_the_section_stands_in_the_address(open_app, paste):
    app = paste(open_app(), fasta([("ACGT", "a"), ("ACGA", "b")]))
    app.query_params["show"] = "Sequences"
    app.switch_page("pages/explore.py").run()
    assert table(fine(app), "sequence")["sequence"].tolist() == ["ACGT", "ACGA"]


def test_names_and_classes_from_a_file_are_text_everywhere_and_no_formula_in_downloads(open_app, paste, downloads):
    rows = [(f"{HOSTILE[seed % 4]} {seed}", dna(95, seed), HOSTILE[seed // 4 % 4]) for seed in range(40)]
    app = paste(open_app(), rows_of(rows))
    for section in SECTIONS:
        look(app, section)
        if section == "Sequences":
            by_key(app.text_input, "explore_motif_").set_value("ACG").run()
        for kind in ("markdown", "caption", "error", "warning", "info", "success", "title", "subheader"):
            for element in fine(app).get(kind):
                outside = re.sub(r"`[^`]*`", "", element.value)
                assert not any(text in outside for text in HOSTILE), (section, kind)
        for chart in app.get("plotly_chart"):
            assert "<img" not in json.dumps(json.loads(chart.proto.spec)), section
    files = {key: make().decode() for key, make in downloads.items() if key.startswith("explore_")}
    assert len(files) >= 12
    for key, text in files.items():
        for cell in (cell for line in csv.reader(io.StringIO(text)) for cell in line):
            assert not cell.startswith(("=", "@")), key
            assert not cell.startswith(("+", "-")) or cell in "+-" or np.isfinite(float(cell)), key
    assert "\n'=cmd()," in files["explore_summary_csv"]
    assert "\n'=cmd() 3," in files["explore_hits_csv"]
