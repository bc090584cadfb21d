"""Runs of a mapped list, from press to end: what people changed in Salesforce is in Intacct, and nothing goes round."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.core.counts import Counts, Outcome
from chalicelib.core.errors import TryAgain
from chalicelib.core.run import Mode, State
from chalicelib.ports import RowError, SyncRange
from chalicelib.usecases.resync.start import start_run
from dev.fakes.gate import open_gate
from tests.unit.fieldmap_parts import row
from tests.unit.write_back_house import BOTH, CAMILLE, FROM, TARGET, TO, House


def refuse(_object: str, _key: str, _values: Mapping[str, Any]) -> RowError:
    return RowError("operationFailed", "The title is locked.", ("reportTitle",))


def test_a_mapped_field_comes_from_intacct_is_compared_and_written() -> None:
    house = House(FROM)
    assert house.salesforce(2)["Shared__c"] is False
    house.change(2, **{"nsp::SHARED": True})
    ended = house.run()
    assert (ended.state, ended.totals) == (State.DONE, Counts(read=1, updated=1, in_salesforce=1))
    assert house.salesforce(2)["Shared__c"] is True
    assert house.reports(ended, Outcome.UPDATED) == [("2", ("Shared__c",), "")]


@pytest.mark.parametrize("mode", [Mode.CHANGES, Mode.FULL])
def test_an_edit_goes_to_intacct_and_the_next_run_finds_both_sides_equal(mode: Mode) -> None:
    house = House(BOTH, TO)
    house.edit(2, Report_Title__c="new")
    house.edit(4, Seats__c=9)
    written = len(house.org.journal)
    ended = house.run(mode)
    assert (ended.state, ended.totals.written_back, ended.totals.updated) == (State.DONE, 2, 0)
    assert house.reports(ended, Outcome.WRITTEN_BACK) == [("2", ("reportTitle",), ""), ("4", ("nsp::SEATS",), "")]
    assert (house.intacct(2)["reportTitle"], house.intacct(4)["nsp::SEATS"]) == ("new", 9)
    for following in (mode, Mode.CHANGES, Mode.FULL):
        again = house.run(following)
        assert (again.totals.written_back, again.totals.updated, again.totals.failed) == (0, 0, 0)
    assert len(house.company.changes) == 2
    assert len(house.org.journal) == written


def test_the_newer_side_wins_and_in_a_tie_intacct() -> None:
    house = House(BOTH)
    house.change(1, reportTitle="from Intacct")
    house.edit(1, Report_Title__c="from Salesforce")
    house.edit(2, Report_Title__c="from Salesforce")
    house.change(2, reportTitle="from Intacct")
    house.org.edit(TARGET, "department:3", {"Report_Title__c": "from Salesforce"}, house.clock.now())
    house.change(3, reportTitle="from Intacct")
    ended = house.run()
    assert [house.intacct(key)["reportTitle"] for key in (1, 2, 3)] == ["from Salesforce"] + ["from Intacct"] * 2
    assert [house.salesforce(key)["Report_Title__c"] for key in (1, 2, 3)] == ["from Salesforce"] + ["from Intacct"] * 2
    assert (ended.totals.written_back, ended.totals.updated) == (1, 2)


def test_a_field_of_salesforce_goes_even_if_intacct_changed_another_field_since() -> None:
    house = House(TO)
    house.edit(1, Seats__c=9)
    house.change(1, name="Renamed")
    ended = house.run()
    assert (house.intacct(1)["nsp::SEATS"], house.salesforce(1)["Full_Name__c"]) == (9, "Renamed")
    assert (ended.totals.written_back, ended.totals.updated, ended.totals.read) == (1, 1, 1)


def test_what_we_wrote_ourselves_is_no_edit() -> None:
    house = House(BOTH)
    house.change(1, reportTitle="newer")
    house.run()
    house.change(1, reportTitle="newest")
    ended = house.run()
    assert (ended.totals.written_back, house.salesforce(1)["Report_Title__c"]) == (0, "newest")
    assert house.company.changes == {}


def test_a_row_that_intacct_refuses_is_left_alone_reported_and_retried() -> None:
    house = House(BOTH)
    house.company.row_fault = refuse
    house.edit(2, Report_Title__c="new")
    ended = house.run(Mode.FULL)
    assert (ended.state, ended.totals.read, ended.totals.failed) == (State.DONE_WITH_ERRORS, 5, 1)
    assert ended.totals.unchanged == 4
    assert house.reports(ended, Outcome.FAILED) == [("2", ("reportTitle",), "INTACCT_REFUSED")]
    assert (house.intacct(2)["reportTitle"], house.salesforce(2)["Report_Title__c"]) == ("old", "new")
    house.company.row_fault = lambda _object, _key, _values: None
    house.clock.advance(3600)
    retried = house.run(Mode.ERRORS)
    assert (retried.state, retried.totals.written_back, retried.totals.failed) == (State.DONE, 1, 0)
    assert house.intacct(2)["reportTitle"] == "new"


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    house = House(BOTH)
    house.edit(2, Report_Title__c="new")
    written = len(house.org.journal)
    dry = house.run(Mode.FULL, dry_run=True)
    assert (house.intacct(2)["reportTitle"], house.company.changes, len(house.org.journal)) == ("old", {}, written)
    real = house.run(Mode.FULL)
    assert dry.totals == real.totals
    assert house.reports(dry, Outcome.WRITTEN_BACK) == house.reports(real, Outcome.WRITTEN_BACK)


def test_before_the_first_good_run_nothing_is_an_edit() -> None:
    house = House(BOTH)
    house.runs.tables.last_good.clear()
    house.edit(2, Report_Title__c="new")
    ended = house.run(Mode.FULL)
    assert (ended.totals.written_back, house.salesforce(2)["Report_Title__c"]) == (0, "old")


def test_a_crash_between_the_sides_loses_no_report() -> None:
    house = House(BOTH)
    house.edit(2, Report_Title__c="new")
    house.edit(3, Report_Title__c="newer")

    def cut_off(call: str, effect: Any) -> Any:
        answer = effect()
        if call == "intacct.write" and len(house.company.changes) == 2:
            house.gate = open_gate
            raise TryAgain("intacct_cut_off", "Sage Intacct broke off its answer.")
        return answer

    house.gate = cut_off
    run = start_run(house.world, CAMILLE, "department", Mode.CHANGES).run
    house.work()
    house.clock.advance(60)
    house.queue.send([SyncRange("demo", run.id, 1, 1)])
    house.work()
    ended = house.runs.get("demo", run.id)
    assert ended
    assert (ended.state, ended.totals.written_back, len(house.company.changes)) == (State.DONE, 2, 2)
    assert [key for key, _, _ in house.reports(ended, Outcome.WRITTEN_BACK)] == ["2", "3"]


def test_what_does_not_fit_into_a_workers_time_follows() -> None:
    house = House(BOTH, rows=60)
    for key in range(1, 61):
        house.org.edit(TARGET, f"department:{key}", {"Report_Title__c": f"new {key}"}, house.clock.now())
    house.clock.advance(60)

    def slow(call: str, effect: Any) -> Any:
        house.clock.advance(10 if call == "intacct.write" else 0)
        return effect()

    house.gate = slow
    run = start_run(house.world, CAMILLE, "department", Mode.CHANGES).run
    for _ in range(5):
        house.work()
        house.clock.advance(600)
        house.queue.send([SyncRange("demo", run.id, 1, 1)])
    house.work()
    ended = house.runs.get("demo", run.id)
    assert ended
    assert (ended.state, ended.totals.written_back, len(house.company.changes)) == (State.DONE, 60, 60)


def test_a_lookup_out_of_its_list_is_reported() -> None:
    manager = row("manager.key", "Manager__c", "to_intacct", "employee")
    house = House(manager)
    house.edit(2, **{manager.column: "department:1"})
    ended = house.run()
    assert house.reports(ended, Outcome.FAILED) == [("2", ("manager.key",), "WRONG_LIST")]
    assert house.company.changes == {}
