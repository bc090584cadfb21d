"""Contract of the store of runs: the steps from plan to end, each under its condition."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.counts import Calls, Counts, Trouble
from chalicelib.core.ranges import Cut
from chalicelib.core.run import Child, Pause, Run, State, Stop
from chalicelib.ports import Runs
from tests.contract.at_once import at_once
from tests.contract.run_values import LATER, NOW, a_run, ended, planned, started, stored

STOP = Stop(State.CANCELLED, Trouble("cancelled", "Cancelled by Camille."))


def test_a_plan_opens_every_range_and_is_stored_as_given(runs: Runs) -> None:
    run = started(runs)
    cut = Cut(3, 31, lowest=-5, highest=2**53, since=NOW, base="00RUN", only=(2, 3))
    assert runs.put_plan(run, cut, True, Calls(2, 1), LATER)
    expected = replace(run, state=State.RUNNING, cut=cut, open=frozenset({2, 3}), adopt=True, calls=Calls(2, 1))
    assert stored(runs, run) == replace(expected, progress_at=LATER)


def test_only_the_first_planner_plans(runs: Runs) -> None:
    run = started(runs)
    cuts = [Cut(size, size) for size in range(1, 9)]
    won = at_once(lambda cut: runs.put_plan(run, cut, False, Calls(), LATER), cuts)
    assert sum(won) == 1
    assert stored(runs, run).cut == cuts[won.index(True)]


def test_a_plan_without_ranges_leaves_nothing_open(runs: Runs) -> None:
    run = started(runs)
    assert runs.put_plan(run, Cut(size=0, only=()), False, Calls(), LATER)
    assert stored(runs, run).open == frozenset()
    assert stored(runs, run).cut == Cut(size=0, only=())


def test_five_hundred_open_ranges_fit(runs: Runs) -> None:
    assert planned(runs, ranges=500).open == set(range(1, 501))


def test_closing_takes_ranges_out_one_by_one_and_shows_what_is_left(runs: Runs) -> None:
    run = planned(runs)
    closed = [runs.close_range(run, number, LATER + timedelta(seconds=number)) for number in (2, 2, 1, 3)]
    assert [one and sorted(one.open) for one in closed] == [[1, 3], [1, 3], [3], []]
    assert stored(runs, run).progress_at == LATER + timedelta(seconds=3)


def test_ranges_closed_twice_on_eight_threads_end_empty_once_each(runs: Runs) -> None:
    run = planned(runs, ranges=40)
    numbers = [number for number in range(1, 41) for _ in range(3)]
    answers = at_once(lambda number: runs.close_range(run, number, LATER), numbers)
    assert all(
        answer is not None and number not in answer.open for number, answer in zip(numbers, answers, strict=True)
    )
    assert any(answer is not None and not answer.open for answer in answers)
    assert stored(runs, run).open == frozenset()


def test_nothing_closes_before_the_plan_in_another_pass_or_after_the_end(runs: Runs) -> None:
    run = started(runs)
    assert runs.close_range(run, 1, LATER) is None
    run = planned(runs, "02RUN", list="class", ranges=1)
    assert runs.close_range(replace(run, pass_number=2), 1, LATER) is None
    ended(runs, run)
    assert runs.close_range(run, 1, LATER) is None
    assert runs.close_range(a_run("09RUN"), 1, LATER) is None


def test_a_pass_reopens_ranges_once(runs: Runs) -> None:
    run = planned(runs, ranges=2)
    assert not runs.reopen(run, frozenset({1}), False, 0, LATER)
    runs.close_range(run, 1, NOW)
    runs.close_range(run, 2, NOW)
    seen = replace(stored(runs, run), calls=Calls(7, 8))
    assert seen.progress_at == NOW
    assert sum(at_once(lambda _: runs.reopen(seen, frozenset({2}), True, 5, LATER), range(8))) == 1
    again = stored(runs, run)
    assert (again.pass_number, set(again.open), again.mark_gone, again.unlinked) == (2, {2}, True, 5)
    assert (again.calls, again.checked_from, again.progress_at) == (Calls(7, 8), LATER, LATER)
    assert runs.close_range(run, 2, LATER) is None
    assert runs.close_range(again, 2, LATER) is not None


def test_the_first_request_to_stop_counts(runs: Runs) -> None:
    run = started(runs)
    first = runs.stop(run, STOP)
    assert first is not None
    assert first.stop == STOP
    second = runs.stop(run, Stop(State.FAILED))
    assert second is not None
    assert second.stop == STOP
    assert stored(runs, run) == replace(run, stop=STOP)


def test_a_run_that_ended_cannot_be_stopped(runs: Runs) -> None:
    run = ended(runs, planned(runs))
    assert runs.stop(run, STOP) is None
    assert runs.stop(a_run("09RUN"), STOP) is None
    assert stored(runs, run).stop is None


def test_a_pause_shows_and_clears_while_the_run_is_active(runs: Runs) -> None:
    run = planned(runs, ranges=1)
    trouble = Pause("intacct_busy", "Intacct asks us to slow down.", until=LATER)
    runs.pause(run, trouble)
    assert stored(runs, run).pause == trouble
    runs.pause(run, None)
    runs.pause(run, None)
    assert stored(runs, run) == run
    over = ended(runs, run)
    runs.pause(over, trouble)
    assert stored(runs, run).pause is None


def test_a_finished_run_stands_as_given_and_frees_its_list(runs: Runs) -> None:
    end = ended(runs, planned(runs), State.DONE_WITH_ERRORS)
    assert stored(runs, end) == end
    assert list(runs.active()) == []
    assert list(runs.unsent()) == [("demo", "01RUN")]
    assert not runs.start(a_run("02RUN")).joined


def test_a_run_ends_once_whoever_ends_it(runs: Runs) -> None:
    run = planned(runs, ranges=1)
    closed = runs.close_range(run, 1, LATER)
    assert closed is not None
    ends = [replace(closed, state=State.DONE, totals=Counts(read=n), finished_at=LATER) for n in range(8)]
    won = at_once(runs.finish, ends)
    assert sum(won) == 1
    assert stored(runs, run) == ends[won.index(True)]
    assert not runs.finish(replace(closed, state=State.FAILED))


def test_a_run_does_not_end_while_a_range_is_open(runs: Runs) -> None:
    run = planned(runs)
    assert not runs.finish(replace(run, state=State.DONE))
    assert stored(runs, run) == run
    assert runs.start(a_run("02RUN")).joined


def test_totals_of_an_earlier_pass_or_plan_end_nothing(runs: Runs) -> None:
    early = started(runs)
    run = planned_again(runs, early)
    runs.close_range(run, 1, LATER)
    first_pass = stored(runs, run)
    assert not runs.finish(replace(early, state=State.FAILED))
    assert runs.reopen(first_pass, frozenset({1}), False, 0, LATER)
    second_pass = runs.close_range(stored(runs, run), 1, LATER)
    assert second_pass is not None
    assert not runs.finish(replace(first_pass, state=State.DONE))
    assert runs.finish(replace(second_pass, state=State.DONE))


def planned_again(runs: Runs, run: Run) -> Run:
    assert runs.put_plan(run, Cut(1, 5), False, Calls(), LATER)
    return stored(runs, run)


def test_a_run_can_fail_before_its_plan(runs: Runs) -> None:
    run = started(runs)
    failed = replace(run, state=State.FAILED, trouble=Trouble("x", "y", "z"), finished_at=LATER)
    assert runs.finish(failed)
    assert stored(runs, run) == failed


def test_a_child_ends_without_a_mail(runs: Runs) -> None:
    ended(runs, planned(runs, parent="01ALL"))
    assert list(runs.unsent()) == []
    assert runs.lease_mail("demo", "01RUN", LATER) is None


def test_children_are_stored_where_they_are_as_they_were_read(runs: Runs) -> None:
    run = started(runs, list="all")
    first = (Child("class", "02RUN"), Child("department"))
    assert runs.put_children(run, first, LATER)
    assert not runs.put_children(run, (Child("class", "03RUN"),), LATER)
    there = stored(runs, run)
    assert (there.state, there.children, there.progress_at) == (State.RUNNING, first, LATER)
    assert runs.put_children(there, (*first, Child("location")), LATER)
    assert not runs.finish(replace(there, state=State.DONE))
    assert runs.finish(replace(stored(runs, run), state=State.DONE))
    assert not runs.put_children(stored(runs, run), (), LATER)


def test_active_runs_are_named_until_they_end(runs: Runs) -> None:
    first = planned(runs, "01RUN", list="class")
    started(runs, "02RUN", list="department")
    started(runs, "03RUN", tenant="autre")
    assert sorted(runs.active()) == [("autre", "03RUN"), ("demo", "01RUN"), ("demo", "02RUN")]
    assert sorted(runs.active("demo")) == [("demo", "01RUN"), ("demo", "02RUN")]
    runs.pause(first, Pause("x", "y", until=LATER))
    ended(runs, first)
    assert sorted(runs.active()) == [("autre", "03RUN"), ("demo", "02RUN")]


@pytest.mark.parametrize("text", ["", "é\u00a0\U0001f41d\x00'\"\\", "x" * 3000])
def test_any_text_survives_storage(runs: Runs, text: str) -> None:
    run = started(runs)
    end = replace(run, state=State.FAILED, trouble=Trouble("code", text, text), notes=(text, "b"))
    assert runs.finish(end)
    assert stored(runs, run) == end
