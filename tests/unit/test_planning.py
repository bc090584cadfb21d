"""The plan of a run: what it asks, how it cuts the list, and when nothing is to do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.errors import TryAgain
from chalicelib.core.lists import Catalogue
from chalicelib.core.ranges import Cut
from chalicelib.core.run import CLOCK_OVERLAP, Mode, State, Stop
from chalicelib.ports import PlanRun, RowError, SyncRange
from chalicelib.usecases.resync.plan import plan_run
from tests.unit.notice_parts import CATALOGUE, IN_SALESFORCE, House
from tests.unit.run_parts import ended, fails, in_french, latest, plan, planned, six_ranges, started, waiting


@pytest.fixture
def house() -> House:
    return six_ranges()


def too_long(_object: str, values: object) -> RowError | None:
    refused = isinstance(values, dict) and values.get("Intacct_Key__c") == "department:30"
    return RowError("STRING_TOO_LONG", "Too long.") if refused else None


def test_a_full_run_is_cut_once_by_its_keys_and_hands_out_as_many_ranges_as_work_at_once(house: House) -> None:
    run = started(house)
    plan(house, run)
    there = latest(house, run)
    assert (there.state, there.cut) == (State.RUNNING, Cut(6, 60, 1, 60))
    assert (there.calls.intacct, there.calls.salesforce, there.progress_at) == (2, 1, house.clock.now())
    assert list(house.queue.waiting) == [SyncRange("demo", run.id, 1, number) for number in (1, 2, 3)]


def test_a_plan_asked_for_again_only_hands_out_again(house: House) -> None:
    run = planned(house)
    house.clock.advance(5)
    plan(house, run)
    assert latest(house, run) == run
    assert len(house.queue.waiting) == 3


def test_the_plan_of_a_run_that_waits_or_ended_or_is_unknown_does_nothing(house: House) -> None:
    run = planned(house)
    house.runs.pause(run, waiting(house, 30))
    plan(house, run)
    assert list(house.queue.waiting) == []
    over = ended(house, list_key="class")
    plan(house, over)
    assert (list(house.queue.waiting), latest(house, over)) == ([], over)


def test_a_run_cancelled_before_its_plan_asks_nobody_anything(house: House) -> None:
    run = started(house)
    house.gate = fails(TryAgain("asked", "Somebody was asked."))
    house.runs.stop(run, Stop(State.CANCELLED))
    plan(house, run)
    assert latest(house, run).state is State.CANCELLED


def test_a_run_adopts_rows_where_some_stand_in_salesforce_without_a_key(house: House) -> None:
    assert planned(house, "class").adopt is False
    house.org.add(IN_SALESFORCE, {"Intacct_Id__c": "D1", "Name": "Ventes"})
    assert planned(house).adopt is True


def test_a_run_of_changes_begins_shortly_before_the_last_good_one_did(house: House) -> None:
    last = ended(house)
    house.clock.advance(3600)
    house.change("7", "Nouveau nom")
    run = planned(house, mode=Mode.CHANGES)
    assert run.cut == Cut(1, 1, since=last.started_at - CLOCK_OVERLAP)
    assert (run.open, run.adopt) == (frozenset({1}), False)
    house.do_all()


def test_a_change_in_the_overlap_of_the_clocks_is_seen(house: House) -> None:
    last = ended(house)
    values = {"id": "D7", "name": "Nouveau nom", "status": "active", "parent.key": None}
    house.company.put("company-config/department", "7", values, last.started_at - CLOCK_OVERLAP)
    assert ended(house, Mode.CHANGES).totals.updated == 1
    values["name"] = "Trop tard"
    house.company.put("company-config/department", "7", values, last.started_at - CLOCK_OVERLAP - timedelta(seconds=1))
    assert ended(house, Mode.CHANGES).totals.updated == 0


def test_a_run_of_changes_that_finds_none_opens_nothing(house: House) -> None:
    last = ended(house)
    house.clock.advance(3600)
    run = planned(house, mode=Mode.CHANGES)
    assert run.cut == Cut(1, 0, since=last.started_at - CLOCK_OVERLAP, only=())
    assert (run.open, run.adopt, run.calls.salesforce) == (frozenset(), True, 0)


def test_a_run_of_changes_with_nothing_to_go_by_reads_the_whole_list_and_says_so(house: House) -> None:
    run = ended(house, Mode.CHANGES)
    assert (run.cut, run.totals.created, run.notes) == (Cut(6, 60, 1, 60), 60, ("read_whole",))
    assert ended(house).notes == ()
    house.clock.advance(3600)
    assert ended(house, Mode.CHANGES).notes == ()


def test_a_list_without_stamps_is_read_whole_in_a_run_of_changes(house: House) -> None:
    stampless = next(one for one in CATALOGUE.lists if not one.modified)
    ended(house, list_key=stampless.key)
    run = ended(house, Mode.CHANGES, stampless.key)
    assert (run.state, run.cut) == (State.DONE, Cut(1))


def test_a_run_of_errors_takes_up_the_ranges_that_failed_under_their_old_numbers(house: House) -> None:
    house.org.row_fault = too_long
    base = ended(house)
    assert (base.state, base.totals.failed) == (State.DONE_WITH_ERRORS, 1)
    run = planned(house, mode=Mode.ERRORS)
    assert run.cut == Cut(6, 60, 1, 60, base=base.id, only=(3,))
    assert run.open == frozenset({3})


def test_a_run_of_errors_whose_failures_are_gone_meanwhile_has_nothing_to_do(house: House) -> None:
    house.org.row_fault = too_long
    ended(house)
    run = started(house, mode=Mode.ERRORS)
    house.runs.tables.last_real.clear()
    plan(house, run)
    assert (latest(house, run).cut, latest(house, run).open) == (Cut(0), frozenset())


def test_a_list_that_left_the_catalogue_meanwhile_fails_its_run_with_a_remedy(house: House) -> None:
    run, world = started(house), house.desk.world
    plan_run(replace(world, catalogue=Catalogue(())), PlanRun("demo", run.id))
    there = latest(house, run)
    assert there.trouble is not None
    assert (there.state, there.trouble.code, in_french(there.trouble)) == (State.FAILED, "list_removed", True)
