"""Stopping, killing, restarting: nothing is lost and the app lives."""

import time

import psutil
from playwright.sync_api import Page, expect

from tests.browser.waiting import press, settled


def start_long_training(page: Page, url: str) -> None:
    page.goto(f"{url}/data")
    page.get_by_role("button", name="Try it with splice sites").click()
    press(page, "Train a model on these")
    page.get_by_text("Settings of the model").click()
    trees = page.get_by_label("Trees", exact=True)
    settled(page)
    trees.fill("5000")
    trees.press("Enter")
    expect(page.get_by_text("minutes")).to_be_visible()
    press(page, "Start training")
    expect(page.get_by_text("of 5000 trees")).to_be_visible()


def train_quickly(page: Page) -> None:
    settled(page)
    page.get_by_label("Trees", exact=True).fill("25")
    page.get_by_label("Trees", exact=True).press("Enter")
    expect(page.get_by_text("a few seconds")).to_be_visible()
    press(page, "Start training")
    expect(page.get_by_text("See the latest result")).to_be_visible(timeout=90_000)


def test_a_first_visit_by_a_deep_link_gets_the_whole_frame(fresh_server, visit):
    page = visit(f"{fresh_server.url}/train")
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("Everything stays on this computer")).to_be_visible()
    assert "/train" in page.url
    assert "ws=" in page.url


def test_training_can_be_cancelled_and_started_again(server, visit):
    page = visit(server.url)
    start_long_training(page, server.url)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled, as you asked.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Cancelled, as you asked.")).not_to_be_visible()


def test_a_killed_worker_fails_the_job_with_the_reason_and_the_app_lives(fresh_server, visit):
    page = visit(fresh_server.url)
    start_long_training(page, fresh_server.url)
    busiest = busiest_process(fresh_server.process.pid)
    busiest.kill()
    expect(page.get_by_text("worker process died")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("button", name="Dismiss")).not_to_be_visible()
    train_quickly(page)


def test_a_restart_of_the_server_loses_nothing_but_says_what_it_cut_short(fresh_server, visit):
    page = visit(fresh_server.url)
    start_long_training(page, fresh_server.url)
    address = page.url
    fresh_server.stop()
    fresh_server.start()
    page.goto(address)
    expect(page.get_by_text("The app was restarted while this was going on")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_text("Splice sites of primates")).to_be_visible()
    page.get_by_role("button", name="Start it again").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled, as you asked.")).to_be_visible(timeout=20_000)


def busiest_process(server: int) -> psutil.Process:
    """Return the child process that works hardest: the one with the job."""
    children = psutil.Process(server).children(recursive=True)
    before = {child.pid: sum(child.cpu_times()[:2]) for child in children}
    time.sleep(1)
    return max(children, key=lambda child: sum(child.cpu_times()[:2]) - before[child.pid])
