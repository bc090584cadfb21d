"""The API over real HTTP on the fake ports: one server for all tests, a fresh world for each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from chalice.app import Chalice
from ulid import ULID

from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.adapters.tokens import AccessTokens
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.settings import Settings
from chalicelib.routes.door import open_door
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeMailer, FakeQueue, FakeRuns, FakeSettingsStore
from dev.http import serve, wsgi
from tests.app.client import Api
from tests.app.token_maker import Issuer, SteppedClock, tokens_of

CATALOGUE = parse_catalogue(tomllib.loads((Path(__file__).parents[2] / "chalicelib" / "lists.toml").read_text()))


def _no_upstream(tenant: str, settings: Settings) -> NoReturn:
    raise AssertionError(f"No route of this part calls an upstream (tenant {tenant}, version {settings.version}).")


@dataclass
class Parts:
    """The fakes behind the server, and what is built of them; made anew for each test."""

    runs: FakeRuns = field(default_factory=FakeRuns)
    settings: FakeSettingsStore = field(default_factory=FakeSettingsStore)
    queue: FakeQueue = field(default_factory=FakeQueue)
    clock: SteppedClock = field(default_factory=SteppedClock)
    issuer: Issuer = field(default_factory=Issuer)
    console: ConsoleSite = field(default_factory=lambda: ConsoleSite("https://sign-in.example/pool", "console"))

    def __post_init__(self) -> None:
        for tenant in ("demo", "autre"):
            self.settings.save(tenant, Settings(enabled=True), 0, SET_UP)
        self.world = World(
            catalogue=CATALOGUE,
            runs=self.runs,
            settings=self.settings,
            queue=self.queue,
            mailer=FakeMailer(),
            clock=self.clock,
            intacct=_no_upstream,
            salesforce=_no_upstream,
            new_id=lambda: str(ULID()),
        )
        self.tokens = tokens_of(self.issuer, self.clock)


class Replaceable:
    """What the routes are built on: the parts of the test that runs."""

    def __init__(self) -> None:
        self.parts = Parts()

    @property
    def world(self) -> World:
        return self.parts.world

    @property
    def tokens(self) -> AccessTokens:
        return self.parts.tokens

    @property
    def console(self) -> ConsoleSite:
        return self.parts.console


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[str, Replaceable]]:
    app, built = Chalice(app_name="under-test", configure_logs=False), Replaceable()
    open_door(app, built)
    running = serve(wsgi(app))
    yield running.url, built
    running.stop()


@pytest.fixture
def parts(served: tuple[str, Replaceable]) -> Parts:
    served[1].parts = Parts()
    return served[1].parts


@pytest.fixture
def api(served: tuple[str, Replaceable], parts: Parts) -> Api:
    """An administrator's calls."""
    return Api(served[0])
