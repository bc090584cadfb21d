"""How long a run waits for a system that is away, how it goes on, and when it gives up."""

from collections.abc import Callable

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.run import STUCK_AFTER, Mode, Run, State, Stop
from chalicelib.ports import PlanRun, SyncRange
from chalicelib.usecases.resync.ending import pause, wait_or_fail
from chalicelib.usecases.resync.range_work import defer
from chalicelib.usecases.resync.sweep import sweep
from chalicelib.usecases.resync.tasks import PATIENCE
from dev.fakes.gate import open_gate
from tests.unit.notice_parts import House
from tests.unit.run_parts import (
    AWAY,
    done,
    fails,
    hold,
    in_french,
    latest,
    mail_of,
    plan,
    planned,
    six_ranges,
    started,
    waiting,
    work,
)

DAY = STUCK_AFTER.total_seconds()


@pytest.fixture
def house() -> House:
    return six_ranges()


def swept(house: House) -> list[object]:
    house.queue.waiting.clear()
    sweep(house.desk.world)
    return list(house.queue.waiting)


def test_a_plan_waits_half_a_minute_then_twice_as_long_each_time_and_says_why(house: House) -> None:
    run, house.gate = started(house), fails(AWAY)
    for attempts, seconds in enumerate((30, 60, 120, 240, 480, 900, 900), start=1):
        plan(house, run)
        assert latest(house, run).pause == waiting(house, seconds, attempts)
        house.clock.advance(seconds)


def test_nothing_is_asked_of_a_system_before_the_time_it_told(house: House) -> None:
    run, house.gate = started(house), fails(TryAgain("intacct_busy", "Slow down.", retry_after_seconds=700))
    plan(house, run)
    house.gate = fails(AssertionError("asked too early"))
    house.clock.advance(699)
    plan(house, run)
    assert latest(house, run).state is State.PLANNING
    house.gate = open_gate
    house.clock.advance(1)
    plan(house, run)
    assert (latest(house, run).state, latest(house, run).pause) == (State.RUNNING, None)


def test_workers_that_meet_one_outage_count_as_one_attempt(house: House) -> None:
    run = planned(house)
    for number in (1, 2, 3):
        hold(house, run, number)
        defer(house.desk.world, run, number, AWAY)
    assert latest(house, run).pause == waiting(house, 30)
    assert [one.attempts for one in house.runs.all_progress(run)] == [1, 1, 1]


def test_a_run_that_has_ended_waits_for_nothing(house: House) -> None:
    run = started(house)
    house.runs.stop(run, Stop(State.CANCELLED))
    plan(house, run)
    pause(house.desk.world, run, AWAY)
    assert latest(house, run).pause is None


def test_a_plan_that_got_nowhere_for_more_than_a_day_fails_with_the_reason(house: House) -> None:
    run, house.gate = started(house), fails(AWAY)
    house.clock.advance(DAY)
    plan(house, run)
    assert latest(house, run).state is State.PLANNING
    house.clock.advance(31)
    plan(house, run)
    ended = latest(house, run)
    assert (ended.state, ended.trouble, ended.pause) == (State.FAILED, Trouble(AWAY.code, AWAY.detail, PATIENCE), None)
    assert house.queue.waiting[-1] == mail_of(run)


def test_a_run_with_ranges_does_not_end_by_itself_however_long_it_waited(house: House) -> None:
    run = planned(house)
    house.clock.advance(DAY + 60)
    wait_or_fail(house.desk.world, run, AWAY)
    assert (latest(house, run).state, latest(house, run).pause) == (State.RUNNING, waiting(house, 30))


def test_a_plan_that_cannot_be_made_ends_the_run_with_the_remedy(house: House) -> None:
    run, house.gate = started(house), fails(NeedsAdmin("no_object", "The object is missing.", remedy="Install it."))
    plan(house, run)
    assert latest(house, run).state is State.FAILED
    assert latest(house, run).trouble == Trouble("no_object", "The object is missing.", "Install it.")


def test_the_sweeper_asks_for_a_plan_once_it_is_more_than_a_minute_late(house: House) -> None:
    run = started(house)
    house.clock.advance(60)
    assert swept(house) == []
    house.clock.advance(1)
    assert swept(house) == [PlanRun("demo", run.id)]


def test_the_sweeper_asks_at_once_for_the_end_of_a_plan_that_shall_end(house: House) -> None:
    run = started(house)
    house.runs.stop(run, Stop(State.CANCELLED))
    assert swept(house) == [PlanRun("demo", run.id)]


def test_the_sweeper_leaves_a_run_alone_until_its_wait_is_over(house: House) -> None:
    run, house.gate = started(house), fails(TryAgain("intacct_away", "Away.", retry_after_seconds=800))
    plan(house, run)
    house.clock.advance(799)
    assert swept(house) == []
    house.clock.advance(1)
    assert swept(house) == [PlanRun("demo", run.id)]


def test_the_sweeper_asks_for_the_close_of_a_run_with_nothing_open(house: House) -> None:
    run = planned(house)
    for number in range(1, 7):
        done(house, run, number)
    assert swept(house) == [SyncRange("demo", run.id, 1, 0)]


def test_the_sweeper_reminds_of_each_mail_not_sent_until_it_is(house: House) -> None:
    run, house.gate = started(house), fails(NeedsAdmin("no_object", "Missing.", remedy="Install it."))
    plan(house, run)
    assert swept(house) == [mail_of(run)]
    house.do_all()
    assert swept(house) == []


def pause_of(house: House, run: Run) -> None:
    house.runs.pause(run, waiting(house, 30))
    house.clock.advance(30)


def test_after_an_outage_the_range_that_waited_longest_tries_alone(house: House) -> None:
    run = planned(house)
    for number, wait in ((1, 50), (2, 30), (3, 40)):
        hold(house, run, number)
        defer(house.desk.world, run, number, TryAgain("intacct_away", "Away.", retry_after_seconds=wait))
    for number in (4, 5, 6):
        done(house, run, number)
    house.runs.pause(run, waiting(house, 10))
    house.clock.advance(29)
    assert swept(house) == []
    house.clock.advance(1)
    assert swept(house) == [SyncRange("demo", run.id, 1, 2)]
    house.clock.advance(25)
    assert swept(house) == [SyncRange("demo", run.id, 1, 2)]


def test_after_an_outage_no_range_is_tried_that_another_has_in_hand(house: House) -> None:
    run = planned(house)
    hold(house, run, 1, 2)
    pause_of(house, run)
    assert swept(house) == [SyncRange("demo", run.id, 1, 3)]
    house.clock.advance(30)
    assert swept(house) == [SyncRange("demo", run.id, 1, 1)]


def test_the_first_range_that_goes_well_after_an_outage_lets_all_others_go_on(house: House) -> None:
    run = planned(house)
    pause_of(house, run)
    handed = work(house, run, 1)
    assert (latest(house, run).pause, latest(house, run).open) == (None, frozenset({2, 3, 4, 5, 6}))
    assert handed == [SyncRange("demo", run.id, 1, number) for number in (2, 3, 4, 2)]


def test_a_day_without_progress_ends_the_run_with_the_reason_it_waited_for(house: House) -> None:
    run = planned(house)
    house.runs.pause(run, waiting(house, 30, attempts=90))
    house.clock.advance(DAY)
    swept(house)
    assert latest(house, run).stop is None
    house.clock.advance(1)
    assert swept(house) == [SyncRange("demo", run.id, 1, 1)]
    house.do_all()
    ended = latest(house, run)
    assert ended.trouble is not None
    assert (ended.state, ended.trouble.code, ended.trouble.remedy) == (State.FAILED, "intacct_away", PATIENCE)


@pytest.mark.parametrize("begin", [started, planned])
def test_a_day_without_progress_and_without_a_reason_says_so(house: House, begin: Callable[[House], Run]) -> None:
    run = begin(house)
    house.clock.advance(DAY + 1)
    swept(house)
    house.do_all()
    ended = latest(house, run)
    assert ended.trouble is not None
    assert (ended.state, ended.trouble.code, in_french(ended.trouble)) == (State.FAILED, "no_progress", True)
    assert house.mailer.sent


def test_what_a_person_stopped_ends_as_that_person_wanted_even_after_a_day(house: House) -> None:
    run = planned(house, mode=Mode.FULL)
    house.runs.stop(run, Stop(State.CANCELLED, Trouble("cancelled", "Cancelled by Camille Moreau.")))
    house.clock.advance(DAY + 1)
    assert swept(house) == [SyncRange("demo", run.id, 1, 1)]
    house.do_all()
    assert latest(house, run).state is State.CANCELLED
