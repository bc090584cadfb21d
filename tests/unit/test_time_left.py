"""The time that a run says is left: from its ranges, and for all lists from those of each list, known or of before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.ranges import Cut
from chalicelib.core.run import ALL_LISTS, Mode, Run, State, Stop, seconds_left
from chalicelib.core.settings import Settings
from chalicelib.ports import SyncRange
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.views import RunView, get_run
from tests.unit.notice_parts import CATALOGUE, House
from tests.unit.run_parts import CAMILLE, six_ranges

KEPT = ("department", "class", "ar_term")
RANGES = 6


@pytest.fixture
def house() -> House:
    """Three lists, one after the other: 60 departments in six ranges, and two lists of one range each."""
    house = six_ranges()
    disabled = tuple(one.key for one in CATALOGUE.lists if one.key not in KEPT)
    house.save(Settings(enabled=True, page_size=12, concurrency=1, disabled_lists=disabled))
    return house


def view(house: House, run: Run) -> RunView:
    return get_run(house.desk.world, "demo", run.id)


def started(house: House, list_key: str = ALL_LISTS, mode: Mode = Mode.FULL) -> Run:
    return start_run(house.desk.world, CAMILLE, list_key, mode).run


def said(house: House, run: Run) -> dict[int, float | None]:
    """Do the run to its end, ten seconds a range: the seconds that are said to be left, by the ranges done."""
    done = 0
    by_done: dict[int, float | None] = {}
    while task := house.queue.take():
        shown = view(house, run)
        if not shown.state.terminal:
            by_done[done] = shown.seconds_left
        house.do(task)
        if isinstance(task, SyncRange):
            done += 1
            house.clock.advance(10)
    assert view(house, run).seconds_left is None
    return by_done


def evenly(ranges: int, unsaid: int = 1) -> dict[int, float | None]:
    """Nothing is said before the first range is done, or as long as nobody knows."""
    return {done: 10.0 * (ranges - done) if done >= unsaid else None for done in range(ranges + 1)}


def test_the_rest_of_a_list_takes_as_long_as_what_is_done_of_it(house: House) -> None:
    assert said(house, started(house, "department")).items() <= evenly(RANGES).items()


def test_before_lists_are_planned_the_ranges_of_their_last_runs_tell(house: House) -> None:
    said(house, started(house))
    house.clock.advance(3600)
    assert said(house, started(house)) == evenly(RANGES + 2)


def test_the_first_run_of_all_lists_says_nothing_until_every_list_is_planned(house: House) -> None:
    assert said(house, started(house)) == evenly(RANGES + 2, unsaid=RANGES + 1)


def test_a_list_that_has_grown_counts_with_its_new_ranges_once_it_is_planned(house: House) -> None:
    said(house, started(house))
    for key in range(61, 121):
        house.change(str(key), f"Service {key}")
    house.clock.advance(3600)
    by_done = said(house, started(house))
    assert by_done == evenly(max(by_done))
    assert max(by_done) > RANGES + 2


def test_a_former_run_of_another_mode_tells_nothing(house: House) -> None:
    said(house, started(house))
    house.clock.advance(3600)
    assert said(house, started(house, mode=Mode.CHANGES)) == evenly(3, unsaid=2)


def test_lists_of_which_nothing_changed_count_as_well(house: House) -> None:
    for _ in range(2):
        said(house, started(house, mode=Mode.CHANGES))
        house.clock.advance(3600)
    assert said(house, started(house, mode=Mode.CHANGES)) == evenly(3)


def test_a_list_that_was_cancelled_leaves_nothing_to_do_and_a_run_that_stops_says_nothing(house: House) -> None:
    whole, now = started(house), house.clock.now() + timedelta(seconds=70)
    cancelled = replace(whole, id="a", parent=whole.id, state=State.CANCELLED, cut=Cut(6), open=frozenset({3, 4, 5, 6}))
    running = replace(whole, id="b", parent=whole.id, state=State.RUNNING, cut=Cut(2), open=frozenset({2}))
    assert seconds_left(whole, now, [cancelled, running]) == 10
    assert seconds_left(whole, now, [cancelled, running, None]) is None
    assert seconds_left(replace(whole, stop=Stop(State.CANCELLED)), now, [cancelled, running]) is None
