"""Mutations, as a person looks at them."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from genocore.evidence.demos import STUDIES
from tests.browser.waiting import press, settled


@pytest.fixture
def study(server, visit):
    """Open the Mutations page and a demo on it, or nothing."""

    def open_it(demo: str = "") -> Page:
        page = visit(server.url)
        page.get_by_test_id("stSidebarNav").get_by_role("link", name="Mutations", exact=True).click()
        expect(page.get_by_role("heading", name="Mutations", exact=True)).to_be_visible()
        if demo:
            settled(page)
            number = [one.title for one in STUDIES.values()].index(demo)
            page.get_by_role("button", name="Open it").nth(number).click()
            expect(page.get_by_text("Files: add, replace")).to_be_visible()
        return page

    return open_it


def look(page: Page, section: str) -> None:
    settled(page)
    page.get_by_test_id("stMain").get_by_role("radio", name=section, exact=True).click()
    settled(page)


def downloaded(page: Page, name: str) -> str:
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_text(encoding="utf-8")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def click_point(page: Page, number: int) -> None:
    """Click a point of the volcano plot, counted from the one drawn first."""
    settled(page)
    chart = page.locator(".js-plotly-plot").first
    expect(chart.locator(".scatterlayer path.point").first).to_be_visible()
    chart.scroll_into_view_if_needed()
    box = chart.locator(".scatterlayer path.point").nth(number).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_lac_promoter_from_the_first_click_to_the_file_of_significant_mutations(study):
    page = study("Mutations of the lac promoter")
    expect(page.get_by_text("Rows uploaded")).to_be_visible()
    look(page, "Along the sequence")
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    look(page, "Expression")
    expect(page.get_by_text("5 of 7 tested genes")).to_be_visible()
    look(page, "Downloads")
    found = rows(downloaded(page, "significant_mutations.csv"))
    assert {row["Gene"] for row in found} == {
        "lacP_minus35_box", "lacP_CRP_site", "lacP_spacer18", "lacP_minus10_box", "lacP_upstream",
    }  # fmt: skip
    assert all(float(row["P-value"]) < 0.05 and re.fullmatch("[ACGT]>[ACGT]", row["Mutation Type"]) for row in found)
    assert len(rows(downloaded(page, "mutations.csv"))) == 225
    assert downloaded(page, "mutated.fasta").count(">") == 225 + 225  # each name has a change such as A>C
    assert rows(downloaded(page, "gene_significance.csv"))[0]["gene"] == "lacP_upstream"
    assert page.foreign == []


def test_a_click_on_the_volcano_shows_the_gene_and_a_reload_shows_the_same_study(study):
    page = study("TP53 in the NCI-60 cell lines")
    expect(page.get_by_text("5 of 200 tested genes")).to_be_visible()
    click_point(page, 0)
    expect(page.get_by_role("heading", name=re.compile("Expression of (BAX|MDM2|DDB2|CDKN1A|BTG2)"))).to_be_visible()
    expect(page.get_by_text("Expression is lower in mutated samples than in others")).to_be_visible()
    settled(page)
    values = rows(downloaded(page, "Values of this gene (CSV)"))
    assert sorted({row["group"] for row in values}) == ["intact", "mutated"]
    assert len(values) == 50
    page.reload()
    expect(page.get_by_text("5 of 200 tested genes")).to_be_visible()
    expect(page.get_by_text("TP53 in the NCI-60 cell lines").first).to_be_visible()


def test_own_files_that_count_from_0_are_mended_in_one_click(study):
    page = study()
    letters = "CCATGGCTAAATTTGGGTAACC"
    table = "".join(f"g1,{n},{base}>{'A' if base != 'A' else 'C'},s{n}\n" for n, base in enumerate(letters))
    page.locator("input[type=file]").first.set_input_files(
        [
            {"name": "genes.fasta", "mimeType": "text/plain", "buffer": f">g1\n{letters}\n".encode()},
            {"name": "mutations.csv", "mimeType": "text/csv", "buffer": f"Gene,Position,Type,Sample\n{table}".encode()},
        ]
    )
    expect(page.get_by_text(re.compile("100 % of the references match if positions count from 0"))).to_be_visible()
    press(page, "Read it so")
    expect(page.get_by_text("Read as if positions count from 0")).to_be_visible()
    look(page, "Downloads")
    found = rows(downloaded(page, "mutations.csv"))
    assert {row["status"] for row in found} == {"matched"}
    assert found[0]["hgvs_c"] in ("c.-2C>A", "n.1C>A")
    assert rows(downloaded(page, "rejected.csv")) == []
