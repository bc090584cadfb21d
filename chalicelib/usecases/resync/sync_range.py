"""Work on one range of a run and hand on the next, or close the run if none is left."""

from contextlib import suppress
from datetime import datetime

from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run, State, Stop, begun_in_this_pass
from chalicelib.ports import SyncRange
from chalicelib.usecases.resync.close import close_if_done
from chalicelib.usecases.resync.range_work import RESERVE, RangeWork, defer, end_early, take
from chalicelib.usecases.resync.sharing import free_ranges
from chalicelib.usecases.resync.tasks import CLOSE_ONLY, hand_out, hint, task_of, trouble_of
from chalicelib.usecases.world import World


def sync_range(world: World, task: SyncRange, deadline: datetime) -> None:
    """Bring a range to its end and hand on the next free one; a late or second copy of a task changes nothing.

    Where another has the range in hand, the next free one is worked on, if the settings allow one more at once.
    Whoever ends the last one closes the run, or a task that asks for it.
    """
    number: int | None = task.range
    while number is not None:
        run = _under_way(world, task)
        if run is None:
            return
        if not run.open:
            if number == CLOSE_ONLY:
                close_if_done(world, run)
            return
        number = _end_one(world, run, number, deadline)


def _end_one(world: World, run: Run, asked: int, deadline: datetime) -> int | None:
    """Work on one range, then let others have their turn; the number of a further one that we do ourselves."""
    number, stored = asked, world.runs.progress(run, asked)
    if asked not in run.open or _taken(world, run, asked, stored):
        number = _next_range(world, run, asked) or CLOSE_ONLY
        stored = world.runs.progress(run, number) if number else None
        if not number or _taken(world, run, number, stored):
            return None
    if not _range_ended(world, run, number, stored, deadline):
        return None
    closed = _closed(world, run, number)
    if closed is not None and closed.open:
        return _hand_on(world, closed, number, deadline)
    if closed is not None:
        close_if_done(world, closed)
    return None


def _hand_on(world: World, run: Run, number: int, deadline: datetime) -> int | None:
    """Put the next range into the queue, where other tenants go first; its number where we go on ourselves.

    That is so in a run that shall end, of which nothing is read any more, and where the queue is away.
    """
    following = _next_range(world, run, number)
    if following and not run.stop:
        with suppress(TryAgain):
            world.queue.send([task_of(run, following)])
            return None
    return following if world.clock.now() + RESERVE < deadline else None


def _next_range(world: World, run: Run, number: int) -> int | None:
    """One that may be begun now: each ``number`` looks at another first, as workers may end at the same moment."""
    free = free_ranges(world, run)
    return free[(number - 1) % len(free)] if free else None


def _under_way(world: World, task: SyncRange) -> Run | None:
    """The run, if it is in the pass of the task and may be worked on now."""
    run = world.runs.get(task.tenant, task.run)
    if run is None or run.state is not State.RUNNING or task.pass_number != run.pass_number:
        return None
    return None if run.paused(world.clock.now()) else run


def _taken(world: World, run: Run, number: int, stored: RangeProgress | None) -> bool:
    """Whether another has the range in hand in this pass, or it waits for its time."""
    progress, now = begun_in_this_pass(run, number, stored), world.clock.now()
    return not progress.done and (progress.held(now) or (progress.waits(now) and not run.stop))


def _closed(world: World, run: Run, number: int) -> Run | None:
    """Take the range out of the run's open ones; the first one that goes well after a pause lets all others go on."""
    if run.pause:
        world.runs.pause(run, None)
    closed = world.runs.close_range(run, number, world.clock.now())
    if run.pause and closed is not None and closed.open:
        hand_out(world, closed)
    return closed


def _range_ended(world: World, run: Run, number: int, stored: RangeProgress | None, deadline: datetime) -> bool:
    """Whether nothing is left to do in the range: it is done, or the run shall end and nothing more begins."""
    if run.stop or begun_in_this_pass(run, number, stored).done:
        return end_early(world, run, number, stored)
    if not world.settings.current(run.tenant).enabled:
        return world.runs.stop(run, _switched_off()) is not None and end_early(world, run, number, stored)
    lease = take(world, run, number, stored, deadline)
    if lease is None:
        _hand_on(world, run, number, deadline)
    return lease is not None and _worked(world, run, lease, deadline)


def _worked(world: World, run: Run, lease: RangeProgress, deadline: datetime) -> bool:
    try:
        ended = RangeWork.of(world, run, lease).until(deadline)
    except TryAgain as problem:
        defer(world, run, lease.number, problem)
        return False
    except Problem as problem:
        return world.runs.stop(run, Stop(State.FAILED, trouble_of(problem))) is not None and _left(world, run, lease)
    if not ended:
        hint(world, [task_of(run, lease.number)])
    return ended


def _left(world: World, run: Run, lease: RangeProgress) -> bool:
    """End a range in which we came no further; False where another has taken it meanwhile, who ends it."""
    stored = world.runs.progress(run, lease.number)
    return stored is not None and stored.begun == lease.begun and end_early(world, run, lease.number, stored)


def _switched_off() -> Stop:
    problem = Problem(
        "synchronization_off",
        "Synchronization was switched off while the run was under way.",
        remedy="Switch it on again in the settings and start a new run.",
    )
    return Stop(State.CANCELLED, trouble_of(problem))
