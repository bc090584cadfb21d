"""Several workers at once while tokens end, calls are limited and rows are locked."""

from collections.abc import Callable

import pytest

from chalicelib.core.counts import Counts
from chalicelib.core.run import Run, State
from tests.proof.upstream.answers import SIDES, Side
from tests.proof.upstream.crew import WORKERS, Crew, Expiry
from tests.proof.upstream.doors import Door
from tests.proof.upstream.judge import judge
from tests.proof.upstream.prepared import sums

ROWS = 160
SLOW = {"query": 0.02, "collections_upsert": 0.02, "token": 0.05}
"""So slow is each call that all workers have one under way."""


def crew_of(doors: tuple[Door, Door], shared: bool = True, concurrency: int = WORKERS) -> Crew:
    """A company of sixteen ranges, and an empty org."""
    crew = Crew(doors, shared, concurrency=concurrency)
    for key in range(1, ROWS + 1):
        crew.put(key, id=f"D{key}", name=f"Row {key}")
    crew.intacct.latency = crew.salesforce.latency = SLOW
    return crew


def ends_right(crew: Crew) -> Run:
    run = crew.run()
    judge(crew, run, {})
    assert (run.state, sums(run)) == (State.DONE, Counts(read=ROWS, created=ROWS))
    assert run.range_count >= ROWS // 10
    return run


def sign_ins(crew: Crew, side: Side) -> int:
    stand_in = crew.intacct if side == "intacct" else crew.salesforce
    count: int = stand_in.calls.report()["by_name"].get("token", 0)
    return count


def storms(crew: Crew) -> dict[Side, Expiry]:
    return {
        "intacct": Expiry(crew, "intacct", crew.intacct.tokens.end_all),
        "salesforce": Expiry(crew, "salesforce", crew.salesforce.sessions.end_all),
    }


def test_a_storm_of_ended_tokens_costs_one_sign_in_each_time(
    doors: tuple[Door, Door], record_property: Callable[[str, object], None]
) -> None:
    crew = crew_of(doors)
    storm = storms(crew)
    ends_right(crew)
    for side in SIDES:
        assert storm[side].expiries >= 3, side
        assert sign_ins(crew, side) <= storm[side].expiries + 1, side
    ends = {side: storm[side].expiries for side in SIDES}
    record_property("figure", f"tokens ended {ends}, signed in { ({side: sign_ins(crew, side) for side in SIDES}) }")


def test_without_shared_tokens_the_storm_would_be_seen(doors: tuple[Door, Door]) -> None:
    """The test above is worth what it finds: here each process signs in for itself."""
    crew = crew_of(doors, shared=False)
    storm = storms(crew)
    ends_right(crew)
    assert sign_ins(crew, "salesforce") > storm["salesforce"].expiries + 1


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_calls_are_under_way_than_the_settings_allow(doors: tuple[Door, Door], concurrency: int) -> None:
    crew = crew_of(doors, concurrency=concurrency)
    ends_right(crew)
    assert crew.intacct.limits.most_at_once <= concurrency


@pytest.mark.parametrize("limit", [1, 2])
def test_a_company_that_takes_few_calls_at_once_is_served_to_the_end(doors: tuple[Door, Door], limit: int) -> None:
    crew = crew_of(doors)
    crew.intacct.settings.concurrent_limit = limit
    ends_right(crew)
    assert crew.intacct.limits.most_at_once <= limit
