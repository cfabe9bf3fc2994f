"""What a person does with files of her own: a messy table put right, and names that try to be more than text."""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from tests.browser.waiting import choose, settled

BASES = ["ACGTACGTACGT", "GGCCAATTGGCA", "TTGACATATTGC", "CCGGTTAACCGT", "ATATGCGCATAG", "GATTACAGATTC"]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "![t](http://203.0.113.1/x.png)",
    "$x$ :red[R]",
    '=cmd("calc")',
    "@SUM(1)",
    "[c](javascript:alert(1))",
]
SECTIONS = ["Overview", "Could it be trivial?", "Positions", "Words", "Map", "Sequences", "Reading frames"]


@pytest.fixture
def watched(server, visit):
    """A page of which every dialog is noted."""
    page = visit(f"{server.url}/data")
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    return page


def upload(page: Page, *files: dict) -> None:
    page.locator("input[type=file]").first.set_input_files(list(files))
    expect(page.get_by_text("What was understood")).to_be_visible()
    settled(page)


def given(name: str, text: str, encoding: str = "utf-8") -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode(encoding)}


def metric(page: Page, label: str):
    return page.get_by_test_id("stMetric").filter(has_text=label)


def cells(download) -> list[str]:
    text = download.path().read_text(encoding="utf-8")
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def test_a_messy_table_is_put_right_in_the_column_mapper(watched):
    page = watched
    rows = ["Export of our LIMS;;", "Oligo;Insert;Signal"]
    rows += [f"o{i};{bases};{1000 * i},5" for i, bases in enumerate(BASES)] + ["short;row"]
    upload(page, given("export.csv", "\r\n".join(rows), "utf-16"))
    expect(metric(page, "Records read")).to_contain_text("7")
    expect(metric(page, "Left out")).to_contain_text("1")
    expect(metric(page, "Largest")).to_contain_text("5,000")
    page.get_by_text("How the files were read").click()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    settled(page)
    choose(page, "Column of names", "Signal")
    settled(page)
    page.get_by_role("button", name="Apply").click()
    expect(metric(page, "Without a label")).to_contain_text("6")  # what was the value names the rows now
    settled(page)
    with page.expect_download() as held:
        page.get_by_role("button", name="Cleaned table").click()
    assert cells(held.value)[:8] == ["id", "length", "Oligo", "sequence", "0.5", "12", "o0", BASES[0]]
    with page.expect_download() as held:
        page.get_by_role("button", name="Rows left out").click()
    assert "FA023" in cells(held.value)


def test_hostile_names_are_text_on_every_page_and_no_formula_in_a_file(watched):
    page = watched
    rows = [
        "name,sequence,=class",
        *(f'"{HOSTILE[i].replace(chr(34), chr(34) * 2)}",{b},"{HOSTILE[i % 2]}"' for i, b in enumerate(BASES)),
    ]
    rows.append(f'"{HOSTILE[3].replace(chr(34), chr(34) * 2)}",AC-T,x')
    upload(page, given("=cmd(1).csv", "\n".join(rows)))
    with page.expect_download() as held:
        page.get_by_role("button", name="Cleaned table").click()
    assert not [cell for cell in cells(held.value) if cell[:1] in ("=", "+", "-", "@")]
    with page.expect_download() as held:
        page.get_by_role("button", name="Rows left out").click()
    assert not [cell for cell in cells(held.value) if cell[:1] in ("=", "+", "@")]
    for section in SECTIONS:
        page.get_by_role("link", name="Explore", exact=True).click()
        expect(page.get_by_role("heading", name="Explore")).to_be_visible()
        page.get_by_role("radio", name=section, exact=True).click()
        settled(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    for name in ("Train", "Evaluate", "Predict", "Home"):
        page.get_by_role("link", name=name, exact=True).first.click()
        settled(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.foreign == []
    assert page.dialogs == []
    assert page.locator("a[href*='203.0.113.1'], img[src*='203.0.113.1'], img[src='x']").count() == 0
