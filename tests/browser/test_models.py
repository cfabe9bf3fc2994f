"""Watching models learn: the leaderboard of Auto, the curves of a network."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_walk import go
from tests.browser.waiting import press, settled


@pytest.fixture(scope="module")
def motifs(tmp_path_factory):
    """200 sequences of 40 letters; TGACTCA somewhere makes a promoter."""
    rng = np.random.default_rng(4)
    lines = []
    for number in range(200):
        letters = rng.choice(list("ACGT"), 40)
        label = "promoter" if number % 2 else "other"
        if number % 2:
            place = rng.integers(0, 33)
            letters[place : place + 7] = list("TGACTCA")
        lines += [f">seq{number} {label}", "".join(letters)]
    path = tmp_path_factory.mktemp("motifs") / "motifs.fasta"
    path.write_text("\n".join(lines) + "\n")
    return path


def choose_model(page: Page, url: str, file, name: str) -> None:
    page.goto(f"{url}/data")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("What was understood")).to_be_visible()
    press(page, "Train a model on these")
    settled(page)
    page.get_by_label("What learns", exact=True).click()
    page.get_by_role("option", name=name).click()


def test_the_leaderboard_of_auto_fills_goes_on_elsewhere_and_can_be_cancelled(server, visit, motifs):
    page = visit(server.url)
    choose_model(page, server.url, motifs, "Auto")
    expect(page.get_by_text("Auto chooses the features too.")).to_be_visible()
    settled(page)
    press(page, "Start training")
    board = page.locator("[aria-label*='compared so far']").first
    expect(board).to_have_attribute("aria-label", re.compile(": [1-9]"), timeout=60_000)
    go(page, "Data")
    expect(page.get_by_test_id("stSidebar").get_by_text(re.compile(r"Training: Auto.*: \d+%"))).to_be_visible()
    go(page, "Train")
    expect(board).to_have_attribute("aria-label", re.compile(": ([3-9]|1[0-9]) "), timeout=60_000)  # it fills
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled, as you asked.")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_network_shows_its_curve_and_outlives_the_server(fresh_server, visit, motifs):
    page = visit(fresh_server.url)
    choose_model(page, fresh_server.url, motifs, "Convolutional network")
    page.get_by_text("Settings of the model").click()
    page.get_by_label("Preset", exact=True).click()
    page.get_by_role("option", name="fast", exact=True).click()
    settled(page)
    page.get_by_label("Epochs", exact=True).fill("15")
    page.get_by_label("Epochs", exact=True).press("Enter")
    settled(page)
    page.get_by_label("Folds", exact=True).fill("2")
    page.get_by_label("Folds", exact=True).press("Enter")
    settled(page)
    press(page, "Start training")
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"epoch \d+"))).to_be_visible()
    expect(page.get_by_text("See the latest result")).to_be_visible(timeout=120_000)
    go(page, "Evaluate")
    verdict = page.get_by_text(
        re.compile(r"separates other from promoter with AUROC|learnt anything: AUROC|than .* alone")
    )
    expect(verdict).to_be_visible()
    said = verdict.first.inner_text()
    address = page.url
    fresh_server.stop()
    fresh_server.start()
    page.goto(address)
    expect(page.get_by_text(said)).to_be_visible()
    go(page, "Predict")
    page.get_by_label("Sequences in FASTA format").fill(
        ">with\nACGTACGTGCTGACTCAAAGCATCGATTAGCATACGCATT\n>short\nACG\n"
    )
    press(page, "Predict", exact=True)
    expect(page.get_by_role("heading", name="2 predictions")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)
