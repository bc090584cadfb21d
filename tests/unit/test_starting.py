"""Starting and cancelling: what a press stores and asks for, whom it joins, and what it refuses."""

from dataclasses import replace

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import Conflict, NotFound, Problem, TooMany, TryAgain
from chalicelib.core.run import ALL_LISTS, Mode, Requester, Run, State
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun, RowError, SyncRange
from chalicelib.usecases.resync.cancel import cancel_run
from chalicelib.usecases.resync.start import start_run
from tests.unit.notice_parts import House
from tests.unit.run_parts import CAMILLE, ended, in_french, latest, plan, planned, six_ranges, started


@pytest.fixture
def house() -> House:
    return six_ranges()


def full() -> None:
    raise TooMany("too_many_runs", "Too many runs.")


def refused(house: House, list_key: str, mode: Mode = Mode.FULL) -> Problem:
    with pytest.raises(Problem) as told:
        start_run(house.desk.world, CAMILLE, list_key, mode)
    assert not house.queue.waiting
    assert in_french(told.value)
    return told.value


def test_a_press_is_stored_as_it_was_meant_and_asks_for_its_plan(house: House) -> None:
    begun = start_run(house.desk.world, CAMILLE, "department", Mode.CHANGES, dry_run=True, confirm_gone=True)
    now, version = house.clock.now(), house.settings.current("demo").version
    requester = Requester("u-camille", "Camille Moreau", "camille@example.com", "fr")
    run = Run("demo", begun.run.id, "department", Mode.CHANGES, True, requester, version, now)
    assert latest(house, begun.run) == replace(run, progress_at=now, confirm_gone=True)
    assert (begun.joined, list(house.queue.waiting)) == (False, [PlanRun("demo", run.id)])


def test_a_plain_press_is_a_full_run_that_writes(house: House) -> None:
    run = start_run(house.desk.world, CAMILLE, "department").run
    assert (run.mode, run.dry_run, run.confirm_gone) == (Mode.FULL, False, False)


def test_one_may_be_full_for_new_runs_and_still_let_people_join(house: House) -> None:
    with pytest.raises(TooMany):
        start_run(house.desk.world, CAMILLE, "department", admit=full)
    run = started(house)
    joined = start_run(house.desk.world, CAMILLE, "department", admit=full)
    assert (joined.joined, joined.run.id, list(house.queue.waiting)) == (True, run.id, [])
    plan(house, run)
    house.do_all()
    with pytest.raises(TooMany):
        start_run(house.desk.world, CAMILLE, "department", admit=full)


def test_the_answer_to_a_press_is_given_again_whatever_has_become_of_it(house: House) -> None:
    run = start_run(house.desk.world, CAMILLE, "department", idempotency_key="one").run
    house.do_all()
    house.save(Settings(enabled=False))
    again = start_run(house.desk.world, CAMILLE, "department", idempotency_key="one", admit=full)
    assert (again.joined, again.run) == (True, latest(house, run))
    assert again.run.state is State.DONE


@pytest.mark.parametrize(
    "other",
    [{"list_key": "class"}, {"mode": Mode.CHANGES}, {"dry_run": True}, {"confirm_gone": True}],
    ids=lambda other: next(iter(other)),
)
def test_a_key_belongs_to_one_request_in_all_its_parts(house: House, other: dict[str, object]) -> None:
    asked = {"list_key": "department", "idempotency_key": "one"}
    start_run(house.desk.world, CAMILLE, **asked)  # type: ignore[arg-type]
    with pytest.raises(Problem) as told:
        start_run(house.desk.world, CAMILLE, **{**asked, **other})  # type: ignore[arg-type]
    assert told.value.status == 422


def test_what_cannot_be_started_is_refused_by_name(house: House) -> None:
    unknown = refused(house, "no_such_list")
    assert (type(unknown), unknown.code) == (NotFound, "list_unknown")
    nothing = refused(house, "department", Mode.ERRORS)
    assert (type(nothing), nothing.code) == (Conflict, "nothing_failed")
    assert refused(house, ALL_LISTS, Mode.ERRORS).code == "nothing_failed"
    house.save(Settings(enabled=True, disabled_lists=("department",)))
    assert refused(house, "department").code == "list_disabled"
    house.save(Settings(enabled=False))
    assert refused(house, "department").code == "synchronization_off"
    assert refused(house, ALL_LISTS).code == "synchronization_off"


def test_rows_that_failed_may_be_tried_again_alone(house: House) -> None:
    house.org.row_fault = lambda _object, _values: RowError("STRING_TOO_LONG", "Too long.")
    ended(house)
    assert start_run(house.desk.world, CAMILLE, "department", Mode.ERRORS).run.mode is Mode.ERRORS


def test_a_cancelled_plan_is_asked_to_end_and_says_who_wanted_it(house: House) -> None:
    run = started(house)
    cancelled = cancel_run(house.desk.world, CAMILLE, run.id)
    assert cancelled.stop is not None
    assert (cancelled.stop.state, cancelled.stop.trouble) == (
        State.CANCELLED,
        Trouble("cancelled", "Cancelled by Camille Moreau."),
    )
    assert list(house.queue.waiting) == [PlanRun("demo", run.id)]
    house.do_all()
    assert (latest(house, run).state, latest(house, run).trouble) == (State.CANCELLED, cancelled.stop.trouble)


def test_a_run_under_way_is_ended_by_one_worker(house: House) -> None:
    run = planned(house)
    cancel_run(house.desk.world, CAMILLE, run.id)
    cancel_run(house.desk.world, CAMILLE, run.id)
    assert list(house.queue.waiting) == [SyncRange("demo", run.id, 1, 1)] * 2
    house.do_all()
    assert latest(house, run).state is State.CANCELLED


def test_a_cancelled_run_of_all_lists_goes_through_its_plan(house: House) -> None:
    run = planned(house, ALL_LISTS)
    cancel_run(house.desk.world, CAMILLE, run.id)
    assert list(house.queue.waiting) == [PlanRun("demo", run.id)]


def test_a_cancel_holds_also_while_the_queue_is_away(house: House) -> None:
    run = planned(house)
    house.queue.away = TryAgain("queue_away", "SQS is away.")
    assert cancel_run(house.desk.world, CAMILLE, run.id).stop is not None


def test_what_is_not_there_or_has_ended_cannot_be_cancelled(house: House) -> None:
    run = planned(house)
    with pytest.raises(NotFound) as told:
        cancel_run(house.desk.world, CAMILLE, "unknown")
    assert (told.value.code, in_french(told.value)) == ("run_unknown", True)
    cancel_run(house.desk.world, CAMILLE, run.id)
    house.do_all()
    assert latest(house, run).state is State.CANCELLED
    with pytest.raises(Conflict) as ended_already:
        cancel_run(house.desk.world, CAMILLE, run.id)
    assert (ended_already.value.code, in_french(ended_already.value)) == ("run_ended", True)
