"""What the console's tests share: one local stack for all of them, a browser for each file, and people who visit."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, sync_playwright

from dev.console_browser import Visit, visit
from dev.mail_pictures import start_browser
from dev.stack.people import token_for
from dev.stack.processes import Processes

Visiting = Callable[..., AbstractContextManager[Visit]]
BUILT = Path(__file__).parents[2] / "chalicelib" / "console" / "index.html"


@pytest.fixture(scope="session")
def stack() -> Iterator[dict[str, str]]:
    """Where everything listens, by the names of ``LocalStack``. A process of its own: it lives by its environment."""
    assert BUILT.exists(), "The console is not built: run make console."
    with Processes() as processes:
        child = processes.start(sys.executable, "-m", "dev.stack", env={"PASSERELLE_PORT": "0"}, quiet=True)
        assert child.stdout is not None
        yield json.loads(child.stdout.readline())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visiting(chromium: Browser, stack: dict[str, str]) -> Visiting:
    """``with visiting(person, language, …) as visit``; nothing may have been complained of in the end."""

    def begin(*who: Any, **how: Any) -> AbstractContextManager[Visit]:
        return _uncomplaining(visit(chromium, stack, *who, **how))

    return begin


@contextmanager
def _uncomplaining(inner: AbstractContextManager[Visit]) -> Iterator[Visit]:
    with inner as one:
        yield one
    assert one.complaints == []


class Api:
    """The API, asked directly, to set the scene and to see what came of it."""

    def __init__(self, stack: dict[str, str], person: str) -> None:
        self._root = stack["api_url"] + "/api/v1"
        self._headers = {"Authorization": f"Bearer {token_for(stack['oidc_url'], person)}"}

    def get(self, path: str) -> Any:
        return self._sent("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self._sent("POST", path, json=body)

    def put(self, path: str, body: Any, version: int) -> Any:
        return self._sent("PUT", path, json=body, headers={"If-Match": f'"v{version}"'})

    def _sent(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        answer = requests.request(
            method, self._root + path, headers={**self._headers, **(headers or {})}, timeout=30, **more
        )
        assert answer.ok, answer.text
        return answer.json()

    def choose(self, *fields: str, shown: bool = True) -> None:
        """The fields of the customers' tab, for everybody."""
        version = self.get("/settings")["version"]
        body = {"shown": shown, "fields": fields, "reader_fields": None, "confirm_sensitive": True}
        self.put("/account-details", body, version)

    def set(self, **members: Any) -> None:
        """Members of the settings."""
        read = self.get("/settings")
        self.put("/settings", {**read["settings"], **members}, read["version"])

    def finished(self, list_key: str, **wish: Any) -> Any:
        """A run of the list, when it has ended."""
        run = self.post(f"/lists/{list_key}/runs", wish)["run"]
        while run["finished_at"] is None:
            time.sleep(0.1)
            run = self.get(f"/runs/{run['id']}")
        return run


@pytest.fixture
def admin(stack: dict[str, str]) -> Api:
    return Api(stack, "camille")
