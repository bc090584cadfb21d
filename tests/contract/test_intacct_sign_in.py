"""The Intacct stand-in's door: grants, tokens that end, restricted users, companies apart, and limits."""

import threading
from collections.abc import Iterator

import jwt
import pytest
import requests

from dev.emulators.intacct import BASE, IntacctStandIn
from dev.emulators.server import Request, Response, Running
from tests.contract.intacct_caller import SIGN_IN, Caller, seeded

DEPARTMENT = "company-config/department"
CLASS = "company-config/class"
CUSTOMER = "accounts-receivable/customer"
PRIVATE = {"includePrivate": True}


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def running(stand_in: IntacctStandIn) -> Iterator[Running]:
    with stand_in.serve() as running:
        yield running


@pytest.fixture
def caller(running: Running) -> Caller:
    return Caller(running.url)


def status(caller: Caller) -> int:
    return caller.query(DEPARTMENT, "key").status_code


def test_a_grant_comes_with_a_refresh_token_and_says_whose_it_is(caller: Caller) -> None:
    granted = caller.token(username="ws_sync@demo").json()
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 43_200)
    claims = jwt.decode(granted["access_token"], options={"verify_signature": False})
    assert (claims["userId"], claims["cnyId"]) == ("ws_sync", "demo")
    refreshed = caller.token(grant_type="refresh_token", refresh_token=granted["refresh_token"]).json()
    assert refreshed["access_token"] != granted["access_token"]
    assert refreshed["refresh_token"] == granted["refresh_token"]


def test_a_token_may_be_asked_for_in_json(running: Running) -> None:
    answer = requests.post(f"{running.url}{BASE}/oauth2/token", json={**SIGN_IN, "username": "ws_sync@demo"}, timeout=5)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_secret": "wrong"}, "GW-0011"),
        ({"client_id": "nobody"}, "GW-0011"),
        ({"client_id": ""}, "GW-0037"),
        ({"grant_type": "password"}, "GW-0032"),
        ({"username": ""}, "GW-0036"),
        ({"username": "ws_sync"}, "GW-0036"),
        ({"username": "ws_sync@demo|999"}, "GW-0042"),
        ({"username": "nobody@demo"}, "invalid_grant"),
        ({"username": "ws_sync@nowhere"}, "invalid_grant"),
        ({"username": "ws_off@demo"}, "invalid_grant"),
        ({"username": "ws_left@demo"}, "invalid_grant"),
        ({"username": None, "session_id": "made-up"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "tokenInvalid"),
    ],
)
def test_a_bad_grant_is_refused_in_the_shape_that_intacct_has_for_it(
    caller: Caller, change: dict[str, str | None], code: str
) -> None:
    answer = caller.token(**{"username": "ws_sync@demo", **change})
    error = answer.json().get("ia::error") or answer.json()["error"]
    assert answer.status_code in (400, 401, 403)
    assert (error if isinstance(error, str) else error["code"]) == code


def test_without_a_bearer_token_nothing_is_answered(running: Running) -> None:
    answer = requests.get(f"{running.url}{BASE}/services/core/model", timeout=5)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "GW-0034")


def test_a_token_ends_when_its_time_is_over(stand_in: IntacctStandIn, caller: Caller) -> None:
    stand_in.clock.advance(43_199 - 60)
    assert status(caller) == 200
    stand_in.clock.advance(61)
    answer = caller.query(DEPARTMENT, "key")
    assert (answer.status_code, answer.json()["error"]["errorId"]) == (401, "REST-2102")


def test_revoking_ends_every_token_of_the_user(running: Running, caller: Caller) -> None:
    other, restricted = Caller(running.url), Caller(running.url, "ws_france@demo")
    token = caller.session.headers["Authorization"]
    assert caller.send("POST", "/oauth2/revoke", {"token": str(token).partition(" ")[2]}).status_code == 200
    assert [status(one) for one in (caller, other, restricted)] == [401, 401, 200]


def test_a_new_grant_can_end_the_old_one(stand_in: IntacctStandIn, running: Running, caller: Caller) -> None:
    stand_in.settings.one_token_per_user = True
    newer = Caller(running.url)
    assert (status(caller), status(newer)) == (401, 200)


def test_a_refresh_token_can_be_good_for_once_only(stand_in: IntacctStandIn, caller: Caller) -> None:
    stand_in.settings.rotate_refresh_tokens = True
    first = caller.token(username="ws_sync@demo").json()["refresh_token"]
    second = caller.token(grant_type="refresh_token", refresh_token=first)
    assert second.json()["refresh_token"] != first
    assert caller.token(grant_type="refresh_token", refresh_token=first).status_code == 401


def test_a_browser_session_can_be_traded_for_a_token(stand_in: IntacctStandIn, caller: Caller) -> None:
    session = stand_in.tokens.sessions.open("demo", "cmoreau")
    granted = caller.token(session_id=session).json()
    claims = jwt.decode(granted["access_token"], options={"verify_signature": False})
    assert (claims["userId"], claims["cnyId"], claims["sessionId"]) == ("cmoreau", "demo", session)


def test_a_session_and_a_name_at_once_are_one_too_many(stand_in: IntacctStandIn, caller: Caller) -> None:
    session = stand_in.tokens.sessions.open("demo", "cmoreau")
    refused = caller.token(session_id=session, username="ws_sync@demo")
    assert (refused.status_code, refused.json()["ia::error"]["code"]) == (400, "GW-0039")


def test_a_session_lasts_while_it_is_used_and_ends_with_the_sign_out(stand_in: IntacctStandIn, caller: Caller) -> None:
    sessions = stand_in.tokens.sessions
    session = sessions.open("demo", "ws_off")
    for _ in range(3):
        stand_in.clock.advance(7_000)
        assert caller.token(session_id=session).status_code == 200
    stand_in.clock.advance(7_300)
    assert caller.token(session_id=session).json() == {"error": "invalid_grant"}
    other = sessions.open("demo", "ws_off")
    sessions.close(other)
    assert caller.token(session_id=other).json() == {"error": "invalid_grant"}


def test_an_object_that_is_closed_to_a_user_is_neither_listed_nor_read(
    stand_in: IntacctStandIn, running: Running, caller: Caller
) -> None:
    token = caller.token(session_id=stand_in.tokens.sessions.open("demo", "tmartin")).json()["access_token"]
    caller.session.headers["Authorization"] = f"Bearer {token}"
    refusals = [caller.query(CUSTOMER, "key"), *(caller.get(f"/objects/{CUSTOMER}{end}") for end in ("", "/101"))]
    assert [one.status_code for one in refusals] == [403, 403, 403]
    assert status(caller) == 200


def test_a_restricted_user_sees_the_rows_of_its_entities_only(running: Running) -> None:
    restricted = Caller(running.url, "ws_france@demo")
    owners = {row["entity.id"] for row in restricted.rows(CLASS, "entity.id", filterParameters=PRIVATE)}
    assert owners == {"100", None}
    assert Caller(running.url, "ws_sync@demo").rows(CLASS, "key", filterParameters=PRIVATE) != []
    assert restricted.token(username="ws_france@demo|200").status_code == 403


def test_a_sign_in_to_an_entity_stays_inside_it(running: Running) -> None:
    inside = Caller(running.url, "ws_sync@demo|300")
    owners = {row["entity.id"] for row in inside.rows(CLASS, "entity.id", filterParameters=PRIVATE)}
    assert owners == {"300", None}


def test_two_companies_share_ids_and_nothing_else(running: Running, caller: Caller) -> None:
    other = Caller(running.url, "ws_sync@autre")
    ours = {row["id"]: row["name"] for row in caller.rows(DEPARTMENT, "id", "name")}
    theirs = {row["id"]: row["name"] for row in other.rows(DEPARTMENT, "id", "name")}
    assert theirs
    assert set(theirs) < set(ours)
    assert not set(theirs.values()) & set(ours.values())


def test_every_answer_tells_the_limits(caller: Caller) -> None:
    headers = caller.query(DEPARTMENT, "key").headers
    assert headers["X-IA-Throttle-Limit"] == "6"
    assert headers["X-IA-Throttle-Limit-Remaining"] == "5"
    assert not any(name.lower().startswith("x-ratelimit") for name in headers)


def test_past_the_minute_limit_calls_are_turned_away_until_time_has_passed(
    stand_in: IntacctStandIn, caller: Caller
) -> None:
    stand_in.settings.minute_limit = 2
    stand_in.settings.retry_after_seconds = 7
    assert [status(caller) for _ in range(3)] == [200, 200, 429]
    refused = caller.query(DEPARTMENT, "key")
    assert refused.json()["ia::error"]["code"] == "GW-0010"
    for name in ("Retry-After", "X-IA-Throttle-Limit-RetryAfter", "X-IA-Throttle-Limit-Retry-After"):
        assert refused.headers[name] == "7"
    stand_in.clock.advance(61)
    assert status(caller) == 200


def test_one_client_has_only_so_many_calls_under_way(stand_in: IntacctStandIn, caller: Caller) -> None:
    stand_in.settings.concurrent_limit = 1
    under_way, may_end = threading.Event(), threading.Event()

    def wait(_request: Request) -> Response:
        under_way.set()
        may_end.wait(timeout=10)
        return Response(204)

    stand_in.route("GET", f"{BASE}/wait", "wait")(wait)
    slow = threading.Thread(target=caller.get, args=("/wait",))
    slow.start()
    assert under_way.wait(timeout=10)
    assert status(caller) == 429
    may_end.set()
    slow.join()
    assert status(caller) == 200
    assert stand_in.limits.most_at_once == 1
