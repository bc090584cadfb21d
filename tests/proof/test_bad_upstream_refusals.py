"""Refusals: those that pass are waited for, those that stay end the run with what an administrator can do."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from random import Random
from typing import Any

import pytest

from chalicelib.core.run import State
from tests.contract.real_adapters import TENANT
from tests.proof.upstream.answers import SIDES, Bad, Do, Side, answered, refused
from tests.proof.upstream.bench import OBJECT
from tests.proof.upstream.doors import Door
from tests.proof.upstream.prepared import ALL_DONE, Prepared, sums

DEPARTMENT = "Intacct_Department__c"
SPELLINGS = (
    "Retry-After",
    "X-IA-Throttle-Limit-RetryAfter",
    "X-IA-Throttle-Limit-Retry-After",
    "X-IA-TENANT-Throttle-Limit-RetryAfter",
    "X-IA-TENANT-Throttle-Limit-Retry-After",
)
WAITS = ("", "0", "2", "10", "11", "120", "3600", "soon", "-5", "1e9", "date")
LATER = ("11", "120", "3600", "1e9")
"""Those for which no worker stays: its range is left, and read again then."""
READ_AGAIN, READ_AGAIN_LATER = 0.2, 0.75
"""Which share of a run's own calls is sent once more in a storm, beside one call for each refusal."""
STORM = 50
"""Calls for which a storm of refusals lasts."""
NO_COLUMN = "No such column 'Name' on entity 'Intacct_Department__c'."
NO_FIELD = {"ia::error": {"code": "invalidRequest", "additionalInfo": {"placeholders": {"FIELD": "name"}}}}


@pytest.fixture
def prepared(doors: tuple[Door, Door]) -> Prepared:
    return Prepared.behind(doors)


def fails_with(prepared: Prepared, code: str) -> str:
    """The sentence of a run that must fail with this code within the hour: nobody is kept waiting for it."""
    run = prepared.run()
    assert run.state is State.FAILED
    assert run.trouble is not None
    assert run.trouble.code == code
    assert run.finished_at is not None
    assert run.finished_at - run.started_at < timedelta(hours=1)
    return run.trouble.detail


def storm(bad: Bad, side: Side, seed: int) -> tuple[list[dict[str, Any]], int]:
    """Rules that refuse three calls of five, spread by the seed, and how many those are."""
    struck = [Random(f"{seed} {call}").random() < 0.6 for call in range(STORM)]
    rules: list[dict[str, Any]] = []
    passed = 0
    for hit in struck:
        if hit:
            rules.append(bad.rule(side, skip=passed))
        passed = 0 if hit else passed + 1
    return rules, len(rules)


@pytest.mark.parametrize(
    ("side", "spelling", "wait"),
    [
        *(("intacct", spelling, wait) for spelling in SPELLINGS for wait in ("2", "120", "date")),
        *((side, "Retry-After", wait) for side in SIDES for wait in WAITS),
    ],
)
def test_a_storm_of_429_on_three_calls_of_five_is_outlasted(
    prepared: Prepared, side: Side, spelling: str, wait: str
) -> None:
    later = format_datetime(prepared.bench.clock.now() + timedelta(seconds=8), usegmt=True)
    headers = {spelling: later if wait == "date" else wait} if wait else {}
    bad = Bad("429", {**refused(side, 429, "GW-0010"), "headers": headers}, "busy")
    rules, ordered = storm(bad, side, seed=WAITS.index(wait))
    prepared.spoil(side, *rules)
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)
    refusals = ordered - len(prepared.stand_in(side).faults.report())
    assert refusals >= 9
    share = READ_AGAIN_LATER if wait in LATER else READ_AGAIN
    assert prepared.extra_calls()[side] <= refusals + share * prepared.clean_calls(side)


@pytest.mark.parametrize(
    ("side", "do"),
    [
        ("intacct", refused("intacct", 200, "GW-0010", "API rate limit exceeded")),
        ("intacct", answered(403, {"ia::error": {"code": "GW-0010"}})),
        ("intacct", answered(400, {"error": {"code": "GW-0001"}})),
        ("salesforce", refused("salesforce", 400, "QUERY_TIMEOUT")),
        ("salesforce", refused("salesforce", 400, "UNABLE_TO_LOCK_ROW")),
        ("salesforce", refused("salesforce", 400, "INVALID_QUERY_LOCATOR")),
        ("salesforce", refused("salesforce", 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")),
        ("salesforce", refused("salesforce", 503, "SERVER_UNAVAILABLE")),
        ("intacct", refused("intacct", 401, "tokenInvalid")),
        ("intacct", answered(400, {"error": "tokenInvalid"})),
        ("salesforce", refused("salesforce", 401, "INVALID_SESSION_ID", "Session expired or invalid")),
        ("salesforce", {"html": 401}),
        ("salesforce", {"status": 401}),
    ],
)
def test_refusals_that_pass_are_waited_for(prepared: Prepared, side: Side, do: Do) -> None:
    bad = Bad("passing", do, "")
    prepared.spoil(side, bad.rule(side), *[bad.rule(side, skip=4)] * 20)
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)
    assert sum(prepared.extra_calls().values()) <= 27


@pytest.mark.parametrize(
    ("side", "do", "code", "words"),
    [
        ("intacct", {"redirect": "https://elsewhere.example/?t=1", "code": 301}, "intacct_moved", "another address"),
        ("intacct", refused("intacct", 401, "tokenInvalid"), "intacct_sign_in", "refused"),
        ("intacct", {"html": 401}, "intacct_sign_in", "refused"),
        ("intacct", refused("intacct", 403, "x", "You do not have permission"), "intacct_not_allowed", OBJECT),
        ("intacct", refused("intacct", 404, "notFound"), "intacct_no_object", OBJECT),
        ("intacct", answered(400, NO_FIELD), "intacct_no_field", "name"),
        ("intacct", refused("intacct", 422, "operationFailed", "Not today"), "intacct_refused", "Not today"),
        ("salesforce", {"redirect": "https://elsewhere.example/", "code": 308}, "salesforce_moved", "another address"),
        ("salesforce", refused("salesforce", 401, "INVALID_SESSION_ID"), "salesforce_sign_in", "refused"),
        ("salesforce", {"html": 401}, "salesforce_sign_in", "refused"),
        ("salesforce", {"html": 403}, "salesforce_turned_away", "HTTP 403"),
        ("salesforce", refused("salesforce", 403, "INSUFFICIENT_ACCESS"), "salesforce_not_allowed", DEPARTMENT),
        ("salesforce", refused("salesforce", 403, "API_DISABLED_FOR_ORG"), "salesforce_api_off", "API"),
        ("salesforce", refused("salesforce", 404, "NOT_FOUND"), "salesforce_no_object", DEPARTMENT),
        ("salesforce", refused("salesforce", 400, "INVALID_TYPE"), "salesforce_no_object", DEPARTMENT),
        ("salesforce", refused("salesforce", 400, "INVALID_FIELD", NO_COLUMN), "salesforce_no_column", "Name"),
        (
            "salesforce",
            refused("salesforce", 400, "MALFORMED_QUERY", "unexpected token"),
            "salesforce_refused",
            "token",
        ),
        ("salesforce", refused("salesforce", 410, "GONE"), "salesforce_api_retired", "API version"),
        ("salesforce", answered(300, ["/a/1", "/a/2"]), "salesforce_turned_away", "HTTP 300"),
    ],
)
@pytest.mark.parametrize("after", [0, 6])
def test_refusals_that_stay_say_what_to_do(
    prepared: Prepared, side: Side, do: Do, code: str, words: str, after: int
) -> None:
    prepared.spoil(side, Bad("staying", do, code).rule(side, times=None, skip=after))
    assert words in fails_with(prepared, code)
    prepared.heal()
    assert prepared.bench.run().state is State.DONE


@pytest.mark.parametrize(
    ("side", "do", "code"),
    [
        ("intacct", answered(400, {"error": "invalid_grant"}), "intacct_sign_in"),
        ("intacct", answered(400, {"error": "invalid_client"}), "intacct_sign_in"),
        ("intacct", answered(400, {"ia::error": {"code": "GW-0036"}}), "intacct_sign_in"),
        ("intacct", answered(400, {"ia::error": {"code": "GW-0042"}}), "intacct_sign_in"),
        *(
            ("salesforce", answered(400, {"error": error, "error_description": description}), "salesforce_sign_in")
            for error, description in (
                ("invalid_client_id", "client identifier invalid"),
                ("invalid_grant", "user hasn't approved this consumer"),
                ("invalid_grant", "audience is invalid"),
                ("invalid_grant", "invalid assertion"),
                ("invalid_grant", "no client credentials user enabled"),
                ("invalid_grant", "authentication failure"),
                ("inactive_org", "organization is locked"),
            )
        ),
        (
            "salesforce",
            answered(200, {"access_token": "x", "instance_url": "https://evil.example"}),
            "salesforce_other_org",
        ),
    ],
)
def test_a_sign_in_that_is_refused_says_why(prepared: Prepared, side: Side, do: Do, code: str) -> None:
    prepared.bench.clock.advance(24 * 3600)  # the tokens of the first run have ended
    prepared.spoil(side, {"match": {"name": "token"}, "do": do, "times": None})
    fails_with(prepared, code)


def _hide_a_column(prepared: Prepared) -> None:
    prepared.bench.org.show_fields(DEPARTMENT, hide=["Full_Name__c"])


def _take_credentials(prepared: Prepared) -> None:
    prepared.bench.clock.advance(24 * 3600)
    prepared.bench.connected.secrets.values.clear()


def _change_secret(prepared: Prepared) -> None:
    prepared.bench.clock.advance(24 * 3600)
    prepared.bench.connected.secrets.put(TENANT, "salesforce", {"consumer_key": "x", "private_key": "no key"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_hide_a_column, "salesforce_no_column"),
        (_take_credentials, "secret_missing"),
        (_change_secret, "salesforce_sign_in"),
    ],
)
def test_what_somebody_took_away_is_named(prepared: Prepared, change: Callable[[Prepared], None], code: str) -> None:
    change(prepared)
    fails_with(prepared, code)


def test_the_floor_of_the_quota_holds_for_a_day_and_lets_go_when_calls_are_free_again(
    prepared: Prepared, record_property: Callable[[str, object], None]
) -> None:
    """Whether calls are free again, only a call can tell: one each quarter of an hour."""
    quota = prepared.bench.org.quota
    floor = quota.daily * 8 // 10
    quota.used = floor - 4
    seen: dict[float, int] = {}

    def look(hour: float) -> None:
        seen[hour] = quota.used - floor

    for hour in (0.01, 1, 10, 19.9):
        prepared.bench.at_hour[hour] = partial(look, hour)
    prepared.bench.at_hour[20] = lambda: setattr(quota, "used", 0)
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)
    assert 0 <= seen[0.01] <= 1, "stopped at the floor"
    assert all(beyond <= 2 + 4 * hour for hour, beyond in seen.items()), seen
    record_property("figure", f"stopped {seen[0.01]} calls beyond the floor, {seen[19.9]} after twenty hours")


def test_a_quota_that_stays_used_up_ends_the_run_and_says_so(prepared: Prepared) -> None:
    prepared.bench.org.quota.daily = 100
    prepared.bench.org.quota.used = 79
    run = prepared.run()
    assert run.state is State.FAILED
    assert run.trouble is not None
    assert run.trouble.code == "salesforce_quota_floor"
