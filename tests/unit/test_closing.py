"""The close of a run: the look at what moved meanwhile, the passes it opens, and the totals at the end."""

from itertools import count

import pytest

from chalicelib.core.counts import Calls, Counts, Trouble
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.run import CLOCK_OVERLAP, MAX_PASSES, Mode, Run, State, Stop
from chalicelib.core.settings import Settings
from chalicelib.ports import RowError, SyncRange
from chalicelib.usecases.resync.close import close_if_done
from chalicelib.usecases.resync.ending import end_run
from dev.fakes import FakeRuns
from tests.unit.notice_parts import DEPARTMENT, House
from tests.unit.run_parts import (
    after,
    all_but_the_close,
    closed,
    done,
    ended,
    fails,
    latest,
    mail_of,
    planned,
    six_ranges,
)


@pytest.fixture
def house() -> House:
    return six_ranges()


def test_a_list_at_rest_ends_after_one_pass_with_true_totals_and_calls(house: House) -> None:
    run = ended(house)
    assert (run.state, run.pass_number, run.totals) == (State.DONE, 1, Counts(read=60, created=60))
    assert (run.finished_at, run.trouble, run.notes) == (house.clock.now(), None, ())
    plan, ranges, look = Calls(2, 1), Calls(6, 12), Calls(1, 0)
    assert run.calls == plan + ranges + look


def test_a_row_changed_meanwhile_opens_its_range_again_and_no_other(house: House) -> None:
    run = all_but_the_close(house)
    house.change("15", "Nouveau nom")
    again = closed(house, run)
    assert (again.state, again.pass_number, again.open) == (State.RUNNING, 2, frozenset({2}))
    assert again.checked_from == house.clock.now()
    assert list(house.queue.waiting) == [SyncRange("demo", run.id, 2, 2)]
    house.do_all()
    assert (latest(house, run).state, house.names["department:15"]) == (State.DONE, "Nouveau nom")
    end = latest(house, run)
    assert (end.totals, end.notes) == (Counts(read=60, created=60, in_salesforce=10), ())
    first_pass, second_pass = Calls(9, 14), Calls(2, 3)
    assert end.calls == first_pass + second_pass


@pytest.mark.parametrize(("changed", "opened"), [(50, range(6, 31)), (51, range(1, 37))])
def test_where_more_changed_than_one_look_compares_all_ranges_share_the_work(
    house: House, changed: int, opened: range
) -> None:
    """One look compares 25 pages, here of two rows."""
    house.save(Settings(enabled=True, page_size=2, concurrency=3))
    run = all_but_the_close(house)
    for key in range(61 - changed, 61):
        house.change(str(key), f"Nouveau service {key}")
    assert closed(house, run).open == frozenset(opened)


def test_a_list_that_never_rests_is_left_to_the_next_run_after_four_passes(house: House) -> None:
    names = count(1)
    house.gate = after("salesforce.upsert", lambda: house.change("15", f"Nouveau nom {next(names)}"))
    end = ended(house)
    assert (end.state, end.pass_number, end.notes) == (State.DONE, MAX_PASSES, ("still_moving",))


def test_the_look_reaches_five_minutes_further_back_than_the_press(house: House) -> None:
    run = all_but_the_close(house)
    values = {"id": "D15", "name": "Nouveau nom", "status": "active", "parent.key": None}
    house.company.put(DEPARTMENT, "15", values, run.started_at - CLOCK_OVERLAP)
    assert closed(house, run).open == frozenset({2})


def test_a_dry_run_looks_at_each_range_once_and_writes_nothing(house: House) -> None:
    run = all_but_the_close(house, dry_run=True)
    house.change("15", "Nouveau nom")
    end = closed(house, run)
    assert (end.state, end.pass_number, end.totals) == (State.DONE, 1, Counts(read=60, created=60))
    assert house.rows() == []


def test_a_row_that_failed_in_the_run_is_in_its_error_list_and_opens_nothing(house: House) -> None:
    house.org.row_fault = lambda _object, values: (
        RowError("STRING_TOO_LONG", "Too long.") if values["Intacct_Key__c"] == "department:15" else None
    )
    house.change("15", "Nouveau nom")
    end = ended(house)
    assert (end.state, end.pass_number, end.totals.failed) == (State.DONE_WITH_ERRORS, 1, 1)


def test_a_run_of_errors_looks_at_nothing_else(house: House) -> None:
    house.org.row_fault = lambda _object, _values: RowError("STRING_TOO_LONG", "Too long.")
    ended(house)
    house.org.row_fault = lambda _object, _values: None
    run = all_but_the_close(house, Mode.ERRORS)
    house.change("61", "Nouveau service")
    end = closed(house, run)
    assert (end.state, end.pass_number, end.totals.created) == (State.DONE, 1, 60)


def test_a_look_that_meets_an_outage_waits_and_is_made_again(house: House) -> None:
    run = all_but_the_close(house)
    done(house, run, 6)
    house.gate = fails(TryAgain("intacct_away", "Away."))
    house.do(SyncRange("demo", run.id, 1, 0))
    assert latest(house, run).pause is not None
    assert latest(house, run).state is State.RUNNING


def test_a_look_that_cannot_be_made_ends_the_run_with_the_remedy_and_what_was_counted(house: House) -> None:
    run = all_but_the_close(house)
    done(house, run, 6, notes=("partial",))
    house.gate = fails(NeedsAdmin("no_object", "The object is missing.", remedy="Install it."))
    house.do(SyncRange("demo", run.id, 1, 0))
    end = latest(house, run)
    assert (end.state, end.trouble) == (State.FAILED, Trouble("no_object", "The object is missing.", "Install it."))
    assert (end.totals.created, end.notes) == (50, ("partial",))


class Killed(Exception):  # noqa: N818 - what happens to a process
    """The process that was about to store an end is no more."""


class DiesBeforeAnEnd(FakeRuns):
    alive = False

    def finish(self, run: Run) -> bool:
        if self.alive:
            return super().finish(run)
        raise Killed


def test_who_dies_before_the_end_is_stored_leaves_its_reason_to_the_next() -> None:
    store = DiesBeforeAnEnd()
    house = six_ranges(runs=store)
    run = planned(house)
    for number in range(1, 7):
        done(house, run, number)
    house.gate = fails(NeedsAdmin("no_object", "The object is missing.", remedy="Install it."))
    with pytest.raises(Killed):
        house.do(SyncRange("demo", run.id, 1, 0))
    store.alive, house.gate = True, fails(AssertionError("asked again"))
    house.do(SyncRange("demo", run.id, 1, 0))
    end = latest(house, run)
    assert (end.state, end.trouble) == (State.FAILED, Trouble("no_object", "The object is missing.", "Install it."))


def test_a_stopped_run_keeps_its_reason_and_the_notes_of_its_ranges_once_each(house: House) -> None:
    run = planned(house)
    for number in range(1, 7):
        done(house, run, number, notes=("partial", f"odd {number % 2}"), counts=Counts(read=1, unchanged=1))
    stopped = house.runs.stop(run, Stop(State.CANCELLED, Trouble("cancelled", "Cancelled.")))
    assert stopped is not None
    close_if_done(house.desk.world, stopped)
    end = latest(house, run)
    assert (end.state, end.trouble, end.notes) == (
        State.CANCELLED,
        Trouble("cancelled", "Cancelled."),
        ("partial", "odd 1", "odd 0"),
    )
    assert end.totals == Counts(read=6, unchanged=6)


def test_all_that_a_reader_must_know_of_a_run_is_noted(house: House) -> None:
    run = planned(house, mode=Mode.CHANGES, dry_run=True)
    for number in range(1, 7):
        done(house, run, number, notes=("partial",), counts=Counts(gone=10, in_salesforce=10))
    house.do(SyncRange("demo", run.id, 1, 0))
    end = latest(house, run)
    assert (end.state, end.notes) == (State.DONE_WITH_ERRORS, ("partial", "gone_guard", "read_whole"))


def test_a_run_ends_once_and_asks_once_for_its_mail(house: House) -> None:
    run = planned(house)
    for number in range(1, 7):
        done(house, run, number)
    run = latest(house, run)
    world = house.desk.world
    assert [end_run(world, run, State.DONE, None), end_run(world, run, State.FAILED, None)] == [True, False]
    assert (latest(house, run).state, list(house.queue.waiting)) == (State.DONE, [mail_of(run)])


def test_a_run_with_an_open_range_does_not_end(house: House) -> None:
    run = planned(house)
    assert end_run(house.desk.world, run, State.DONE, None) is False
    assert (latest(house, run), list(house.queue.waiting)) == (run, [])
