"""What a person does, from the first page to a file on her disk."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import press, settled
from tests.pages.evaluating import SECTIONS


def go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def start_training(page: Page) -> None:
    go(page, "Data")
    page.get_by_role("button", name="Try it with splice sites").click()
    press(page, "Train a model on these")
    press(page, "Start training")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()


def test_from_home_over_training_and_a_reload_to_a_downloaded_prediction(server, visit):
    page = visit(server.url)
    expect(page.get_by_role("heading", name="What do you want to find out?")).to_be_visible()
    start_training(page)
    go(page, "Predict")  # another page: the work goes on, and says so in the sidebar
    expect(page.get_by_test_id("stSidebar").get_by_text("Training: Random forest")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    go(page, "Evaluate")
    expect(page.get_by_text(re.compile(r"with AUROC 0\.99.* on 63\d records kept back from training"))).to_be_visible(
        timeout=120_000
    )
    expect(page.get_by_text("3,190 labelled records, copies and near copies kept together")).to_be_visible()

    page.get_by_role("button", name="Predict new sequences").click()
    letters = "CAGGTAAGT" * 7
    page.get_by_label("Sequences in FASTA format").fill(
        f">one\n{letters[:60]}\n>two\n{letters[3:63]}\n>=three\nAC-GT\n"
    )
    press(page, "Predict", exact=True)
    expect(page.get_by_role("heading", name="2 predictions")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1 of 3 records could not be read")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download 2 rows (CSV)").click()
    with download.value.path().open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["one", "two"]
    assert all(abs(sum(float(row[f"p_{name}"]) for name in ("EI", "IE", "N")) - 1) < 1e-6 for row in rows)
    assert page.foreign == []


def test_one_click_on_a_question_leads_to_its_result(server, visit):
    page = visit(server.url)
    page.get_by_role("button", name="Try it with real data").first.click()
    expect(page.get_by_role("heading", name="Evaluate")).to_be_visible()
    verdict = page.get_by_role("heading", name=re.compile(r"separates mutated from normal with AUROC 0\.9"))
    expect(verdict).to_be_visible(timeout=120_000)
    page.get_by_text("Right and wrong", exact=True).click()
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    settled(page)
    cells = page.locator(".heatmaplayer image").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    expect(page.get_by_text(re.compile(r"records of mutated that were called normal"))).to_be_visible()
    expect(verdict).to_be_visible()


@pytest.mark.parametrize("page_name", ["data", "train", "evaluate", "predict"])
def test_a_second_tab_with_the_same_address_shows_the_same_work(server, visit, page_name):
    page = visit(server.url)
    go(page, "Data")
    page.get_by_role("button", name="Try it with splice sites").click()
    expect(page.get_by_text("What was understood")).to_be_visible()
    ws = page.url.split("ws=")[1]
    other = visit(f"{server.url}/{page_name}?ws={ws}")
    expect(other.get_by_test_id("stSidebar").get_by_text("Splice sites of primates")).to_be_visible()


HOSTILE = (
    "![x](http://203.0.113.1/x.png)<img/src=x/onerror=alert(1)> <b>label</b>[c](http://203.0.113.1/)",
    "`![y](http://203.0.113.1/y.png)` $x$:red[R]",
)


def test_a_hostile_header_is_shown_as_text_and_fetches_nothing(server, visit, tmp_path):
    rows = [f">{HOSTILE[i % 2]}\n{'ACGT' * 5}{'ACGT'[i // 2 % 4]}{'ACGT'[i // 8 % 4]}" for i in range(32)]
    (tmp_path / f"{'![f](x)'}.fasta").write_text("\n".join(rows) + f"\n>{HOSTILE[0]}\nAC-T\n")
    page = visit(f"{server.url}/data")
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.locator("input[type=file]").first.set_input_files(tmp_path / "![f](x).fasta")
    expect(page.get_by_text("What was understood")).to_be_visible()
    press(page, "Train a model on these")
    press(page, "Start training")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()  # else the page may be left before it starts
    go(page, "Evaluate")
    expect(page.get_by_role("button", name="Predict new sequences")).to_be_visible(timeout=60_000)
    for section in SECTIONS:
        page.get_by_test_id("stMain").get_by_text(section, exact=True).first.click()
        settled(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    go(page, "Predict")
    page.get_by_label("Sequences in FASTA format").fill(f">{HOSTILE[0]}\n{'ACGT' * 5}AC\n")
    press(page, "Predict", exact=True)
    expect(page.get_by_role("heading", name="1 prediction")).to_be_visible(timeout=60_000)
    assert page.foreign == []
    assert dialogs == []
    assert page.locator("a[href*='203.0.113.1'], img[src*='203.0.113.1']").count() == 0


def explore_words(page: Page) -> None:
    go(page, "Data")
    page.get_by_role("button", name="Try it with splice sites").click()
    expect(page.get_by_text("What was understood")).to_be_visible()
    go(page, "Explore")
    settled(page)
    page.get_by_role("radio", name="Words", exact=True).click()
    expect(page.get_by_text("Letters of a word")).to_be_visible()
    settled(page)


def test_a_reload_shows_the_same_section_and_from_there_a_click_leads_to_train(server, visit):
    page = visit(server.url)
    explore_words(page)
    expect(page).to_have_url(re.compile("show=Words"))
    page.reload()
    expect(page.get_by_text("Letters of a word")).to_be_visible()
    settled(page)
    press(page, "Train a model on these")
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    go(page, "Explore")  # where one was
    expect(page.get_by_text("Letters of a word")).to_be_visible()


def test_start_over_works_from_every_section(server, visit):
    page = visit(server.url)
    explore_words(page)
    before = page.url
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Delete everything here").click()
    expect(page.get_by_text("There are no sequences yet.")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.url.split("ws=")[1] != before.split("ws=")[1]
