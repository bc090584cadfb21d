"""Runs for tests of the engine's decisions, on the fake ports of ``notice_parts``."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from chalicelib.adapters.sentences import said
from chalicelib.adapters.words import words_for
from chalicelib.core.counts import Trouble
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.principal import Principal, Role
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Mode, Pause, Run
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun, SendMail, SyncRange, Task
from chalicelib.usecases.resync.plan import plan_run
from chalicelib.usecases.resync.range_work import take
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.tasks import PATIENCE
from dev.fakes.gate import Gate
from tests.unit.notice_parts import House

CAMILLE = Principal("demo", "u-camille", "Camille Moreau", "camille@example.com", frozenset({Role.ADMIN}), "fr")
AWAY = TryAgain("intacct_away", "Intacct is away.")
FRENCH = words_for("fr")

T = TypeVar("T")


def six_ranges(**parts: Any) -> House:
    """Sixty departments in six ranges, of which three may be worked on at once; an hour after the last change."""
    house = House(**parts)
    for key in range(1, 61):
        house.change(str(key), f"Service {key}")
    house.save(Settings(enabled=True, page_size=12, concurrency=3))
    house.clock.advance(3600)
    return house


def started(house: House, list_key: str = "department", mode: Mode = Mode.FULL, dry_run: bool = False) -> Run:
    run = start_run(house.desk.world, CAMILLE, list_key, mode, dry_run).run
    house.queue.waiting.clear()
    return run


def planned(house: House, list_key: str = "department", mode: Mode = Mode.FULL, dry_run: bool = False) -> Run:
    run = started(house, list_key, mode, dry_run)
    plan(house, run)
    house.queue.waiting.clear()
    return latest(house, run)


def plan(house: House, run: Run) -> None:
    plan_run(house.desk.world, PlanRun(run.tenant, run.id))


def ended(house: House, mode: Mode = Mode.FULL, list_key: str = "department") -> Run:
    """A run from its press to its mail."""
    run = start_run(house.desk.world, CAMILLE, list_key, mode).run
    house.do_all()
    return latest(house, run)


def latest(house: House, run: Run) -> Run:
    found = house.runs.get(run.tenant, run.id)
    assert found is not None
    return found


def work(house: House, run: Run, number: int, left: timedelta = timedelta(minutes=5)) -> list[Task]:
    """One worker gets one task; what it hands on."""
    house.queue.waiting.clear()
    house.do(SyncRange(run.tenant, run.id, run.pass_number, number), left)
    return list(house.queue.waiting)


def all_but_the_close(house: House, mode: Mode = Mode.FULL, dry_run: bool = False) -> Run:
    """Each range is done by its worker; the last one is left to ``closed``."""
    run = planned(house, mode=mode, dry_run=dry_run)
    for number in sorted(run.open)[:-1]:
        work(house, run, number)
    house.queue.waiting.clear()
    return latest(house, run)


def closed(house: House, run: Run) -> Run:
    for number in sorted(latest(house, run).open):
        work(house, latest(house, run), number)
    return latest(house, run)


def hold(house: House, run: Run, *numbers: int) -> None:
    """Other workers have these ranges in hand, until a minute from now."""
    for number in numbers:
        stored = house.runs.progress(run, number)
        assert take(house.desk.world, run, number, stored, house.clock.now()) is not None


def done(house: House, run: Run, number: int, **changes: Any) -> None:
    """The range has come to its end, with these figures, and is out of the open ones."""
    stored = house.runs.progress(run, number)
    progress = replace(RangeProgress(number, run.pass_number, begun=1, done=True), **changes)
    assert house.runs.put_progress(run, progress, stored)
    assert house.runs.close_range(run, number, house.clock.now()) is not None


def fails(problem: Exception, *calls: str) -> Gate:
    """A gate at which these calls (or all) end in ``problem``."""

    def gate(call: str, effect: Callable[[], T]) -> T:
        if not calls or call in calls:
            raise problem
        return effect()

    return gate


def after(call_meant: str, happens: Callable[[], None]) -> Gate:
    """A gate at which something happens right after each call of this name."""

    def gate(call: str, effect: Callable[[], T]) -> T:
        answer = effect()
        if call == call_meant:
            happens()
        return answer

    return gate


def waiting(house: House, seconds: float, attempts: int = 1) -> Pause:
    """What a run shows that waits for Intacct from now on."""
    return Pause(
        AWAY.code, AWAY.detail, PATIENCE, until=house.clock.now() + timedelta(seconds=seconds), attempts=attempts
    )


def in_french(told: Problem | Trouble | None) -> bool:
    """Whether it has a sentence and a remedy, and who reads French gets both in French."""
    return told is not None and all(text and said(FRENCH, text) for text in (told.detail, told.remedy))


def mail_of(run: Run) -> SendMail:
    return SendMail(run.tenant, run.id)
