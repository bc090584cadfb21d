"""A task that failed five times is given up: its run still ends, once, and says so."""

import pytest

from chalicelib.core.counts import Counts
from chalicelib.core.run import ALL_LISTS, Run, State, Stop
from chalicelib.ports import PlanRun, SyncRange, SyncRows
from chalicelib.usecases.resync.give_up import TROUBLE, give_up
from tests.unit.notice_parts import House
from tests.unit.run_parts import done, hold, in_french, latest, mail_of, plan, planned, six_ranges, started, waiting


@pytest.fixture
def house() -> House:
    return six_ranges()


def given_up(house: House, run: Run, number: int, pass_number: int = 1) -> Run:
    give_up(house.desk.world, SyncRange(run.tenant, run.id, pass_number, number))
    return latest(house, run)


def test_a_plan_given_up_fails_its_run_with_a_remedy_and_a_mail(house: House) -> None:
    run = started(house)
    give_up(house.desk.world, PlanRun("demo", run.id))
    assert (latest(house, run).state, latest(house, run).trouble) == (State.FAILED, TROUBLE)
    assert list(house.queue.waiting) == [mail_of(run)]
    assert in_french(TROUBLE)


def test_a_range_given_up_leaves_the_others_to_be_done_and_fails_the_run_at_the_end(house: House) -> None:
    run = given_up(house, planned(house), 4)
    assert (run.state, run.open, run.stop) == (State.RUNNING, frozenset({1, 2, 3, 5, 6}), None)
    progress = house.runs.progress(run, 4)
    assert progress is not None
    assert (progress.done, progress.given_up, progress.trouble) == (True, True, TROUBLE)
    for number in (1, 2, 3, 5):
        done(house, run, number, counts=Counts(read=2, created=2))
    ended = given_up(house, run, 6)
    assert (ended.state, ended.trouble, ended.totals) == (State.FAILED, TROUBLE, Counts(read=8, created=8))


def test_a_range_that_another_worker_has_in_hand_is_not_given_up(house: House) -> None:
    run = planned(house)
    hold(house, run, 2)
    assert given_up(house, run, 2).open == frozenset(range(1, 7))
    house.clock.advance(60)
    assert given_up(house, run, 2).open == frozenset({1, 3, 4, 5, 6})


def test_the_last_range_given_up_during_an_outage_leaves_the_close_to_the_sweeper(house: House) -> None:
    run = planned(house)
    for number in range(1, 6):
        done(house, run, number)
    house.runs.pause(run, waiting(house, 30))
    run = given_up(house, run, 6)
    assert (run.state, run.open) == (State.RUNNING, frozenset())


def test_a_close_given_up_ends_the_run_with_what_its_ranges_have_counted(house: House) -> None:
    run = planned(house)
    for number in range(1, 7):
        done(house, run, number, counts=Counts(read=3, unchanged=3))
    ended = given_up(house, run, 0)
    assert (ended.state, ended.trouble, ended.totals) == (State.FAILED, TROUBLE, Counts(read=18, unchanged=18))


@pytest.mark.parametrize(("number", "pass_number"), [(0, 1), (9, 1), (3, 2)])
def test_a_late_task_given_up_changes_nothing(house: House, number: int, pass_number: int) -> None:
    run = planned(house)
    assert given_up(house, run, number, pass_number) == run
    assert house.runs.all_progress(run) == []


def test_a_plan_given_up_late_or_of_a_run_of_all_lists_changes_nothing(house: House) -> None:
    run, whole = planned(house), started(house, ALL_LISTS)
    for task in (PlanRun("demo", run.id), PlanRun("demo", whole.id), PlanRun("demo", "unknown")):
        give_up(house.desk.world, task)
    give_up(house.desk.world, SyncRange("demo", whole.id, 1, 1))
    give_up(house.desk.world, SyncRows("demo", "department"))
    assert (latest(house, run), latest(house, whole)) == (run, whole)


def test_a_range_given_up_does_not_end_a_run_that_is_still_planned(house: House) -> None:
    run = started(house)
    assert given_up(house, run, 1) == run


def test_a_range_of_a_run_that_ended_is_not_given_up(house: House) -> None:
    run = started(house)
    house.runs.stop(run, Stop(State.CANCELLED))
    plan(house, run)
    assert given_up(house, run, 1).state is State.CANCELLED
