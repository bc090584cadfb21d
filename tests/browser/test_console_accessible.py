"""axe-core finds nothing to object to: on every screen and in every state, light and dark, wide and narrow."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, Route

from dev.console_browser import NARROW, WIDE, Scheme, Visit
from tests.browser.conftest import Api, Visiting

AXE = (Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = (
    "/connection",
    "/lists",
    "/lists/employee",
    "/other/account-details",
    "/other/sync-tools",
    "/other/history",
    "/other/field-map",
    "/audit",
    "/customers",
    "/customers/C-00001/account-details",
    "/customers/nobody/account-details",
    "/confirm-recipient",
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
def scene(stack: dict[str, str]) -> dict[str, str]:
    """A run that went well, one with failures, and a tab with every kind of value; their addresses by name."""
    admin = Api(stack, "camille")
    fields = [one["name"] for one in admin.get("/account-details/fields")["fields"] if one["type"] != "id"]
    admin.choose(*fields)
    failed = Api(stack, "jo").finished("employee", dry_run=False)
    done = admin.finished("department")
    trial = admin.finished("department", dry_run=True)
    return {name: f"/runs/{run['id']}" for name, run in {"failed": failed, "done": done, "trial": trial}.items()}


@each_scheme
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_screen_is_fine(visiting: Visiting, scene: dict[str, str], scheme: Scheme, width: int) -> None:
    with visiting("camille", "fr", scheme, width) as visit:
        visit.open("/")
        for path in (*SCREENS, scene["done"], scene["trial"]):
            visit.go(path)
            assert_fine(visit)


@each_scheme
def test_a_run_with_failures_is_fine(visiting: Visiting, scene: dict[str, str], scheme: Scheme) -> None:
    with visiting("jo", "en", scheme) as visit:
        visit.open(scene["failed"])
        assert_fine(visit)


@each_scheme
def test_the_way_in_is_fine(visiting: Visiting, scheme: Scheme) -> None:
    with visiting("", "fr", scheme) as visit:
        visit.open("/")
        assert_fine(visit)


def refused(status: int, code: str) -> Callable[[Route], None]:
    problem = {"type": "", "title": "", "detail": "It is so.", "remedy": "Do this.", "errors": [], "instance": ""}
    return lambda route: route.fulfill(status=status, json={**problem, "status": status, "code": code})


STATES: dict[str, Callable[[Route], None]] = {
    "loading": lambda _: None,
    "failed": refused(502, "upstream"),
    "passing": refused(503, "busy"),
    "forbidden": refused(403, "role_missing"),
    "offline": lambda route: route.abort("internetdisconnected"),
    "empty": lambda route: route.fulfill(json={"runs": [], "cursor": ""}),
}


@each_scheme
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_fine(visiting: Visiting, scheme: Scheme, state: str) -> None:
    with visiting("camille", "en", scheme) as visit:
        visit.page.route("**/api/v1/runs?*", STATES[state])
        visit.page.route("**/api/v1/runs", STATES[state])
        visit.page.goto(visit.url + "/other/history")
        visit.page.locator("h1", has_text="Other").wait_for()
        visit.page.locator("main .loading, main .notice, main .empty").first.wait_for()
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
