"""What a run says of itself: progress, waits, time left, and what later runs may build on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.counts import Calls, Counts
from chalicelib.core.ranges import Cut, RangeProgress, Selection, cut, range_of, selection
from chalicelib.core.run import (
    Mode,
    Pause,
    Run,
    State,
    Stop,
    begun_in_this_pass,
    can_be_retried,
    final_state,
    renews_good_start,
    seconds_left,
    worst,
)
from dev.fakes.clock import BEGINNING as NOW
from tests.contract.run_values import a_run

PLANNED = a_run(state=State.RUNNING, cut=Cut(6, 60, 1, 60), open=frozenset({3, 4, 5, 6}))
MINUTE = timedelta(minutes=1)


def test_the_time_left_is_reckoned_from_the_ranges_done_so_far() -> None:
    assert seconds_left(PLANNED, NOW + MINUTE) == 120
    assert seconds_left(replace(PLANNED, open=frozenset({6})), NOW + MINUTE) == 12


@pytest.mark.parametrize(
    "run",
    [a_run(), replace(PLANNED, open=frozenset(range(1, 7))), replace(PLANNED, state=State.DONE, open=frozenset())],
    ids=["not planned", "nothing done", "ended"],
)
def test_there_is_no_guess_without_anything_to_go_by(run: Run) -> None:
    assert seconds_left(run, NOW + MINUTE) is None


def test_later_passes_only_look_again() -> None:
    again = replace(PLANNED, pass_number=2)
    assert (PLANNED.range_count, PLANNED.ranges_done) == (6, 2)
    assert (again.ranges_done, seconds_left(again, NOW + MINUTE)) == (6, 0)


def test_a_run_waits_until_its_time_has_come_unless_it_shall_end() -> None:
    waits = replace(PLANNED, pause=Pause("away", "Away.", until=NOW + MINUTE))
    assert [waits.paused(NOW), waits.paused(NOW + MINUTE), PLANNED.paused(NOW)] == [True, False, False]
    assert not replace(waits, stop=Stop(State.CANCELLED)).paused(NOW)


def test_a_range_is_in_hand_or_waits_until_the_moment_that_is_stored() -> None:
    one = RangeProgress(1, lease_until=NOW, due_at=NOW)
    before = NOW - timedelta(microseconds=1)
    assert [one.held(before), one.held(NOW), one.waits(before), one.waits(NOW)] == [True, False, True, False]


@pytest.mark.parametrize(
    ("at", "done", "settled"),
    [(1, False, False), (1, True, False), (2, False, False), (2, True, True), (3, False, True), (3, True, True)],
)
def test_a_range_is_settled_in_a_pass_that_is_done_or_over(at: int, done: bool, settled: bool) -> None:
    assert RangeProgress(1, at, done=done).settled_in(2) is settled


def test_a_new_pass_of_a_range_begins_anew_and_keeps_its_number_and_calls() -> None:
    stored = RangeProgress(4, 1, begun=3, done=True, last=40, counts=Counts(read=5), calls=Calls(2, 3))
    run = replace(PLANNED, pass_number=2)
    assert begun_in_this_pass(PLANNED, 4, stored) == stored
    assert begun_in_this_pass(run, 4, stored) == RangeProgress(4, 2, begun=3, calls=Calls(2, 3))
    assert begun_in_this_pass(run, 4, None) == RangeProgress(4, 2)


def test_a_run_with_too_many_gone_rows_ends_with_errors() -> None:
    assert final_state(Counts(read=5, gone=40), [], ["gone_guard"]) is State.DONE_WITH_ERRORS
    assert final_state(Counts(read=5, gone=4), [], ["partial"]) is State.DONE


@pytest.mark.parametrize(
    ("changes", "renews"),
    [
        ({"state": State.DONE}, True),
        ({"state": State.DONE_WITH_ERRORS, "mode": Mode.CHANGES}, True),
        ({"state": State.DONE, "mode": Mode.ERRORS}, False),
        ({"state": State.DONE, "dry_run": True}, False),
        ({"state": State.FAILED}, False),
        ({"state": State.CANCELLED}, False),
    ],
)
def test_only_a_run_that_looked_at_everything_and_meant_it_is_where_changes_begin(
    changes: dict[str, object], renews: bool
) -> None:
    assert renews_good_start(replace(PLANNED, **changes)) is renews  # type: ignore[arg-type]


def test_errors_can_be_tried_again_of_a_run_that_got_a_plan_and_wrote() -> None:
    assert can_be_retried(PLANNED)
    assert not can_be_retried(a_run())
    assert not can_be_retried(replace(PLANNED, dry_run=True))


def test_failed_is_worse_than_cancelled_is_worse_than_errors() -> None:
    assert worst([State.DONE, State.CANCELLED, State.FAILED]) is State.FAILED
    assert worst([State.DONE_WITH_ERRORS, State.CANCELLED]) is State.CANCELLED
    assert worst([State.DONE, State.DONE_WITH_ERRORS]) is State.DONE_WITH_ERRORS
    assert worst([]) is State.DONE


def test_a_list_is_cut_into_even_pieces_that_touch() -> None:
    made = cut(60, 1, 60, 12, NOW)
    assert made == Cut(6, 60, 1, 60, NOW)
    assert [(one.above, one.up_to) for one in (selection(made, number) for number in made.ranges)] == [
        (None, 10),
        (10, 20),
        (20, 30),
        (30, 40),
        (40, 50),
        (50, None),
    ]


def test_a_cut_has_no_more_ranges_than_keys_and_none_where_the_keys_are_unknown() -> None:
    assert cut(60, 1, 3, 12) == Cut(3, 60, 1, 3)
    assert cut(60, None, 60, 12) == cut(60, 1, None, 12) == Cut(1, 60)
    assert cut(12, 1, 60, 12, NOW) == Cut(1, 12, since=NOW)
    assert cut(13, 1, 60, 12) == Cut(2, 13, 1, 60)
    assert {selection(cut(60, 1, 60, 12, NOW), number).since for number in range(1, 7)} == {NOW}
    assert selection(cut(61, 1, 61, 12), 1) == Selection(up_to=11)
    assert selection(Cut(1, 12, since=NOW), 1) == Selection(since=NOW)


def test_each_key_lies_in_the_range_whose_ends_hold_it() -> None:
    made = cut(60, 1, 60, 12)
    assert [range_of(made, key) for key in ("-5", "1", "10", "11", "51", "60", "999")] == [1, 1, 1, 2, 6, 6, 6]
    assert range_of(Cut(1, 12), "999") == 1


def test_each_worker_numbers_its_reports_apart_from_every_others() -> None:
    assert RangeProgress(1, begun=2).next_window == 200_000
    assert RangeProgress(1, begun=2, windows=(100_000, 100_001, 200_000)).next_window == 200_001


def test_figures_are_added_one_by_one() -> None:
    one, other = Counts(*range(1, 11)), Counts(*range(10, 110, 10))
    assert one + other == Counts(*(number * 11 for number in range(1, 11)))
    assert Calls(1, 2) + Calls(10, 20) == Calls(11, 22)
