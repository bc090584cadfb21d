"""The cut of the key space, and how a run ends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.counts import Counts, too_many_gone
from chalicelib.core.ranges import MAX_RANGES, Cut, RangeProgress, backoff_seconds, cut, range_of, selection
from chalicelib.core.run import State, final_state, worst


@given(
    count=st.integers(1, 5_000_000),
    lowest=st.integers(-1_000, 1_000_000),
    spread=st.integers(1, 20),
    page=st.integers(1, 4000),
    data=st.data(),
)
def test_every_key_is_in_exactly_one_range(
    count: int, lowest: int, spread: int, page: int, data: st.DataObject
) -> None:
    made = cut(count, lowest, lowest + count * spread, page)
    assert 1 <= made.size <= MAX_RANGES
    key = data.draw(st.integers(lowest - 10, lowest + count * spread + 10))
    holding = []
    for number in made.ranges:
        piece = selection(made, number)
        above, up_to = piece.above, piece.up_to
        if (above is None or key > above) and (up_to is None or key <= up_to):
            holding.append(number)
    assert holding == [range_of(made, str(key))]


def test_a_list_that_fits_in_a_page_is_one_open_range() -> None:
    piece = selection(cut(4000, 1, 4000, 4000), 1)
    assert (piece.above, piece.up_to) == (None, None)


def test_ten_thousand_even_rows_cost_three_full_calls() -> None:
    assert cut(10_000, 1, 10_000, 4000).size == 3


def test_a_cut_keeps_its_numbers_when_only_some_ranges_are_done_again() -> None:
    whole = cut(10_000, 1, 10_000, 4000)
    part = Cut(whole.size, whole.count, whole.lowest, whole.highest, only=(3,))
    assert part.ranges == (3,)
    assert selection(part, 3) == selection(whole, 3)


@pytest.mark.parametrize(
    ("gone", "there", "stop"), [(20, 20, False), (21, 41, True), (21, 42, False), (0, 0, False), (500, 500, True)]
)
def test_more_than_twenty_and_more_than_half_is_too_many(gone: int, there: int, stop: bool) -> None:
    assert too_many_gone(Counts(gone=gone, in_salesforce=there)) is stop


def test_a_given_up_range_fails_the_run_whatever_else_went_well() -> None:
    ranges = [RangeProgress(1, done=True), RangeProgress(2, done=True, given_up=True)]
    assert final_state(Counts(read=5, created=5), ranges) is State.FAILED


def test_one_failed_row_is_said() -> None:
    assert final_state(Counts(read=5, created=4, failed=1), []) is State.DONE_WITH_ERRORS


def test_a_run_of_all_lists_is_as_good_as_its_worst_child() -> None:
    assert worst([State.DONE, State.DONE_WITH_ERRORS, State.FAILED]) is State.FAILED
    assert worst([State.DONE, State.DONE]) is State.DONE


@given(st.integers(0, 100), st.none() | st.floats(0, 100_000))
def test_a_wait_is_never_shorter_than_asked(attempts: int, asked: float | None) -> None:
    seconds = backoff_seconds(attempts, asked)
    assert seconds >= (asked or 0)
    assert seconds <= max(900, asked or 0)


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    assert [backoff_seconds(n, None) for n in (0, 1, 2, 9)] == [30, 60, 120, 900]


def test_now_is_not_needed_to_build_a_cut() -> None:
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert selection(cut(10, None, None, 4000, since), 1).since == since
