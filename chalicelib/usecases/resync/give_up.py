"""A task that failed five times: take its work for given up, so that its run still ends."""

from chalicelib.core.counts import Trouble
from chalicelib.core.run import ALL_LISTS, Run, State, Stop
from chalicelib.ports import PlanRun, SyncRange, SyncRows, Task
from chalicelib.usecases.resync.close import close_if_done
from chalicelib.usecases.resync.ending import end_run
from chalicelib.usecases.resync.range_work import end_early
from chalicelib.usecases.world import World

TROUBLE = Trouble(
    "given_up",
    "A part of the run failed five times for a reason that we did not foresee.",
    remedy="Start “Retry what failed” from the run; if it fails again, report the run's number and the log.",
)


def give_up(world: World, task: Task) -> None:
    """Mark the range (or the run, where its plan failed) as given up. Mails and kept rows are left to the sweeper."""
    if isinstance(task, SyncRows):
        return
    run = world.runs.get(task.tenant, task.run)
    if run is None or run.state.terminal:
        return
    if run.list == ALL_LISTS:
        return  # its children may be under way: the sweeper asks it to go on
    if isinstance(task, PlanRun) and run.state is State.PLANNING:
        end_run(world, run, State.FAILED, TROUBLE)
    elif isinstance(task, SyncRange) and run.state is State.RUNNING and task.pass_number == run.pass_number:
        if task.range in run.open:
            _give_up_range(world, run, task.range)
        elif not run.open:
            _give_up_closing(world, run)


def _give_up_closing(world: World, run: Run) -> None:
    """All ranges are done, but the look at the whole kept failing: end with what the ranges have counted."""
    stopped = world.runs.stop(run, Stop(State.FAILED, TROUBLE))
    if stopped is not None:
        close_if_done(world, stopped)


def _give_up_range(world: World, run: Run, number: int) -> None:
    stored = world.runs.progress(run, number)
    if stored and stored.held(world.clock.now()):
        return
    if not end_early(world, run, number, stored, TROUBLE):
        return
    closed = world.runs.close_range(run, number, world.clock.now())
    # While the run waits for an upstream, the look at the whole waits too: the sweeper asks for it.
    if closed is not None and not closed.open and not closed.paused(world.clock.now()):
        close_if_done(world, closed)
