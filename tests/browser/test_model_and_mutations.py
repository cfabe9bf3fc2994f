"""A model meets mutations, as a person brings them together."""

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.browser.waiting import press, settled


def downloaded(page: Page, name: str) -> list[dict[str, str]]:
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))


def look(page: Page, section: str) -> None:
    settled(page)
    page.get_by_test_id("stMain").get_by_role("radio", name=section, exact=True).click()
    settled(page)


def choose_row(page: Page, number: int) -> None:
    """Tick a row of the first table, counted from 0."""
    settled(page)
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 35 * (number + 1.5))


def test_from_the_first_page_to_a_model_and_the_mutations_it_was_asked_about(server, visit):
    page = visit(server.url)
    settled(page)
    page.get_by_role("button", name="Try it with real data").last.click()
    expect(page.get_by_role("heading", name="Mutations", exact=True)).to_be_visible()
    expect(page.get_by_text("Training: Dense network (MLP)").first).to_be_visible()
    asks = page.get_by_role("button", name="Ask this model")
    expect(asks).to_be_visible(timeout=240_000)
    press(page, "Ask this model")
    expect(page.get_by_text("225 of 225 changes were given to the model")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("The effect is the model's")).to_be_visible()

    choose_row(page, 3)
    expect(page.get_by_text("Before and after")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Why: lacP, 1 to 75"))).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(2, timeout=60_000)  # the map, and the gene's expression
    expect(page.get_by_role("heading", name="Expression of lacP_upstream")).to_be_visible()

    grid = downloaded(page, "Download 225 rows (CSV)")
    effects = {row["hgvs_c"] + row["gene"]: abs(float(row["delta_score_mean"])) for row in grid}
    inside = [size for name, size in effects.items() if "minus35" in name]
    linker = [size for name, size in effects.items() if "linker" in name]
    assert sum(inside) / len(inside) > 2 * sum(linker) / len(linker)
    assert {row["ref_check"] for row in grid} == {"match"}
    assert all(float(row["delta_score_sd"]) >= 0 and 0 <= float(row["percentile"]) <= 100 for row in grid)

    look(page, "Model and expression")
    expect(page.get_by_text(re.compile(r"Rank correlation 0\.[5-9]\d"))).to_be_visible()
    look(page, "Downloads")
    found = downloaded(page, "significant_mutations.csv")
    assert all(row["delta_score_mean"] for row in found)
    page.reload()
    look(page, "Table")
    expect(page.get_by_text("225 of 225 changes were given to the model")).to_be_visible()
    assert page.foreign == []
