"""How the workers of a tenant are shared: one range at a time, the next one through the queue, each run its part."""

from dataclasses import replace

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import TryAgain
from chalicelib.core.run import ALL_LISTS, STUCK_AFTER, Mode, Run, State, Stop
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun, SyncRange
from chalicelib.usecases.resync.ending import end_run
from chalicelib.usecases.resync.plan import plan_run
from chalicelib.usecases.resync.sharing import free_ranges, ranges_at_once
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from tests.unit.notice_parts import CATALOGUE, House
from tests.unit.run_parts import CAMILLE, hold, latest, planned, six_ranges, work

RANGES = 6


@pytest.fixture
def house() -> House:
    return six_ranges()


def test_a_worker_ends_one_range_and_hands_on_the_next(house: House) -> None:
    run = planned(house)
    assert work(house, run, 1) == [SyncRange("demo", run.id, 1, 2)]
    assert latest(house, run).open == frozenset(range(2, RANGES + 1))


def test_a_second_copy_of_a_task_takes_the_next_free_range(house: House) -> None:
    """It hands on the one after that: a worker that ends range 1 in the same moment sends for range 3."""
    run = planned(house)
    work(house, run, 1)
    assert work(house, run, 1) == [SyncRange("demo", run.id, 1, 4)]
    assert latest(house, run).open == frozenset(range(3, RANGES + 1))


def test_no_more_ranges_are_begun_than_the_settings_allow(house: House) -> None:
    run = planned(house)
    hold(house, run, 2, 3, 4)
    assert free_ranges(house.desk.world, run) == []
    assert work(house, run, 2) == []
    assert work(house, run, 1) == []
    assert latest(house, run).open == frozenset(range(2, RANGES + 1))


def test_the_sweeper_calls_workers_until_there_are_enough(house: House) -> None:
    run = planned(house)
    hold(house, run, 1)
    sweep(house.desk.world)
    assert list(house.queue.waiting) == [SyncRange("demo", run.id, 1, number) for number in (2, 3)]


def test_runs_of_one_tenant_share_its_workers_and_each_has_one(house: House) -> None:
    runs = [planned(house, list_key) for list_key in ("department", "class", "ar_term", "employee")]
    assert [ranges_at_once(house.desk.world, run) for run in runs] == [1, 1, 1, 1]
    for run in runs[2:]:
        house.runs.stop(run, Stop(State.CANCELLED))
        work(house, run, 1)
    assert [ranges_at_once(house.desk.world, run) for run in runs[:2]] == [2, 2]


def test_a_run_of_all_lists_takes_no_share_from_its_lists(house: House) -> None:
    house.save(Settings(enabled=True, page_size=12, concurrency=3, disabled_lists=all_but("department")))
    whole = start_run(house.desk.world, CAMILLE, ALL_LISTS).run
    plan_run(house.desk.world, PlanRun("demo", whole.id))
    [child] = latest(house, whole).children
    run = house.runs.get("demo", child.run)
    assert run is not None
    assert ranges_at_once(house.desk.world, run) == 3


def all_but(kept: str) -> tuple[str, ...]:
    return tuple(one.key for one in CATALOGUE.lists if one.key != kept)


def test_one_worker_ends_what_is_left_of_a_run_that_shall_end(house: House) -> None:
    run = planned(house)
    house.runs.stop(run, Stop(State.CANCELLED))
    assert [task for task in work(house, run, 1) if isinstance(task, SyncRange)] == []
    assert latest(house, run).state is State.CANCELLED


def test_a_worker_goes_on_by_itself_where_the_queue_is_away(house: House) -> None:
    run = planned(house)
    house.queue.away = TryAgain("queue_busy", "SQS is away.")
    assert work(house, run, 1) == []
    assert latest(house, run).state is State.DONE


def test_a_run_of_changes_that_finds_none_asks_intacct_twice_and_salesforce_never(house: House) -> None:
    start_run(house.desk.world, CAMILLE, "department")
    house.do_all()
    house.clock.advance(3600)
    run = start_run(house.desk.world, CAMILLE, "department", Mode.CHANGES).run
    house.do_all()
    ended = latest(house, run)
    assert (ended.state, ended.calls.intacct, ended.calls.salesforce) == (State.DONE, 2, 0)


def test_a_change_that_comes_while_nothing_is_to_do_is_brought_all_the_same(house: House) -> None:
    start_run(house.desk.world, CAMILLE, "department")
    house.do_all()
    house.clock.advance(3600)
    run = start_run(house.desk.world, CAMILLE, "department", Mode.CHANGES).run
    plan_run(house.desk.world, PlanRun("demo", run.id))
    house.change("2", "Nouveau nom")
    house.do_all()
    assert (latest(house, run).totals.updated, house.names["department:2"]) == (1, "Nouveau nom")


def whole_run(house: House, concurrency: int) -> Run:
    house.save(Settings(enabled=True, page_size=12, concurrency=concurrency))
    run = start_run(house.desk.world, CAMILLE, ALL_LISTS).run
    plan_run(house.desk.world, PlanRun("demo", run.id))
    return latest(house, run)


def begun(house: House, run: Run) -> list[Run]:
    return [latest(house, replace(run, id=child.run)) for child in latest(house, run).children if child.run]


def test_a_run_of_all_lists_begins_no_more_of_them_than_ranges_at_once(house: House) -> None:
    run = whole_run(house, concurrency=2)
    assert len(begun(house, run)) == 2
    most = 0
    while house.queue.waiting:
        house.do(house.queue.waiting.popleft())
        most = max(most, sum(not one.state.terminal for one in begun(house, run)))
    assert (most, latest(house, run).state) == (2, State.DONE)
    assert len(begun(house, run)) == len(CATALOGUE.lists)


def test_a_run_of_all_lists_waits_a_day_for_a_system_that_is_away_and_not_a_day_for_each_list(house: House) -> None:
    run = whole_run(house, concurrency=1)
    [first] = begun(house, run)
    house.clock.advance(STUCK_AFTER.total_seconds() + 60)
    end_run(house.desk.world, first, State.FAILED, Trouble("intacct_away", "Intacct is away."))
    plan_run(house.desk.world, PlanRun("demo", run.id))
    ended = latest(house, run)
    assert (ended.state, ended.trouble) == (State.FAILED, Trouble("intacct_away", "Intacct is away."))
    assert len(begun(house, run)) == 1
