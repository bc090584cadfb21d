"""Work on a range of a run and on those after it, then close the run if none is left."""

from dataclasses import replace
from datetime import datetime

from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run, State, Stop, begun_in_this_pass
from chalicelib.ports import SyncRange
from chalicelib.usecases.resync.close import close_if_done
from chalicelib.usecases.resync.range_work import RESERVE, RangeWork, defer, take
from chalicelib.usecases.resync.tasks import CLOSE_ONLY, hand_out, hint, trouble_of
from chalicelib.usecases.world import World


def sync_range(world: World, task: SyncRange, deadline: datetime) -> None:
    """Bring a range to its end, then the next free one, and so on; a late or second copy of a task changes nothing.

    Whoever ends the last one closes the run, or a task that asks for it. Shortly before ``deadline`` no range is begun:
    another worker goes on.
    """
    run = _under_way(world, task)
    if run is None:
        return
    if task.range == CLOSE_ONLY and not run.open:
        close_if_done(world, run)
    elif task.range in run.open and _range_ended(world, run, task.range, deadline):
        following = _close_range(world, run, task.range)
        while following is not None:
            following = _take_up(world, task, following, deadline)


def _take_up(world: World, task: SyncRange, number: int, deadline: datetime) -> int | None:
    """Work on one more range; the number of the one after it, or None where there is no time or nothing left."""
    if world.clock.now() + RESERVE > deadline:
        hint(world, [replace(task, range=number)])
        return None
    run = _under_way(world, task)
    if run is None or not run.open:
        return None
    if number in run.open and _range_ended(world, run, number, deadline):
        return _close_range(world, run, number)
    latest = _under_way(world, task)
    return _next_range(world, latest, number) if latest else None


def _close_range(world: World, run: Run, number: int) -> int | None:
    """Take a range out of the open ones, and close the run if it was the last; the number of the next one to do."""
    closed = _closed(world, run, number)
    if closed is None:
        return None
    if closed.open:
        return _next_range(world, closed, number)
    close_if_done(world, closed)
    return None


def _under_way(world: World, task: SyncRange) -> Run | None:
    """The run, if it is in the pass of the task and may be worked on now."""
    run = world.runs.get(task.tenant, task.run)
    if run is None or run.state is not State.RUNNING or task.pass_number != run.pass_number:
        return None
    return None if run.paused(world.clock.now()) else run


def _next_range(world: World, run: Run, number: int) -> int | None:
    """The first range after ``number`` (then from the first on) that is free: its worker, or its time, has no claim."""
    now = world.clock.now()
    progress = {one.number: one for one in world.runs.all_progress(run) if one.pass_number == run.pass_number}
    busy = {
        number for number, one in progress.items() if one.done or one.held(now) or (one.waits(now) and not run.stop)
    }
    free = sorted(run.open - busy, key=lambda other: (other <= number, other))
    return next((other for other in free if other != number), None)


def _closed(world: World, run: Run, number: int) -> Run | None:
    """Take the range out of the run's open ones; the first one that goes well after a pause lets all others go on."""
    if run.pause:
        world.runs.pause(run, None)
    closed = world.runs.close_range(run, number, world.clock.now())
    if run.pause and closed is not None and closed.open:
        hand_out(world, closed)
    return closed


def _range_ended(world: World, run: Run, number: int, deadline: datetime) -> bool:
    """Whether nothing is left to do in the range: it is done, or the run shall end and nothing more begins."""
    stored = world.runs.progress(run, number)
    progress = begun_in_this_pass(run, number, stored)
    now = world.clock.now()
    if progress.done or (run.stop and not progress.held(now)):
        return True
    if progress.held(now) or progress.waits(now):
        return False
    if not world.settings.current(run.tenant).enabled:
        return world.runs.stop(run, _switched_off()) is not None
    lease = take(world, run, number, stored, deadline)
    return lease is not None and _worked(world, run, lease, deadline)


def _worked(world: World, run: Run, lease: RangeProgress, deadline: datetime) -> bool:
    try:
        return RangeWork.of(world, run, lease).until(deadline)
    except TryAgain as problem:
        defer(world, run, lease.number, problem)
        return False
    except Problem as problem:
        return world.runs.stop(run, Stop(State.FAILED, trouble_of(problem))) is not None


def _switched_off() -> Stop:
    problem = Problem(
        "synchronization_off",
        "Synchronization was switched off while the run was under way.",
        remedy="Switch it on again in the settings and start a new run.",
    )
    return Stop(State.CANCELLED, trouble_of(problem))
