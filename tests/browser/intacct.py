"""A person at the stand-in for Intacct, and a hostile site whose page is framed there or frames our tab."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from playwright.sync_api import Frame, Page, Request

from dev.console_browser import Visit
from dev.http import Environ, StartResponse, serve
from tests.browser.conftest import Api

SHARED, FRENCH, BRITISH = 101, 113, 103
LISTEN = "window.heard = []; addEventListener('message', (event) => heard.push(event.data))"


class Intacct:
    """One person of the demonstration at the pages of the stand-in."""

    def __init__(self, visit: Visit, stack: dict[str, str], user: str = "cmoreau", company: str = "demo") -> None:
        self.page: Page = visit.page
        self.ui, self.control = stack["intacct_ui_url"], stack["intacct_url"] + "/_control"
        self.asked: list[Request] = []
        self.page.on("request", lambda request: self.asked.append(request))
        self.page.goto(f"{self.ui}/sign-in?company={company}&user={user}")
        self.session = next(one["value"] for one in self.page.context.cookies() if one["name"] == "intacct_stand_in")

    def record(self, key: int = SHARED) -> Frame:
        """Open a customer's record; the frame with the tab, once it has loaded."""
        self.page.goto(f"{self.ui}/customers/{key}")
        element = self.page.wait_for_selector("iframe[title=Salesforce]")
        frame = element.content_frame() if element else None
        assert frame is not None
        frame.wait_for_selector("h1")
        return frame

    def hand_overs(self) -> list[dict[str, str]]:
        """What was handed over to the API so far."""
        return [one.post_data_json or {} for one in self.asked if one.url.endswith("/embed/session")]

    def tell(self, what: str, body: Any = None) -> None:
        """Turn a switch of the stand-in."""
        requests.post(f"{self.control}/{what}", json=body, timeout=10).raise_for_status()


@contextmanager
def pasted(stack: dict[str, str], text: str) -> Iterator[None]:
    """The records of the company ``autre`` hold this text, in which ``%component%`` is the component."""
    component = Api(stack, "jo").get("/embed/component")["component"]

    def paste(what: str) -> None:
        body = {"company": "autre", "component": what}
        requests.post(f"{stack['intacct_url']}/_control/component", json=body, timeout=10).raise_for_status()

    paste(text.replace("%component%", component))
    try:
        yield
    finally:
        paste(component)


_PUPPET = """<!DOCTYPE html><title>x</title><script>
addEventListener("message", (event) => {
  const {to, message} = event.data;
  if (message === undefined) return;
  (to === null ? parent : parent.frames[to]).postMessage(message, "*");
  event.source.postMessage({done: true}, "*");
});
</script>"""
_ADD = """address => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.id = "hostile"; frame.src = address; frame.onload = resolve;
  document.body.append(frame);
})"""
_SPEAK = """order => new Promise((resolve) => {
  addEventListener("message", (event) => event.data.done && resolve());
  document.getElementById("hostile").contentWindow.postMessage(order, "*");
})"""


@contextmanager
def hostile_site(framed: str) -> Iterator[str]:
    """A site of nobody's liking: its page ``/puppet`` says what it is told to, any other one frames ``framed``."""
    framing = f"<!DOCTYPE html><title>x</title><iframe src='{framed}'></iframe>"

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [(_PUPPET if environ["PATH_INFO"] == "/puppet" else framing).encode()]

    running = serve(answer)
    try:
        yield running.url.replace("127.0.0.1", "localhost")
    finally:
        running.stop()


class HostileFrame:
    """A frame of another origin within Intacct's page, such as an advertisement."""

    def __init__(self, page: Page, site: str) -> None:
        self._page = page
        page.evaluate(_ADD, f"{site}/puppet")
        self.frame = page.frames[-1]

    def says(self, message: Any, to: int | None) -> None:
        """Post a message to the frame of this number, None = to the page around; returns when it was posted."""
        self._page.evaluate(_SPEAK, {"to": to, "message": message})
