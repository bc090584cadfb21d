"""axe-core finds nothing to object to: on every screen and in every state, light and dark, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Frame, Page, expect

from dev.console_browser import NARROW, WIDE, Scheme, Visit
from dev.single_record import change_one_department
from tests.browser.conftest import Api, Visiting

AXE = (Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = (
    "/connection",
    "/lists",
    "/lists/employee",
    "/lists/department",
    "/other/account-details",
    "/other/sync-tools",
    "/other/history",
    "/other/field-map",
    "/audit",
    "/customers",
    "/customers/C-00001/account-details",
    "/customers/nobody/account-details",
    "/confirm-recipient",
    "/lists/none",
    "/runs/01AN4Z07BY79KA1307SR9X4MV3",
)
each_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


def objections(page: Page | Frame) -> list[str]:
    """Each rule that is broken, with the first element that breaks it."""
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations)", RULES
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def assert_fine(visit: Visit) -> None:
    # In the world of the page's own scripts a policy forbids what axe's source needs no leave for here.
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE)
    assert objections(visit.page) == []
    overflow = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


@pytest.fixture(scope="module")
def scene(stack: dict[str, str]) -> Iterator[dict[str, str]]:
    """Runs that went well, tried and failed; their addresses by name. A tab with every kind of value, schedules, a
    recipient who has not answered, a record that came by itself.
    """
    admin = Api(stack, "camille")
    fields = [one["name"] for one in admin.get("/account-details/fields")["fields"] if one["type"] != "id"]
    admin.choose(*fields)
    schedules = [{"list": key, "when": "daily 02:30", "time_zone": "UTC", "mode": "full"} for key in ("all", "class")]
    admin.set(schedules=schedules, recipients=["finance@demo.example"])
    failed = Api(stack, "jo").finished("employee", dry_run=False)
    done = admin.finished("department")
    trial = admin.finished("department", dry_run=True)
    change_one_department(stack["intacct_url"], stack["salesforce_url"])
    yield {name: f"/runs/{run['id']}" for name, run in {"failed": failed, "done": done, "trial": trial}.items()}
    admin.set(schedules=[], recipients=[])


@each_scheme
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_screen_is_fine(visiting: Visiting, scene: dict[str, str], scheme: Scheme, width: int) -> None:
    with visiting("camille", "fr", scheme, width) as visit:
        visit.open("/")
        for path in (*SCREENS, scene["trial"]):
            visit.go(path)
            assert_fine(visit)
        page = visit.go(scene["done"])
        expect(page.locator(".facts")).to_contain_text("Remis à", timeout=15_000)
        assert_fine(visit)


@each_scheme
def test_a_run_with_failures_is_fine(visiting: Visiting, scene: dict[str, str], scheme: Scheme) -> None:
    with visiting("jo", "en", scheme) as visit:
        visit.open(scene["failed"])
        assert_fine(visit)


@each_scheme
def test_a_screen_that_is_not_for_the_role_is_fine(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("noor", "en", scheme, NARROW) as visit:
        visit.open("/connection")
        assert_fine(visit)


@each_scheme
def test_the_way_in_is_fine(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("", "fr", scheme) as visit:
        visit.open("/")
        assert_fine(visit)


@each_scheme
def test_drafts_questions_menus_and_toasts_are_fine(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("camille", "en", scheme, NARROW) as visit:
        page = visit.open("/connection")
        page.get_by_role("button", name="Replace").last.click()
        page.get_by_label("Entity").fill("100")
        assert_fine(visit)
        page.get_by_role("button", name="Menu").click()
        assert_fine(visit)
        page.get_by_role("link", name="Audit").click()
        page.get_by_role("dialog").wait_for()
        assert_fine(visit)
        page.get_by_role("button", name="Cancel").last.click()
        page.get_by_role("button", name="Check the connection").click()
        page.locator(".check-line").first.wait_for()
        assert_fine(visit)


@each_scheme
@pytest.mark.usefixtures("scene")
def test_an_address_for_notices_is_fine_while_it_is_renewed(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("camille", "fr", scheme, NARROW) as visit:
        page = visit.open("/connection")
        page.locator("summary").last.click()
        renew = page.get_by_role("button", name="Renouveler l’adresse")
        renew.click()
        page.get_by_label("Accepter aussi les avis non signés").check()
        assert_fine(visit)
        renew.click()
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        assert_fine(visit)
        dialog.get_by_role("button", name="Renouveler").click()
        page.locator(".to-paste").last.wait_for()
        assert_fine(visit)


@each_scheme
def test_a_field_map_and_a_schedule_are_fine_while_they_are_edited(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("camille", "en", scheme, NARROW) as visit:
        page = visit.open("/lists/department")
        page.get_by_label("Intacct field").select_option(label="reportTitle (text)")
        page.get_by_label("Salesforce field").select_option(label="Intacct Entity (Intacct_Entity__c, string)")
        page.get_by_role("button", name="Add row").click()
        page.get_by_role("button", name="Add a schedule").click()
        page.get_by_label("Time zone").fill("Mars/Olympus")
        page.get_by_role("button", name="Save").first.click()
        page.locator("[aria-invalid=true]").wait_for()
        assert_fine(visit)


@each_scheme
def test_a_choice_of_fields_is_fine_while_it_is_made(visiting: Visiting, admin: Api, scheme: Scheme) -> None:
    admin.choose("Name", "Phone")
    with visiting("camille", "en", scheme, NARROW) as visit:
        page = visit.open("/other/account-details")
        page.get_by_label("Readers see every chosen field").uncheck()
        page.get_by_role("searchbox").fill("industry")
        page.locator(".field-line", has_text="Industry").get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Refresh fields").click()
        page.get_by_text("Fields read anew").wait_for()
        assert_fine(visit)


@each_scheme
def test_a_run_is_fine_while_it_runs_and_is_cancelled(
    visiting: Visiting, stack: dict[str, str], scheme: Scheme
) -> None:
    slow = {"match": {"name": "query"}, "times": 2, "do": {"stall_seconds": 4}}
    requests.post(f"{stack['intacct_url']}/_control/faults", json=[slow], timeout=10).raise_for_status()
    with visiting("camille", "en", scheme) as visit:
        page = visit.open("/lists/class")
        page.get_by_role("button", name="Synchronize", exact=True).click()
        page.get_by_role("progressbar").wait_for()
        assert_fine(visit)
        page.get_by_role("button", name="Cancel the run").click()
        page.get_by_role("dialog").get_by_role("button", name="Cancel the run").click()
        page.get_by_text("Class: cancelled.").wait_for()
        assert_fine(visit)
    requests.delete(f"{stack['intacct_url']}/_control/faults", timeout=10).raise_for_status()
