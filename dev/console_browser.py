"""The console in a real browser, for its tests and its pictures: a visit of one person, watched for complaints."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

Scheme = Literal["light", "dark"]
WIDE, NARROW = 1280, 320
HEIGHT = 900
SESSION_COOKIE = "sign_in_stand_in"
LOCALES = {"en": "en-GB", "fr": "fr-FR"}
_STEP = """address => {
  const state = { position: history.state.position + 1 };
  history.pushState(state, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state }));
}"""
# A refused call is reported as an error by the browser itself; the screens say it better.
_EXPECTED = re.compile(r"Failed to load resource: (the server responded with a status of [45]|net::ERR_INTERNET_DISC)")


@dataclass(slots=True)
class Visit:
    """One person at the console. ``complaints`` holds what the browser reported and every call to a foreign host."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Load ``path`` as from a bookmark, and wait for its screen."""
        self.page.goto(self.url + path)
        self.page.locator("h1").first.wait_for()
        self.settle()
        return self.page

    def go(self, path: str) -> Page:
        """Show ``path`` as ``step`` does, and wait for all of it."""
        self.step(path)
        self.settle()
        return self.page

    def step(self, path: str) -> None:
        """Show ``path`` without loading the document anew, as a step forward of the browser does."""
        self.page.evaluate(_STEP, self.url + path)
        self.page.locator("h1").first.wait_for()

    def settle(self) -> None:
        """Wait until nothing is loading any more."""
        self.page.wait_for_function("() => !document.querySelector('.loading, [aria-busy=true]')")


@contextmanager
def visit(
    browser: Browser,
    urls: dict[str, str],
    person: str = "camille",
    language: str = "fr",
    scheme: Scheme = "light",
    width: int = WIDE,
) -> Iterator[Visit]:
    """``urls`` are those that the local stack prints. With ``person`` "" nobody is known to the sign-in service."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        color_scheme=scheme,
        locale=LOCALES[language],
        timezone_id="Europe/Paris",
    )
    # Not every document has a store of its own: that of a frame which is still to be loaded has none.
    context.add_init_script(f"try {{ localStorage['passerelle.language'] ??= '{language}' }} catch {{}}")
    if person:
        context.add_cookies([{"name": SESSION_COOKIE, "value": person, "url": urls["oidc_url"]}])
    one = Visit(context.new_page(), urls["api_url"])
    _watch(one, {urlsplit(urls[name]).netloc for name in ("api_url", "oidc_url", "intacct_ui_url")})
    try:
        yield one
    finally:
        context.close()


def _watch(one: Visit, hosts: set[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _EXPECTED.match(message.text):
            one.complaints.append(message.text)

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in hosts:
            one.complaints.append(f"asked {request.url}")

    one.page.on("console", heard)
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    one.page.context.on("request", asked)
