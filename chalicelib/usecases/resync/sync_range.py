"""Work on one range of a run, then close the run if it was the last one."""

from datetime import datetime

from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run, State, Stop, begun_in_this_pass
from chalicelib.ports import SyncRange
from chalicelib.usecases.resync.close import close_if_done
from chalicelib.usecases.resync.range_work import RangeWork, defer, take
from chalicelib.usecases.resync.tasks import CLOSE_ONLY, hand_out, trouble_of
from chalicelib.usecases.world import World


def sync_range(world: World, task: SyncRange, deadline: datetime) -> None:
    """Bring one range to its end, or leave it due later; a late or second copy of a task changes nothing.

    No remote call is begun shortly before ``deadline``: what is left then is handed out again by the sweeper.
    """
    run = world.runs.get(task.tenant, task.run)
    if run is None or run.state is not State.RUNNING or task.pass_number != run.pass_number:
        return
    if run.paused(world.clock.now()):
        return
    if task.range in run.open:
        if not _range_ended(world, run, task.range, deadline):
            return
        run = _closed(world, run, task.range)
    elif task.range != CLOSE_ONLY and run.open:
        return
    if run is not None and not run.open:
        close_if_done(world, run)


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
