"""The states of the console's screens that are worth a picture of their own, one after the other."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, Route

from dev.console_browser import HEIGHT, NARROW, Visit

PAPER_WIDTH = 718
"""A sheet of A4 between margins of 1 cm, at 96 pixels an inch."""

RUNS = "**/api/v1/runs?*"
WORDS = {
    "en": {"check": "Check the connection", "renew": "Renew the address"},
    "fr": {"check": "Vérifier la connexion", "renew": "Renouveler l’adresse"},
}


def _refusing(status: int, code: str) -> Callable[[Route], None]:
    """The console has words of its own for these codes."""
    problem = {"type": "", "title": "", "status": status, "code": code, "detail": "", "remedy": "", "instance": ""}
    return lambda route: route.fulfill(status=status, json={**problem, "errors": []})


_AWAY = _refusing(502, "unexpected")
_ANSWERS: dict[str, Callable[[Route], None]] = {
    "empty": lambda route: route.fulfill(json={"runs": [], "cursor": ""}),
    "failed": _AWAY,
    "forbidden": _refusing(403, "role_missing"),
    "unreachable": lambda route: route.abort("internetdisconnected"),
}


def framed_tab(one: Visit, ui_url: str) -> Page:
    """A customer's record in the stand-in for Intacct, with the tab in its frame."""
    one.page.goto(f"{ui_url}/sign-in?company=demo&user=nhaddad")
    one.page.goto(f"{ui_url}/customers/101")
    one.page.frame_locator("iframe").locator("dt").first.wait_for()
    return one.page


def states_of(one: Visit, name: str, language: str) -> Iterator[str]:
    """Brings the page into further states worth a picture, one after the other."""
    page = one.page
    if name == "connection":
        page.get_by_role("button", name=WORDS[language]["check"]).click()
        page.locator(".check-line").first.wait_for()
        yield "checked"
        page.get_by_role("button", name=WORDS[language]["renew"]).click()
        page.get_by_role("checkbox").first.click()
        page.get_by_role("button", name=WORDS[language]["renew"]).click()
        yield "renewing"
        page.get_by_role("dialog").locator(".button.danger").click()
        page.locator(".to-paste").first.wait_for()
        page.locator("summary").last.click()
        yield "renewed"
    if name == "account-details":
        page.locator(".field-line").nth(4).get_by_role("checkbox").click()
        page.locator(".save-bar").wait_for()
        yield "changed"
    if name == "sync-tools":
        page.locator(".button.primary").click()
        page.locator("progress").first.wait_for()
        page.wait_for_function(
            "() => { const bar = document.querySelector('progress'); return !bar || bar.value > 20 }"
        )
        yield "running"
        page.wait_for_function("() => !document.querySelector('progress')", timeout=120_000)
    if name == "history":
        yield from _states_of_history(one)
    if name == "customer":
        yield from _stale(page)
    if name == "run-errors":
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER_WIDTH, "height": HEIGHT})
        yield "on-paper"
    if name == "lists" and page.viewport_size and page.viewport_size["width"] == NARROW:
        page.locator(".menu-button").click()
        yield "menu"


def _states_of_history(one: Visit) -> Iterator[str]:
    page = one.page
    unanswered: list[Route] = []

    def hold(route: Route) -> None:
        unanswered.append(route)

    for state, answer in {"loading": hold, **_ANSWERS}.items():
        one.go("/customers")
        page.route(RUNS, answer)
        one.step("/other/history")
        page.locator(".card .loading, .card .empty, .card .notice").first.wait_for()
        yield state
        while unanswered:
            unanswered.pop().abort()
        page.unroute(RUNS)
    one.go("/customers")
    one.go("/other/history")
    page.context.set_offline(True)
    page.locator(".offline").wait_for()
    yield "offline"


def _stale(page: Page) -> Iterator[str]:
    page.route("**/api/v1/customers/**", _AWAY)
    page.locator(".page-head .button").click()
    page.locator(".notice").wait_for()
    yield "stale"
