"""Single rows: what Intacct tells of arrives in Salesforce, once, in its latest form, or is kept and shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from chalicelib.core.lists import ACTIVE_FIELD
from chalicelib.core.settings import GonePolicy, Settings
from chalicelib.ports import SyncRows
from tests.unit.notice_parts import DEPARTMENT, IN_SALESFORCE, House

T = TypeVar("T")


@pytest.fixture
def house() -> House:
    return House()


def test_a_new_row_and_a_changed_one_arrive_and_no_other(house: House) -> None:
    house.keep("1", "2")
    house.work()
    assert house.names == {"department:1": "Ventes", "department:2": "Achats"}
    house.change("2", "Achats et stocks")
    house.keep("2")
    house.work()
    assert house.names["department:2"] == "Achats et stocks"
    assert (house.today.written, house.today.failed, house.kept) == (3, 0, [])


def test_a_row_that_is_right_already_is_not_written(house: House) -> None:
    house.keep("1")
    house.work()
    house.keep("1")
    house.work()
    assert len(house.org.journal) == 1
    assert house.today.written == 1


def test_many_notices_cost_few_calls(house: House) -> None:
    for number in range(10, 160):
        house.change(str(number), f"Service {number}")
        house.keep(str(number))
    calls: list[str] = []

    def counting(call: str, effect: Callable[[], T]) -> T:
        calls.append(call)
        return effect()

    house.gate = counting
    house.work()
    assert len(house.names) == 150
    assert sorted(calls) == ["intacct.rows", "salesforce.rows", "salesforce.unkeyed", "salesforce.upsert"]


def test_a_notice_that_comes_while_its_row_is_read_is_not_lost(house: House) -> None:
    house.keep("1")

    def change_after_the_read(call: str, effect: Callable[[], T]) -> T:
        result = effect()
        if call == "salesforce.rows" and house.today.written == 0:
            house.gate = lambda _, effect: effect()
            house.change("1", "Ventes et export")
            house.keep("1")
            house.work()  # its own hint: somebody has the list in hand already
        return result

    house.gate = change_after_the_read
    house.work()
    assert house.names == {"department:1": "Ventes et export"}
    assert house.kept == []


def test_a_deleted_row_is_reported_and_left_as_it_is(house: House) -> None:
    house.keep("1", "2")
    house.work()
    house.company.delete(DEPARTMENT, "1")
    house.keep("1")
    house.work()
    assert house.today.gone == 1
    assert [row[ACTIVE_FIELD] for row in house.rows()] == [True, True]


def test_a_deleted_row_turns_inactive_where_the_settings_say_so(house: House) -> None:
    house.save(Settings(enabled=True, gone_policy=GonePolicy.INACTIVATE))
    house.keep("1", "2")
    house.work()
    house.company.delete(DEPARTMENT, "1")
    house.keep("1")
    house.work()
    assert [row[ACTIVE_FIELD] for row in house.rows()] == [False, True]


def test_a_user_who_sees_a_part_of_the_company_makes_no_row_gone(house: House) -> None:
    house.save(Settings(enabled=True, gone_policy=GonePolicy.INACTIVATE))
    house.keep("1")
    house.work()
    house.company.restricted = True
    house.company.delete(DEPARTMENT, "1")
    house.keep("1")
    house.work()
    assert house.today.gone == 0
    assert [row[ACTIVE_FIELD] for row in house.rows()] == [True]


def test_a_row_that_neither_side_has_is_nothing(house: House) -> None:
    house.keep("99", "no-number")
    house.work()
    assert (house.names, house.kept, house.today.failed) == ({}, [], 0)


def test_a_row_is_taken_over_where_it_stands_without_key(house: House) -> None:
    house.org.add(IN_SALESFORCE, {"Name": "Ventes", "Intacct_Id__c": "D1"})
    house.keep("1")
    house.work()
    assert house.names == {"department:1": "Ventes"}


def test_a_notice_that_names_no_row_brings_what_changed_lately(house: House) -> None:
    house.clock.advance(3600)
    house.change("3", "Droit et fiscalité")
    house.keep("")
    house.work()
    assert house.names == {"department:3": "Droit et fiscalité"}


def test_a_list_without_time_of_change_is_left_to_the_scheduled_runs(house: House) -> None:
    [key] = [one.key for one in house.desk.world.catalogue.lists if not one.modified][:1]
    house.notices.keep("demo", key, "", house.clock.now())
    house.queue.send([SyncRows("demo", key)])
    house.do_all()
    assert house.notices.kept("demo", key, 9, house.clock.now()) == []


@pytest.mark.parametrize("change", [{"enabled": False}, {"disabled_lists": ("department",)}])
def test_what_was_switched_off_meanwhile_is_not_written(house: House, change: dict[str, object]) -> None:
    house.keep("1")
    house.save(replace(Settings(enabled=True), **change))  # type: ignore[arg-type]
    house.work()
    assert (house.names, house.kept) == ({}, [])
