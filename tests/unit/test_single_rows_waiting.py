"""Single rows where something is in the way: they wait, are shown, and hold up no others."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from chalicelib.core.compare import Values
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import RowError
from chalicelib.usecases.schedules import tick
from tests.unit.notice_parts import IN_SALESFORCE, TASK, House

T = TypeVar("T")


@pytest.fixture
def house() -> House:
    return House()


def refusing(code: str, message: str) -> Callable[[str, Values], RowError | None]:
    return lambda _object, _values: RowError(code, message)


def test_a_row_that_salesforce_refuses_is_counted_and_shown(house: House) -> None:
    house.org.row_fault = refusing("STRING_TOO_LONG", "Too long.")
    house.keep("1")
    house.work()
    [error] = house.today.errors
    assert (house.today.failed, error.record_key, error.name, error.code) == (1, "1", "Ventes", "STRING_TOO_LONG")
    assert house.kept == []


def test_a_row_whose_parent_is_not_there_yet_waits_for_it(house: House) -> None:
    house.change("2", "Achats", **{"parent.key": "1"})
    house.keep("2")
    house.work()
    assert (house.kept, house.today.failed) == ([], 0)
    house.keep("1")
    house.work()
    house.clock.advance(60)
    tick(house.desk)
    house.do_all()
    child = next(row for row in house.rows() if row["Name"] == "Achats")
    parent = house.org.id_of(IN_SALESFORCE, "department:1")
    assert child["Parent__r.Intacct_Key__c"] == parent
    assert house.notices.next_wait("demo", "department") is None


def test_a_row_whose_parent_never_comes_fails_at_last(house: House) -> None:
    house.change("2", "Achats", **{"parent.key": "77"})
    house.keep("2")
    for _ in range(4):
        house.work()
        house.clock.advance(600)
    assert house.today.failed == 1
    assert house.notices.next_wait("demo", "department") is None


def test_while_an_upstream_is_away_rows_wait_ever_longer_and_then_arrive(house: House) -> None:
    house.keep("1")

    def away(call: str, effect: Callable[[], T]) -> T:
        raise TryAgain("salesforce_away", "Salesforce is away.")

    house.gate = away
    for seconds in (30, 60, 120):
        house.work()
        assert house.today.trouble is not None
        assert house.today.trouble.code == "salesforce_away"
        house.work()  # too early: nothing is tried
        assert list(house.notices.due(house.clock.now())) == []
        house.clock.advance(seconds)
        assert list(house.notices.due(house.clock.now())) == [("demo", "department")]
    house.gate = lambda _, effect: effect()
    tick(house.desk)
    house.do_all()
    assert house.names == {"department:1": "Ventes"}
    assert house.today.trouble is None


def test_rows_wait_for_an_administrator_where_nothing_else_helps(house: House) -> None:
    house.keep("1")

    def refused(call: str, effect: Callable[[], T]) -> T:
        raise NeedsAdmin("sign_in", "The user is locked.", remedy="Unlock it.")

    house.gate = refused
    house.work()
    assert house.kept == ["1"]
    assert house.today.trouble is not None
    assert house.today.trouble.remedy == "Unlock it."
    house.clock.advance(899)
    assert list(house.notices.due(house.clock.now())) == []
    house.clock.advance(1)
    assert list(house.notices.due(house.clock.now())) == [("demo", "department")]


def test_near_its_end_a_worker_leaves_the_rest_to_the_next(house: House) -> None:
    house.keep("1")
    house.work(seconds=30)
    assert (house.names, house.kept) == ({}, ["1"])
    assert list(house.notices.due(house.clock.now())) == [("demo", "department")]


def test_a_row_that_ends_its_worker_again_and_again_is_given_up_and_the_others_arrive(house: House) -> None:
    house.keep("1", "2", "3")

    class Unforeseen(Exception):  # noqa: N818 - not one of ours, as its name says
        """What no code of ours expects."""

    def trip_over_2(_object: str, values: Values) -> RowError | None:
        if values.get("Name") == "Achats":
            raise Unforeseen
        return None

    house.org.row_fault = trip_over_2
    for _ in range(5):
        with pytest.raises(Unforeseen):
            house.work()
        house.clock.advance(300)
    house.work()
    assert house.names == {"department:1": "Ventes", "department:3": "Droit"}
    assert [(error.record_key, error.code) for error in house.today.errors] == [("2", "given_up")]
    assert house.kept == []
    assert house.notices.look("demo", "department").begun == 0


def test_two_workers_at_once_do_the_work_once(house: House) -> None:
    house.keep("1")

    def second_worker(call: str, effect: Callable[[], T]) -> T:
        if call == "intacct.rows":
            house.gate = lambda _, effect: effect()
            house.work()
        return effect()

    house.gate = second_worker
    house.work()
    assert len(house.org.journal) == 1


def test_a_worker_that_died_holds_the_list_for_some_minutes_only(house: House) -> None:
    house.keep("1")
    deadline = house.clock.now() + timedelta(seconds=120)
    assert house.notices.take("demo", "department", house.clock.now(), deadline)
    house.work()
    assert house.kept == ["1"]
    house.clock.advance(121)
    tick(house.desk)
    assert list(house.queue.waiting) == [TASK]
    house.do_all()
    assert house.names == {"department:1": "Ventes"}
