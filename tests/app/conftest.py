"""The API over real HTTP on the fake ports: one server for all tests, a fresh world for each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe
from typing import NoReturn

import pytest
from chalice.app import Chalice
from ulid import ULID

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.adapters.http_hosts import salesforce_host
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.languages import languages
from chalicelib.adapters.private_key import parse_private_key
from chalicelib.adapters.tab_component import TabComponent
from chalicelib.adapters.tokens import AccessTokens
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.pace import STARTS
from chalicelib.core.settings import Settings
from chalicelib.routes.door import open_door
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.connection_desk import ConnectionDesk
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.pace_desk import PaceDesk
from chalicelib.usecases.settings_desk import SettingsDesk
from chalicelib.usecases.tab_desk import TabDesk
from chalicelib.usecases.world import World
from dev.fakes import SET_UP, FakeMailer, FakeQueue, FakeRuns, FakeSecrets, FakeSettingsStore
from dev.fakes.accounts import FakeAccountCache, FakeAccounts, FakeFieldDescriptions
from dev.fakes.fieldmap import FakeModels
from dev.fakes.inspections import FakeIntacctLook, FakeSalesforceLook, FakeSenderLook, ready_for
from dev.fakes.invitations import FakeInvitations
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from dev.fakes.pace import FakePaces
from dev.fakes.tab import FakeIntacctDoor, FakeTabPasses
from dev.http import serve, wsgi
from tests.app.client import Api
from tests.app.command_line import CommandLine
from tests.app.token_maker import Issuer, SteppedClock, tokens_of
from tests.unit.account_parts import FIELDS, ONE, RECORD
from tests.unit.fieldmap_parts import INTACCT, KEYED, OBJECT, SALESFORCE

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
    invitations: FakeInvitations = field(default_factory=FakeInvitations)
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
        self.secrets = FakeSecrets(self.clock)
        self.settings_desk = SettingsDesk(
            catalogue=CATALOGUE,
            languages=languages(),
            settings=self.settings,
            audit=self.settings.audit,
            secrets=self.secrets,
            invitations=self.invitations,
            clock=self.clock,
            parse_host=salesforce_host,
            parse_private_key=parse_private_key,
            new_token=lambda: token_urlsafe(32),
        )
        self.salesforce_look = FakeSalesforceLook(ready_for(CATALOGUE.lists))
        self.connection_desk = ConnectionDesk(
            catalogue=CATALOGUE,
            settings=self.settings,
            clock=self.clock,
            intacct=lambda _tenant, _settings: FakeIntacctLook(),
            salesforce=lambda _tenant, _settings: self.salesforce_look,
            sender=FakeSenderLook,
        )
        self.org = FakeAccounts(self.clock, dict(FIELDS), {ONE: dict(RECORD)})
        self.account_desk = AccountDesk(
            settings=self.settings,
            accounts=lambda _tenant, _settings: self.org,
            descriptions=FakeFieldDescriptions(),
            cache=FakeAccountCache(),
            formats=BabelFormats(),
            clock=self.clock,
        )
        self.intacct_models = FakeModels({OBJECT: INTACCT})
        self.salesforce_models = FakeModels({"Intacct_Department__c": SALESFORCE, "Intacct_Employee__c": KEYED})
        self.field_map_desk = FieldMapDesk(
            CATALOGUE,
            self.settings,
            self.clock,
            intacct=lambda _tenant, _settings: self.intacct_models,
            salesforce=lambda _tenant, _settings: self.salesforce_models,
        )
        self.notices, self.hooks = FakeNotices(), FakeHooks()
        self.schedules = FakeSchedules(self.settings)
        self.notice_desk = NoticeDesk(
            world=self.world,
            notices=self.notices,
            hooks=self.hooks,
            schedules=self.schedules,
            secrets=self.secrets,
            audit=self.settings.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=lambda: token_urlsafe(32),
        )
        self.intacct_door, self.tab_passes, self.paces = FakeIntacctDoor(), FakeTabPasses(), FakePaces()
        self.pace_desk = PaceDesk(self.paces, self.clock, STARTS)
        self.tab_component = TabComponent("https://sync.example/passerelle")
        self.tab_desk = TabDesk(
            settings=self.settings,
            passes=self.tab_passes,
            paces=self.pace_desk,
            clock=self.clock,
            visit=self.intacct_door.visit,
            new_token=lambda: token_urlsafe(32),
        )


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
    def settings_desk(self) -> SettingsDesk:
        return self.parts.settings_desk

    @property
    def connection_desk(self) -> ConnectionDesk:
        return self.parts.connection_desk

    @property
    def account_desk(self) -> AccountDesk:
        return self.parts.account_desk

    @property
    def field_map_desk(self) -> FieldMapDesk:
        return self.parts.field_map_desk

    @property
    def notice_desk(self) -> NoticeDesk:
        return self.parts.notice_desk

    @property
    def pace_desk(self) -> PaceDesk:
        return self.parts.pace_desk

    @property
    def tab_desk(self) -> TabDesk:
        return self.parts.tab_desk

    @property
    def tab_component(self) -> TabComponent:
        return self.parts.tab_component

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


@pytest.fixture
def run(api: Api, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line."""
    return CommandLine(api, capsys, monkeypatch)
