"""What opens a further pass of a run: parents that come later, gone rows to mark, lists without stamps that moved."""

from dataclasses import replace
from itertools import count

import pytest

from chalicelib.core.run import Run, State
from chalicelib.core.settings import GonePolicy, Settings
from tests.unit.notice_parts import CATALOGUE, DEPARTMENT, IN_SALESFORCE, House
from tests.unit.run_parts import (
    after,
    all_but_the_close,
    closed,
    ended,
    six_ranges,
)

STAMPLESS = next(one for one in CATALOGUE.lists if not one.modified)
MARKING = Settings(enabled=True, page_size=12, concurrency=3, gone_policy=GonePolicy.INACTIVATE)


@pytest.fixture
def house() -> House:
    return six_ranges()


def test_rows_below_a_parent_that_comes_later_are_linked_in_another_pass(house: House) -> None:
    house.change("2", "Sous Service 60", **{"parent.key": "60"})
    run = ended(house)
    assert (run.state, run.pass_number, run.totals) == (State.DONE, 2, replace(run.totals, read=60, created=60))
    identity = house.org.id_of(IN_SALESFORCE, "department:2")
    assert identity is not None
    path = "Parent__r.Intacct_Key__c"
    assert house.org.read(IN_SALESFORCE, identity, [path]) == {path: "department:60"}


def test_a_parent_that_never_comes_costs_one_further_pass_and_is_said(house: House) -> None:
    house.change("2", "Sous personne", **{"parent.key": "999"})
    run = ended(house)
    assert (run.state, run.pass_number) == (State.DONE_WITH_ERRORS, 2)
    assert (run.totals.failed, run.totals.unlinked) == (1, 1)


def gone_after(house: House, keys: range) -> Run:
    ended(house)
    house.clock.advance(3600)
    for key in keys:
        house.company.delete(DEPARTMENT, str(key))
    return ended(house)


def test_gone_rows_are_made_inactive_where_the_settings_say_so(house: House) -> None:
    house.save(MARKING)
    run = gone_after(house, range(1, 11))
    assert (run.state, run.pass_number, run.mark_gone) == (State.DONE, 2, True)
    assert (run.totals.gone, run.totals.marked) == (10, 10)
    assert [one.number for one in house.runs.all_progress(run) if one.pass_number == 2] == [1]
    assert sum(not row["Active__c"] for row in house.rows()) == 10


def test_a_pass_for_another_reason_marks_nothing(house: House) -> None:
    """Rows that go during that pass are judged at its end, like all others."""
    house.save(MARKING)
    run = all_but_the_close(house)
    house.change("15", "Nouveau nom")
    again = closed(house, run)
    assert (again.pass_number, again.mark_gone) == (2, False)


def test_gone_rows_stay_as_they_are_where_the_settings_only_report_them(house: House) -> None:
    run = gone_after(house, range(1, 11))
    assert (run.pass_number, run.totals.gone, run.totals.marked) == (1, 10, 0)


def test_too_many_gone_rows_are_not_believed_before_a_person_confirms(house: House) -> None:
    house.save(MARKING)
    run = gone_after(house, range(1, 41))
    assert (run.state, run.notes) == (State.DONE_WITH_ERRORS, ("gone_guard",))
    assert (run.totals.gone, run.totals.marked) == (40, 0)


def rename(house: House, name: str, keys: range = range(1, 2)) -> None:
    """Rows of a list without modification stamps, as they are from now on."""
    [source] = STAMPLESS.sources
    for key in keys:
        values = {STAMPLESS.id: f"T{key}", STAMPLESS.name: name, STAMPLESS.status: "active"}
        house.company.put(source.object, str(key), values, house.clock.now())


def renamed_once_while_it_is_read(house: House) -> None:
    """Somebody renames a row between the worker's reading and the look at the end."""
    reads = count(1)
    house.gate = after("intacct.rows", lambda: rename(house, "Nouveau") if next(reads) == 1 else None)


def test_a_list_without_stamps_is_read_once_more_and_ends_where_it_is_as_it_was(house: House) -> None:
    rename(house, "Ancien")
    end = ended(house, list_key=STAMPLESS.key)
    assert (end.state, end.pass_number, end.totals.created, end.calls.intacct) == (State.DONE, 1, 1, 3)


def test_a_list_without_stamps_that_moved_meanwhile_is_done_once_more(house: House) -> None:
    rename(house, "Ancien")
    renamed_once_while_it_is_read(house)
    end = ended(house, list_key=STAMPLESS.key)
    [record] = house.org.records(STAMPLESS.salesforce).values()
    assert (end.state, end.pass_number, record["Name"]) == (State.DONE, 2, "Nouveau")


def test_a_long_list_without_stamps_is_not_read_twice(house: House) -> None:
    rename(house, "Ancien", range(1, 26))
    renamed_once_while_it_is_read(house)
    end = ended(house, list_key=STAMPLESS.key)
    assert (end.state, end.pass_number, end.range_count) == (State.DONE, 1, 3)
