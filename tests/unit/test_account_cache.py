"""How often Salesforce is asked: once a minute a customer, however many look; one call where nothing changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any, TypeVar

import pytest

from chalicelib.adapters.clock import SystemClock
from chalicelib.core.account_state import TabState
from chalicelib.core.errors import TryAgain
from chalicelib.ports.account import AccountKey
from chalicelib.usecases.account_reading import Customer
from tests.unit.account_parts import ONE, READER, Parts

T = TypeVar("T")


@pytest.fixture
def parts() -> Parts:
    return Parts()


def test_the_first_look_describes_finds_and_reads(parts: Parts) -> None:
    assert parts.calls_of(parts.tab) == ["describe", "find", "read"]


def test_within_a_minute_nobody_is_asked(parts: Parts) -> None:
    parts.tab()
    parts.clock.advance(59)
    assert parts.calls_of(parts.tab) == []
    assert parts.calls_of(lambda: parts.tab(READER, languages=("fr",))) == []


def test_after_a_minute_one_call_confirms_the_values_and_makes_them_fresh(parts: Parts) -> None:
    parts.tab()
    parts.clock.advance(61)
    assert parts.calls_of(parts.tab) == ["read"]
    assert parts.tab().age_seconds == 0
    parts.clock.advance(59)
    assert parts.calls_of(parts.tab) == []


def test_a_changed_account_is_read_in_the_same_call(parts: Parts) -> None:
    parts.tab()
    parts.org.records[ONE]["Name"] = "Duval & Filles"
    parts.clock.advance(61)
    assert parts.calls_of(parts.tab) == ["read"]
    assert parts.tab().fields[0].text == "Duval & Filles"


def test_every_ten_minutes_all_is_read_anew_since_an_etag_says_nothing_of_parents(parts: Parts) -> None:
    parts.tab()
    parts.org.records[ONE]["Owner.Name"] = "Alex Reed"
    parts.clock.advance(300)
    assert parts.calls_of(parts.tab) == ["read"]
    assert parts.tab().fields[-1].text == "Zoé Martin"
    parts.clock.advance(301)
    assert parts.calls_of(parts.tab) == ["find", "read"]
    assert parts.tab().fields[-1].text == "Alex Reed"


def test_another_choice_another_link_or_another_org_shows_nothing_kept(parts: Parts) -> None:
    parts.tab()
    parts.save(fields=("Name",))
    assert parts.calls_of(parts.tab) == ["find", "read"]
    parts.save(link_field="Name")
    assert parts.tab().state is TabState.NOT_LINKED


def test_the_order_of_the_choice_costs_no_call(parts: Parts) -> None:
    parts.tab()
    parts.save(fields=("Owner.Name", "Name", "Industry", "AnnualRevenue", "BillingAddress"))
    assert parts.calls_of(parts.tab) == []
    assert parts.tab().fields[0].name == "Owner.Name"


class Slow:
    """Holds the first read until every reader is under way."""

    def __init__(self) -> None:
        self.go_on = Event()

    def __call__(self, call: str, effect: Any) -> Any:
        if call == "find":
            assert self.go_on.wait(10)
        return effect()


@pytest.mark.parametrize("fails", [False, True])
def test_a_hundred_readers_at_once_cost_one_read(fails: bool) -> None:
    parts = Parts(clock=SystemClock())  # type: ignore[arg-type]  # waiting must take time here
    parts.descriptions.put("demo", parts.org.describe())  # type: ignore[arg-type]
    parts.org.sent.clear()
    slow, start = Slow(), Barrier(101)
    parts.org.gate = slow
    parts.org.refusal = TryAgain("salesforce_away", "Away.") if fails else None

    def look(_: int) -> TabState:
        start.wait(10)
        return parts.tab().state

    with ThreadPoolExecutor(100) as pool:
        states = [pool.submit(look, number) for number in range(100)]
        start.wait(10)
        slow.go_on.set()
        seen = {one.result(20) for one in states}
    assert seen == {TabState.AWAY if fails else TabState.OK}
    assert parts.org.sent == (["find"] if fails else ["find", "read"])


def test_who_waits_too_long_gets_the_last_good_values(parts: Parts) -> None:
    parts.tab()
    parts.clock.advance(61)
    assert parts.cache.lease(key_of(parts), parts.clock.now())
    tab = parts.tab()
    assert (tab.state, parts.org.sent) == (TabState.AWAY, ["describe", "find", "read"])
    assert tab.fields[0].text == "Boulangerie Duval"
    assert tab.trouble is not None
    assert tab.trouble.code == "account_busy"


def test_a_reader_that_died_holds_nobody_up_for_longer_than_its_lease(parts: Parts) -> None:
    parts.tab()
    parts.clock.advance(61)
    parts.cache.lease(key_of(parts), parts.clock.now())
    parts.clock.advance(31)
    assert parts.calls_of(parts.tab) == ["read"]
    assert parts.tab().state is TabState.OK


def key_of(parts: Parts) -> AccountKey:
    return Customer("demo", "C-1", parts.settings.current("demo")).key
