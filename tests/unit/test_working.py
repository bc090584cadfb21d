"""A worker with a task: which range it takes, what it leaves to others, and how it stops."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run, State, Stop
from chalicelib.core.settings import Settings
from chalicelib.ports import SyncRange
from chalicelib.usecases.resync.range_work import defer
from chalicelib.usecases.resync.tasks import PATIENCE
from dev.fakes import FakeRuns
from tests.unit.notice_parts import House
from tests.unit.run_parts import (
    AWAY,
    after,
    done,
    ended,
    fails,
    hold,
    in_french,
    latest,
    mail_of,
    planned,
    six_ranges,
    started,
    waiting,
    work,
)

ASKED = fails(AssertionError("somebody was asked"))
ALL = frozenset(range(1, 7))


@pytest.fixture
def house() -> House:
    return six_ranges()


def task(run: Run, number: int) -> SyncRange:
    return SyncRange(run.tenant, run.id, run.pass_number, number)


def test_a_task_of_a_run_that_cannot_be_worked_on_now_does_nothing(house: House) -> None:
    run, unplanned, over = planned(house), started(house, "class"), ended(house, list_key="ar_term")
    house.runs.pause(run, waiting(house, 30))
    paused = latest(house, run)
    house.gate = ASKED
    other_pass = replace(unplanned, pass_number=2)
    for one in (paused, unplanned, over, replace(over, id="unknown"), other_pass):
        assert work(house, one, 1) == []
    assert (latest(house, run), latest(house, unplanned), latest(house, over)) == (paused, unplanned, over)


def test_a_task_of_an_earlier_pass_does_nothing(house: House) -> None:
    run = planned(house)
    house.gate = ASKED
    assert work(house, replace(run, pass_number=0), 1) == []
    assert latest(house, run) == run


def test_only_who_ends_the_last_range_or_is_asked_to_closes(house: House) -> None:
    run = planned(house)
    for number in ALL:
        done(house, run, number)
    work(house, run, 3)
    assert latest(house, run).state is State.RUNNING
    assert work(house, run, 0) == [mail_of(run)]
    assert latest(house, run).state is State.DONE


def test_being_asked_to_close_while_ranges_are_open_is_work_on_the_next_one(house: House) -> None:
    run = planned(house)
    work(house, run, 0)
    assert len(latest(house, run).open) == 5
    assert latest(house, run).state is State.RUNNING


def test_a_range_that_was_done_by_a_worker_who_then_died_is_only_taken_out(house: House) -> None:
    run = planned(house)
    work(house, run, 1)
    stored = house.runs.tables.runs["demo", run.id]
    house.runs.tables.runs["demo", run.id] = replace(stored, open=ALL)
    house.gate = ASKED
    assert work(house, run, 1) == [task(run, 2)]
    assert latest(house, run).open == ALL - {1}


def test_a_range_that_waits_for_its_time_is_left_and_the_next_one_taken(house: House) -> None:
    run = planned(house)
    hold(house, run, 1)
    defer(house.desk.world, run, 1, AWAY)
    house.runs.pause(run, None)
    work(house, latest(house, run), 1)
    assert latest(house, run).open == ALL - {2}
    house.clock.advance(30)
    work(house, latest(house, run), 1)
    assert latest(house, run).open == ALL - {1, 2}


def test_a_second_copy_of_a_task_takes_up_a_range_that_another_left_half_done(house: House) -> None:
    run = planned(house)
    hold(house, run, 2)
    work(house, run, 1)
    house.clock.advance(60)
    work(house, run, 1)
    assert latest(house, run).open == ALL - {1, 2}


class TakenMeanwhile(FakeRuns):
    """A store in which another worker takes a range between our first look at it and our own try."""

    first = True

    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        if self.first:
            self.first = False
            assert super().put_progress(run, replace(progress, begun=9), previous)
        return super().put_progress(run, progress, previous)


def test_a_worker_whose_range_was_taken_in_the_same_moment_hands_on_the_next() -> None:
    house = six_ranges(runs=TakenMeanwhile())
    run = planned(house)
    assert work(house, run, 2) == [task(run, 3)]
    assert latest(house, run).open == ALL


def test_an_outage_leaves_the_range_due_later_and_the_run_waiting(house: House) -> None:
    run, house.gate = planned(house), fails(AWAY)
    assert work(house, run, 2) == []
    progress = house.runs.progress(run, 2)
    assert progress is not None
    assert (progress.done, progress.attempts, progress.lease_until) == (False, 1, None)
    assert (progress.due_at, progress.trouble) == (
        house.clock.now() + timedelta(seconds=30),
        Trouble("intacct_away", "Intacct is away.", PATIENCE),
    )
    assert (latest(house, run).pause, latest(house, run).open) == (waiting(house, 30), ALL)


def test_what_does_not_pass_by_itself_ends_the_run_with_the_remedy(house: House) -> None:
    run = planned(house)
    work(house, run, 1)
    house.gate = fails(NeedsAdmin("no_object", "The object is missing.", remedy="Install it."))
    work(house, run, 2)
    house.do_all()
    end = latest(house, run)
    assert (end.state, end.trouble) == (State.FAILED, Trouble("no_object", "The object is missing.", "Install it."))
    assert (end.totals.read, end.totals.created) == (10, 10)
    given_up = [one.number for one in house.runs.all_progress(run) if one.given_up]
    assert given_up == [2, 3, 4, 5, 6]


def test_a_range_that_another_took_over_meanwhile_is_ended_by_that_worker(house: House) -> None:
    run = planned(house)

    def taken_over() -> None:
        house.clock.advance(600)
        hold(house, run, 2)
        raise NeedsAdmin("no_object", "The object is missing.")

    house.gate = after("intacct.rows", taken_over)
    assert work(house, run, 2) == []
    progress = house.runs.progress(run, 2)
    assert progress is not None
    assert (progress.begun, progress.done, latest(house, run).open) == (2, False, ALL)
    stop = latest(house, run).stop
    assert stop is not None
    assert stop.state is State.FAILED


def test_synchronization_switched_off_cancels_the_run_before_another_row_is_touched(house: House) -> None:
    run = planned(house)
    hold(house, run, 1)
    house.clock.advance(60)
    house.save(Settings(enabled=False))
    house.gate = ASKED
    work(house, run, 1)
    house.do_all()
    end = latest(house, run)
    assert end.trouble is not None
    assert (end.state, end.trouble.code, house.rows()) == (State.CANCELLED, "synchronization_off", [])
    assert in_french(end.trouble)
    assert [one.number for one in house.runs.all_progress(run) if one.given_up] == sorted(ALL)


def test_a_worker_without_time_left_asks_for_another_one(house: House) -> None:
    house.change("1000", "Loin des autres")
    run = planned(house)
    house.gate = after("intacct.rows", lambda: house.clock.advance(40))
    assert work(house, run, 1, timedelta(seconds=90)) == [task(run, 1)]
    assert latest(house, run).open == run.open
    progress = house.runs.progress(run, 1)
    assert progress is not None
    assert (progress.done, progress.last, progress.counts.created) == (False, 12, 12)


@pytest.mark.parametrize(("left", "begun"), [(60, 1), (61, 6)])
def test_where_the_queue_is_away_a_worker_goes_on_while_it_has_a_minute_left(
    house: House, left: int, begun: int
) -> None:
    run = planned(house)
    house.queue.away = TryAgain("queue_away", "SQS is away.")
    work(house, run, 1, timedelta(seconds=left))
    assert len(latest(house, run).open) == 6 - begun


def test_a_run_that_shall_end_takes_back_a_range_that_only_waits_and_leaves_one_in_hand(house: House) -> None:
    run = planned(house)
    hold(house, run, 1, 2)
    defer(house.desk.world, run, 1, AWAY)
    house.runs.stop(run, Stop(State.CANCELLED))
    work(house, latest(house, run), 1)
    assert (latest(house, run).open, latest(house, run).state) == (frozenset({2}), State.RUNNING)
    house.clock.advance(60)
    work(house, latest(house, run), 2)
    assert latest(house, run).state is State.CANCELLED
