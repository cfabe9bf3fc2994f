"""Waiting for the page."""

from playwright.sync_api import Page, expect


def settled(page: Page) -> None:
    """Wait until the page's script is through: what is typed while it redraws a widget may be lost."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
