"""axe-core objects to no screen in no state: loading, failed, busy, forbidden, offline, empty, stale; light, dark."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from dev.console_browser import Scheme, Visit
from tests.browser.conftest import Api, Visiting
from tests.browser.test_console_accessible import assert_fine, each_scheme

CALLS = "**/api/v1/**"
LOADING = (
    "/connection",
    "/lists",
    "/lists/department",
    "/other/account-details",
    "/other/sync-tools",
    "/other/history",
    "/other/field-map",
    "/audit",
    "/customers/C-00001/account-details",
)
"""The screens that load something; a run is one more."""
EMPTY_OF = {"/other/history": "No runs yet", "/audit": "Nothing was changed yet"}
Answer = Callable[[Route], None]


def refused(status: int, code: str) -> Answer:
    problem = {"type": "", "title": "", "detail": "It is so.", "remedy": "Do this.", "errors": [], "instance": "x"}
    return lambda route: route.fulfill(status=status, json={**problem, "status": status, "code": code})


def emptied(part: Any) -> Any:
    """The answer with nothing in its lists of things."""
    if isinstance(part, dict):
        return {name: emptied(value) for name, value in part.items()}
    return [] if isinstance(part, list) and not all(isinstance(one, str) for one in part) else part


def answer_empty(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, json=emptied(answer.json()))


def unanswered(route: Route) -> None:
    """For as long as the page stands: what it waits for is seen."""


STATES: dict[str, tuple[Answer, str]] = {
    "loading": (unanswered, ".loading"),
    "failed": (refused(500, "upstream"), ".notice.bad"),
    "busy": (refused(503, "busy"), ".notice.warning"),
    "forbidden": (refused(403, "role_missing"), ".notice.warning"),
    "offline": (lambda route: route.abort("internetdisconnected"), ".notice.warning"),
    "empty": (answer_empty, ".page"),
}
"""What becomes of every call, and what is seen then."""


@pytest.fixture(scope="module")
def screens(stack: dict[str, str]) -> tuple[str, ...]:
    return (*LOADING, f"/runs/{Api(stack, 'camille').finished('class')['id']}")


@pytest.fixture
def signed_in(visiting: Visiting, scheme: Scheme) -> Iterator[Visit]:
    """At a screen that loads nothing."""
    with visiting("camille", "en", scheme) as visit:
        visit.open("/customers")
        yield visit


@each_scheme
@pytest.mark.parametrize("state", STATES)
def test_every_screen_is_fine_in_every_state(signed_in: Visit, screens: tuple[str, ...], state: str) -> None:
    page, (answer, sign) = signed_in.page, STATES[state]
    page.route(CALLS, answer)
    page.context.set_offline(state == "offline")
    for path in screens:
        signed_in.step(path)
        page.locator(f"main {sign}").first.wait_for()
        if state == "empty":
            signed_in.settle()
            expect(page.locator("main")).to_contain_text(EMPTY_OF.get(path, ""))
        assert_fine(signed_in)
    page.unroute(CALLS)


def ask_again(page: Page) -> None:
    """By the language, in which all comes anew; the customer's tab keeps its values for its own button only."""
    button = page.locator(".page-head").get_by_role("button")
    if button.count():
        button.click()
    else:
        other = {"en": "fr", "fr": "en"}[page.evaluate("document.documentElement.lang")]
        page.locator(".person select").first.select_option(other)


@each_scheme
def test_every_screen_is_fine_when_it_is_stale(signed_in: Visit, screens: tuple[str, ...]) -> None:
    for path in screens:
        page = signed_in.go(path)
        page.route(CALLS, refused(502, "upstream"))
        ask_again(page)
        stale = page.locator("main .notice.bad").first
        expect(stale).to_contain_text(re.compile("What you see is as of|Ce que vous voyez date de"))
        assert_fine(signed_in)
        page.unroute(CALLS)
