"""Once a minute: hand out again whatever is late, from the stored state alone."""

from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import Problem
from chalicelib.core.run import ALL_LISTS, STUCK_AFTER, Run, State, Stop
from chalicelib.ports import PlanRun, SendMail
from chalicelib.usecases.resync.ending import end_run
from chalicelib.usecases.resync.sharing import free_ranges
from chalicelib.usecases.resync.tasks import hand_out, hint
from chalicelib.usecases.world import World

PLAN_LATE = timedelta(seconds=60)


def sweep(world: World) -> None:
    """Look at every run that has not ended and every mail not sent. It sends hints and ends stuck runs, no more."""
    for tenant, run_id in world.runs.active():
        with suppress(Problem):  # one tenant's trouble must not keep the others waiting
            run = world.runs.get(tenant, run_id)
            if run is not None and not run.state.terminal:
                _drive(world, run, world.clock.now())
    for tenant, run_id in world.runs.unsent():
        hint(world, [SendMail(tenant, run_id)])


def _drive(world: World, run: Run, now: datetime) -> None:
    quiet = now - (run.progress_at or run.started_at)
    if run.list == ALL_LISTS:
        hint(world, [PlanRun(run.tenant, run.id)])
    elif quiet > STUCK_AFTER:
        _give_up(world, run)
    elif run.paused(now):
        return
    elif run.state is State.PLANNING:
        if quiet > PLAN_LATE or run.stop:
            hint(world, [PlanRun(run.tenant, run.id)])
    elif not run.open or run.stop:
        hand_out(world, run)
    else:
        free = free_ranges(world, run, ended_too=True) if run.pause is None else _probe(world, run, now)
        if free:
            hand_out(world, run, free)


def _probe(world: World, run: Run, now: datetime) -> list[int]:
    """After a pause one range tries first, the one that has waited longest: an outage must not cost a try of each."""
    begun = world.runs.all_progress(run, min(run.open))
    progress = {one.number: one for one in begun if one.pass_number == run.pass_number}
    free = [number for number in sorted(run.open) if number not in progress or not progress[number].held(now)]
    due = {number: progress[number].due_at or now if number in progress else now for number in free}
    return sorted((number for number in free if due[number] <= now), key=lambda number: due[number])[:1]


def _give_up(world: World, run: Run) -> None:
    """A day without progress: end the run with the reason it waited for."""
    trouble = run.pause or Trouble(
        "no_progress",
        "The run made no progress for 24 hours.",
        remedy="Check the connection, then start the run again: it continues where Salesforce and Intacct differ.",
    )
    if run.state is State.PLANNING:
        end_run(world, run, State.FAILED, trouble)
    else:
        stopped = world.runs.stop(run, Stop(State.FAILED, trouble))
        if stopped:
            hand_out(world, stopped)
