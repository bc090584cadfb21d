"""A run of 12,000 rows, watched live: it moves, tells what it uses, can be stopped, and its page tells the end."""

import csv
import io
import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import Api, Visiting

ROWS = 12_000
# Each picture of the figure “read” as a person would see it change, and each line on time and calls.
WATCH = """() => {
  window.seen = [];
  window.lines = new Set();
  new MutationObserver(() => {
    const line = document.querySelector('progress + p')?.textContent;
    if (line) window.lines.add(line);
    const figure = document.querySelector('.figure-value')?.textContent.replace(/\\D/g, '');
    if (figure && window.seen.at(-1) !== figure) window.seen.push(figure);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture(scope="module")
def prerequisites(stack: dict[str, str]) -> None:
    """Employees point to these."""
    admin = Api(stack, "camille")
    for key in ("entity_location", "department", "class"):
        assert admin.finished(key)["state"] == "DONE"


def start(page: Page, label: str, button: str = "Synchronize") -> None:
    page.get_by_label("List", exact=True).select_option(label=label)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.usefixtures("prerequisites")
def test_12000_rows_are_watched_from_the_first_to_the_last(visiting: Visiting, stack: dict[str, str]) -> None:
    # One of the three pages takes its time, so that there is something to see in between.
    late = {"match": {"name": "query", "body_contains": "employee"}, "skip": 3, "do": {"stall_seconds": 6}}
    requests.post(f"{stack['intacct_url']}/_control/faults", json=[late], timeout=10).raise_for_status()
    with visiting("camille", "en") as visit:
        page = visit.open("/other/sync-tools")
        page.evaluate(WATCH)
        start(page, "Employee")
        expect(page.get_by_role("progressbar", name="Progress")).to_be_visible()
        expect(page.get_by_text("Employee: finished.")).to_be_visible(timeout=90_000)
        seen: list[int] = [int(text) for text in page.evaluate("window.seen")]
        assert seen[-1] == max(seen) == ROWS
        assert len([rows for rows in seen if 0 < rows < ROWS]) >= 1
        lines: list[str] = page.evaluate("[...window.lines]")
        assert [line for line in lines if re.search(r"about \d+ \w+ left .* calls: Intacct \d+, Salesforce \d+", line)]
        page.get_by_role("link", name="Open this run").click()
        expect(page.get_by_role("definition").filter(has_text="Intacct ")).to_be_visible()
        # Another look at the same list finds nothing to write.
        page.get_by_role("link", name="History").click()
        visit.settle()
        expect(page.get_by_role("row", name="Employee").first).to_contain_text("12,000")


def test_a_run_of_all_lists_tells_the_time_left_once_it_knows_them(
    visiting: Visiting, stack: dict[str, str], admin: Api
) -> None:
    assert admin.finished("all")["state"] == "DONE"
    late = {"match": {"name": "query", "body_contains": "employee"}, "skip": 3, "do": {"stall_seconds": 4}}
    requests.post(f"{stack['intacct_url']}/_control/faults", json=[late], timeout=10).raise_for_status()
    with visiting("camille", "fr") as visit:
        page = visit.open("/other/sync-tools")
        page.evaluate(WATCH)
        page.get_by_role("button", name="Synchroniser", exact=True).click()
        expect(page.get_by_text(re.compile(r"Toutes les listes\s:\sterminé\."))).to_be_visible(timeout=90_000)
        lines: list[str] = page.evaluate("[...window.lines]")
        assert [line for line in lines if re.search(r"encore \d+\s\w+ environ", line)]


def test_a_trial_run_writes_nothing_and_is_then_done_for_real(visiting: Visiting, stack: dict[str, str]) -> None:
    touch = {"company": "demo", "object": "company-config/class", "share": 0.5}
    with visiting("camille", "en") as visit:
        page = visit.open("/other/sync-tools")
        start(page, "Class")
        expect(page.get_by_text("Class: finished", exact=False)).to_be_visible(timeout=30_000)
        requests.post(f"{stack['intacct_url']}/_control/touch", json=touch, timeout=10).raise_for_status()
        start(page, "Class", "Try without writing")
        expect(page.get_by_text("Would be updated")).to_be_visible()
        page.get_by_role("link", name="Open this run").click()
        page.get_by_role("button", name="Synchronize now").click(timeout=30_000)
        expect(page.get_by_text("Would be updated")).to_have_count(0)
        expect(page.locator(".badge", has_text="Done")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("button", name="Updated")).not_to_contain_text(" 0")


def test_a_run_is_cancelled_after_a_question(visiting: Visiting, stack: dict[str, str]) -> None:
    slow = {"match": {"name": "query"}, "times": 3, "do": {"stall_seconds": 3}}
    requests.post(f"{stack['intacct_url']}/_control/faults", json=[slow], timeout=10).raise_for_status()
    with visiting("camille", "en") as visit:
        page = visit.open("/lists/employee")
        page.get_by_role("button", name="Synchronize", exact=True).click()
        page.get_by_role("button", name="Cancel the run").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()
        expect(page.get_by_text("Employee: cancelled.")).to_be_visible(timeout=60_000)
    requests.delete(f"{stack['intacct_url']}/_control/faults", timeout=10).raise_for_status()


def test_failed_rows_are_grouped_with_a_remedy_and_come_as_a_file(visiting: Visiting, stack: dict[str, str]) -> None:
    # In this company nothing was synchronized that employees point to.
    run = Api(stack, "jo").finished("employee")
    assert run["totals"]["failed"] > 0
    with visiting("jo", "en") as visit:
        page = visit.open(f"/runs/{run['id']}")
        group = page.get_by_role("region", name="What Salesforce refused").get_by_role("listitem").first
        expect(group).to_contain_text(f"{run['totals']['failed']} rows")
        expect(group).to_contain_text("Synchronize the list")
        with page.expect_download() as file:
            page.get_by_role("button", name="Download as CSV").click()
        lines = list(csv.DictReader(io.StringIO(Path(file.value.path()).read_text(encoding="utf-8"))))
        assert len(lines) == run["totals"]["failed"]
        page.get_by_role("button", name="Retry failed rows").click()
        expect(page.get_by_role("definition").filter(has_text="Failed rows only")).to_be_visible()


def test_a_run_is_printed_without_what_only_a_screen_needs(visiting: Visiting, admin: Api) -> None:
    run = admin.finished("department")
    with visiting("camille", "fr") as visit:
        page = visit.open(f"/runs/{run['id']}")
        page.emulate_media(media="print")
        expect(page.get_by_role("navigation")).to_be_hidden()
        expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
        expect(page.get_by_role("heading", name="Département")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
