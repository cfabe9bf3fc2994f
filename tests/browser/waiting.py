"""Waiting for the page."""

from playwright.sync_api import Page, TimeoutError, expect


def settled(page: Page) -> None:
    """Wait until the page's script is through: what is typed while it redraws a widget may be lost."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Press a button once the page has settled: a press while it redraws may be lost."""
    settled(page)
    page.get_by_role("button", name=name, exact=exact).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list; one that a redraw of the page has closed is opened again."""
    box, wanted = page.get_by_label(label), page.get_by_role("option", name=option)
    for _ in range(5):
        box.click()
        try:
            wanted.click(timeout=4000)
            return
        except TimeoutError:
            continue
    raise AssertionError(f"{label} does not offer {option}")
