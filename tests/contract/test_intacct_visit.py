"""A visit with the session of an Intacct user, over HTTP to the stand-in: whose it is, and what that user may see."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.adapters.http import Network
from chalicelib.adapters.intacct_visit import CUSTOMER, IntacctVisit
from chalicelib.core.errors import NeedsAdmin, NotSignedIn, Problem, TryAgain
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.server import Running
from dev.fakes import FakeSecrets
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import INTACCT_SECRET, TENANT, Connected

SHARED, FRENCH, BRITISH, NOWHERE = 101, 113, 103, 999_999


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def running(stand_in: IntacctStandIn) -> Iterator[Running]:
    with stand_in.serve() as running:
        yield running


class Door:
    """Opens visits at the stand-in; ``secrets`` hold the tenant's client."""

    def __init__(self, stand_in: IntacctStandIn, url: str) -> None:
        side = Connected(url)
        self.stand_in, self.url, self.network = stand_in, url, side.network
        self.secrets: FakeSecrets = side.secrets

    def visit(self, user: str = "cmoreau", company: str = "demo", session: str = "") -> IntacctVisit:
        session = session or self.stand_in.tokens.sessions.open(company, user)
        return IntacctVisit(TENANT, session, self.secrets, self.network, self.url)


@pytest.fixture
def door(stand_in: IntacctStandIn, running: Running) -> Door:
    return Door(stand_in, running.url)


def test_intacct_names_company_and_user_and_the_customer(door: Door) -> None:
    visit = door.visit()
    assert (visit.company, visit.user) == ("demo", "cmoreau")
    assert visit.customer_id(SHARED) == "C-00001"
    assert door.stand_in.calls.report()["by_name"] == {"token": 1, "query": 1}


def test_the_session_of_another_company_names_that_company(door: Door) -> None:
    assert door.visit("jlindqvist", "autre").company == "autre"


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("cmoreau", {SHARED: "C-00001", FRENCH: "C-00011", BRITISH: "C-00003", NOWHERE: None}),
        ("lpetit", {SHARED: "C-00001", FRENCH: "C-00011", BRITISH: None, NOWHERE: None}),
        ("tmartin", {SHARED: None, FRENCH: None, BRITISH: None, NOWHERE: None}),
        ("ws_off", {SHARED: "C-00001"}),
    ],
)
def test_a_user_is_shown_what_intacct_shows_to_this_user(door: Door, user: str, seen: Mapping[int, str | None]) -> None:
    visit = door.visit(user)
    assert {number: visit.customer_id(number) for number in seen} == seen


def test_a_right_that_was_taken_away_is_gone_at_the_next_visit(door: Door) -> None:
    session = door.stand_in.tokens.sessions.open("demo", "cmoreau")
    assert door.visit(session=session).customer_id(SHARED)
    door.stand_in.store.change_by_id("demo", "company-config/user", "cmoreau", {"closedObjects": [CUSTOMER]})
    assert door.visit(session=session).customer_id(SHARED) is None


def refusal(door: Door, kind: type[Problem], session: str = "") -> str:
    with pytest.raises(kind) as caught:
        door.visit(session=session)
    assert session not in str(caught.value) or not session
    return caught.value.code


def test_a_session_that_has_ended_or_never_was_is_refused(door: Door) -> None:
    session = door.stand_in.tokens.sessions.open("demo", "cmoreau")
    door.stand_in.clock.advance(7_300)
    for one in (session, "made-up", "x&username=ws_sync@demo"):
        assert refusal(door, NotSignedIn, one) == "tab_session"


def test_a_client_that_intacct_does_not_take_is_an_administrators_business(door: Door) -> None:
    door.secrets.put(TENANT, "intacct", {**INTACCT_SECRET, "client_secret": "replaced-in-intacct-only"})
    assert refusal(door, NeedsAdmin) == "tab_client"
    door.secrets.put(TENANT, "intacct", {"client_id": "only"})
    assert refusal(door, NeedsAdmin) == "tab_client"


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"status": 429, "headers": {"Retry-After": "1"}},
        {"html": 200},
        {"drop": True},
        {"cut_after": 20},
        {"redirect": "https://evil.example/"},
        {"status": 200, "body": {"token_type": "Bearer"}},
        {"status": 200, "body": {"access_token": "two words"}},
        {"status": 400, "body": {"ia::error": {"code": "GW-0010", "message": "API rate limit exceeded"}}},
    ],
)
def test_a_sign_in_without_a_clear_answer_lets_nobody_in_and_is_not_repeated(door: Door, fault: dict[str, Any]) -> None:
    door.stand_in.faults.add({"match": {"name": "token"}, "do": fault})
    refusal(door, TryAgain)
    assert door.stand_in.calls.report()["by_name"] == {"token": 1}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"html": 200},
        {"drop": True},
        {"mutate_json": [{"path": ["ia::meta", "totalCount"], "set": 2}]},
        {"status": 200, "body": {"ia::result": [], "ia::meta": {}}},
        {"status": 403, "body": {"ia::error": {"code": "GW-0010", "message": "API rate limit exceeded"}}},
    ],
)
def test_a_customer_without_a_clear_answer_is_not_shown(door: Door, fault: dict[str, Any]) -> None:
    visit = door.visit()
    door.stand_in.faults.add({"match": {"name": "query"}, "do": fault})
    with pytest.raises(TryAgain):
        visit.customer_id(SHARED)


@pytest.mark.parametrize(
    "changes",
    [
        [{"path": ["ia::result", 0, "key"], "set": "102"}],
        [{"path": ["ia::result", 0, "id"], "set": None}],
        [{"path": ["ia::result", 0, "id"], "set": True}],
    ],
)
def test_an_answer_about_something_else_shows_no_customer(door: Door, changes: list[dict[str, Any]]) -> None:
    visit = door.visit()
    door.stand_in.faults.add({"match": {"name": "query"}, "do": {"mutate_json": changes}})
    assert visit.customer_id(SHARED) is None


@pytest.mark.parametrize("token", ["opaque", "eyJhbGciOiJub25lIn0.eyJjbnlJZCI6MTJ9."])
def test_a_token_that_does_not_say_whose_it_is_is_nobodys(door: Door, token: str) -> None:
    body = {"token_type": "Bearer", "access_token": token, "expires_in": 1800}
    door.stand_in.faults.add({"match": {"name": "token"}, "do": {"status": 200, "body": body}})
    visit = door.visit()
    assert (visit.company, visit.user) == ("", "")


def test_a_token_that_another_tab_of_the_user_ended_is_replaced(door: Door) -> None:
    door.stand_in.settings.one_token_per_user = True
    session = door.stand_in.tokens.sessions.open("demo", "cmoreau")
    first = door.visit(session=session)
    door.visit(session=session)
    assert first.customer_id(SHARED) == "C-00001"


def test_no_other_host_is_asked_whatever_anybody_hands_over(door: Door) -> None:
    foreign = Network(door.network.clock)
    with pytest.raises(NeedsAdmin) as caught:
        IntacctVisit(TENANT, "session", door.secrets, foreign, door.url)
    assert caught.value.code == "intacct_host"
