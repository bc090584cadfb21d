"""Contract of the store of runs: progress of ranges and reports of rows."""

from dataclasses import replace
from random import Random

import pytest

from chalicelib.core.counts import Calls, Counts, Outcome, RowReport, Trouble
from chalicelib.core.errors import BadRequest
from chalicelib.core.run import Run
from chalicelib.ports import Runs
from tests.contract.at_once import at_once
from tests.contract.run_values import LATER, NOW, planned, progress, report, stored


def put(runs: Runs, run: Run, number: int, *windows: list[RowReport]) -> None:
    """The rows of a range's windows, and the progress that counts them, as the work on a range stores them."""
    for window, rows in enumerate(windows):
        runs.put_rows(run, number, window, rows)
    now = progress(number, windows=len(windows), pass_number=run.pass_number)
    assert runs.put_progress(run, now, runs.progress(run, number))


def every_row(runs: Runs, run: Run, outcome: Outcome | None = None, limit: int = 3) -> list[RowReport]:
    rows: list[RowReport] = []
    cursor = ""
    while True:
        page = runs.rows(run, outcome, limit, cursor)
        assert len(page.rows) <= limit
        rows += page.rows
        cursor = page.cursor
        if not cursor:
            return rows


def test_progress_comes_back_as_it_was_stored(runs: Runs) -> None:
    run = planned(runs)
    trouble = Trouble("intacct_busy", "Intacct asks us to slow down.", "Wait.")
    first = progress(2, last=-7, due_at=LATER, attempts=3, trouble=trouble, digest="ff", notes=("partial",))
    first = replace(first, counts=Counts(*range(9)), calls=Calls(1, 2))
    assert runs.progress(run, 2) is None
    assert runs.put_progress(run, first, None)
    assert runs.progress(run, 2) == first


def test_progress_moves_only_from_where_it_stood(runs: Runs) -> None:
    run = planned(runs)
    first, second = progress(1), progress(1, windows=2, last=0)
    assert runs.put_progress(run, first, None)
    assert not runs.put_progress(run, second, None)
    assert runs.put_progress(run, second, first)
    assert not runs.put_progress(run, progress(1, windows=3), first)
    assert runs.progress(run, 1) == second


def test_of_eight_copies_of_a_worker_one_stores_its_progress(runs: Runs) -> None:
    run = planned(runs)
    steps = [progress(1, counts=Counts(read=read)) for read in range(8)]
    won = at_once(lambda step: runs.put_progress(run, step, None), steps)
    assert sum(won) == 1
    assert runs.progress(run, 1) == steps[won.index(True)]


def test_a_range_that_is_done_changes_in_the_next_pass_only(runs: Runs) -> None:
    run = planned(runs)
    done = progress(1, done=True)
    assert runs.put_progress(run, done, None)
    assert not runs.put_progress(run, replace(done, given_up=True), done)
    assert runs.put_progress(run, progress(1, pass_number=2), done)


@pytest.mark.parametrize("done", [False, True])
def test_a_slow_worker_of_an_earlier_pass_does_not_begin_a_range_anew(runs: Runs, done: bool) -> None:
    run = planned(runs)
    there = progress(1, pass_number=2, done=done, windows=1)
    assert runs.put_progress(run, there, None)
    assert not runs.put_progress(run, progress(1), there)
    assert runs.progress(run, 1) == there


def test_all_progress_comes_in_order_of_ranges(runs: Runs) -> None:
    run = planned(runs, ranges=500)
    for number in (500, 3, 20, 100):
        assert runs.put_progress(run, progress(number), None)
    assert [one.number for one in runs.all_progress(run)] == [3, 20, 100, 500]
    assert [one.number for one in runs.all_progress(run, 20)] == [20, 100, 500]


def test_rows_come_in_order_of_range_and_window(runs: Runs) -> None:
    run = planned(runs)
    put(runs, run, 2, [report(30), report(31)])
    put(runs, run, 1, [report(20), report(10)], [], [report(11)])
    assert [row.record_key for row in every_row(runs, run)] == ["20", "10", "11", "30", "31"]
    assert every_row(runs, run)[0] == report(20)


def test_rows_can_be_narrowed_to_an_outcome(runs: Runs) -> None:
    run = planned(runs)
    failed = [report(n, Outcome.FAILED, code="X", message="No") for n in range(5)]
    put(runs, run, 1, [report(90), *failed[:2]], [report(91)], failed[2:4])
    put(runs, run, 2, [failed[4], report(92, Outcome.GONE)])
    assert every_row(runs, run, Outcome.FAILED, limit=2) == failed
    assert every_row(runs, run, Outcome.UPDATED) == []
    assert runs.failed_keys(run, 1) == ("0", "1", "2", "3")
    assert runs.failed_keys(run, 2) == ("4",)
    assert runs.failed_keys(run, 3) == ()


def test_a_window_done_again_replaces_its_rows(runs: Runs) -> None:
    run = planned(runs)
    put(runs, run, 1, noisy_rows(4000), [report(9)])
    runs.put_rows(run, 1, 0, [report(1)])
    assert [row.record_key for row in every_row(runs, run)] == ["1", "9"]
    runs.put_rows(run, 1, 0, [])
    assert [row.record_key for row in every_row(runs, run)] == ["9"]


def test_rows_that_no_progress_counts_yet_are_not_listed(runs: Runs) -> None:
    run = planned(runs)
    put(runs, run, 1, [report(1)])
    runs.put_rows(run, 1, 1, [report(2, Outcome.FAILED)])
    runs.put_rows(run, 2, 0, [report(3, Outcome.FAILED)])
    assert every_row(runs, run) == [report(1)]
    assert runs.failed_keys(run, 1) == ()


def test_only_the_latest_pass_of_a_range_is_listed(runs: Runs) -> None:
    run = planned(runs, ranges=2)
    put(runs, run, 1, [report(1, Outcome.FAILED)], [report(2)])
    put(runs, run, 2, [report(3)])
    for number in (1, 2):
        runs.close_range(run, number, NOW)
    assert runs.reopen(run, frozenset({1}), False, 1, LATER)
    again = stored(runs, run)
    put(runs, again, 1, [report(1)])
    assert every_row(runs, again) == [report(1), report(3)]
    assert runs.failed_keys(again, 1) == ()


def noisy_rows(count: int) -> list[RowReport]:
    """Rows that hardly compress, so that they fill several items."""
    random = Random(4)
    return [report(n, message=random.randbytes(120).hex()) for n in range(count)]


def test_four_thousand_rows_of_a_window_come_back_whole(runs: Runs) -> None:
    run = planned(runs)
    rows = noisy_rows(4000)
    put(runs, run, 1, rows)
    assert every_row(runs, run, limit=1500) == rows


def test_a_page_that_ends_with_the_last_row_has_no_cursor(runs: Runs) -> None:
    run = planned(runs)
    put(runs, run, 1, [report(1), report(2)])
    assert runs.rows(run, None, 2, "").cursor == ""
    assert runs.rows(run, None, 1, "").cursor != ""


def test_a_cursor_serves_one_listing_of_one_run_of_one_tenant(runs: Runs) -> None:
    run = planned(runs)
    put(runs, run, 1, [report(1), report(2)])
    cursor = runs.rows(run, None, 1, "").cursor
    assert runs.rows(run, None, 1, cursor).rows == (report(2),)
    other, twin = planned(runs, "02RUN", list="class"), planned(runs, tenant="autre")
    for asked, outcome in [(other, None), (twin, None), (run, Outcome.CREATED)]:
        with pytest.raises(BadRequest):
            runs.rows(asked, outcome, 1, cursor)


def test_tenants_with_the_same_run_id_have_rows_of_their_own(runs: Runs) -> None:
    ours, theirs = planned(runs), planned(runs, tenant="autre")
    put(runs, ours, 1, [report(1)])
    put(runs, theirs, 1, [report(2), report(3)])
    assert every_row(runs, ours) == [report(1)]
    assert [one.windows for one in runs.all_progress(ours)] == [(0,)]
