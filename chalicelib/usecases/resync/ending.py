"""How a run ends: totals summed, lock freed, mail due; and how long it waits before it gives up."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.core.counts import Counts, Trouble, too_many_gone
from chalicelib.core.errors import TryAgain
from chalicelib.core.ranges import RangeProgress, backoff_seconds
from chalicelib.core.run import STUCK_AFTER, Mode, Pause, Run, State, final_state
from chalicelib.ports import PlanRun, SendMail
from chalicelib.usecases.resync.tasks import hint, trouble_of
from chalicelib.usecases.world import World

GONE_GUARD = "gone_guard"
"""So many rows are gone that a person must confirm before they are believed."""
READ_WHOLE = "read_whole"
"""A run of changes that had nothing to go by, and so read the whole list."""


def end_run(world: World, run: Run, state: State, trouble: Trouble | None, notes: tuple[str, ...] = ()) -> bool:
    """End the run in ``state`` with totals summed from its ranges; False where it had ended, or a range is open."""
    progress = world.runs.all_progress(run)
    ended = replace(
        run,
        state=state,
        trouble=trouble,
        notes=notes,
        totals=sum((one.counts for one in progress), Counts()),
        calls=sum((one.calls for one in progress), run.calls),
        finished_at=world.clock.now(),
        pause=None,
    )
    return finish(world, ended)


def finish(world: World, ended: Run) -> bool:
    """Store the end, then hint at what follows: the mail, or the run of all lists that this one belongs to."""
    if not world.runs.finish(ended):
        return False
    follows = PlanRun(ended.tenant, ended.parent) if ended.parent else SendMail(ended.tenant, ended.id)
    hint(world, [follows])
    return True


def end_well(world: World, run: Run, progress: list[RangeProgress], notes: tuple[str, ...]) -> bool:
    """End a run that did all it was asked to, as its rows have turned out."""
    totals = sum((one.counts for one in progress), Counts())
    notes += tuple(note for one in progress for note in one.notes)
    if too_many_gone(totals) and not run.confirm_gone:
        notes += (GONE_GUARD,)
    if run.mode is Mode.CHANGES and run.cut and run.cut.since is None:
        notes += (READ_WHOLE,)
    notes = tuple(dict.fromkeys(notes))
    return end_run(world, run, final_state(totals, progress, notes), first_trouble(progress), notes)


def first_trouble(progress: list[RangeProgress]) -> Trouble | None:
    return next((one.trouble for one in progress if one.given_up), None)


def wait_or_fail(world: World, run: Run, problem: TryAgain) -> None:
    """Let the run wait, by a growing time; after a day without progress, let it fail with the reason."""
    waited = world.clock.now() - (run.progress_at or run.started_at)
    if waited > STUCK_AFTER and run.state is State.PLANNING:
        end_run(world, run, State.FAILED, trouble_of(problem))
    else:
        pause(world, run, problem)


def pause(world: World, run: Run, problem: TryAgain) -> None:
    """Nothing more is tried for this run until then. Several workers that meet one outage count as one attempt."""
    latest = world.runs.get(run.tenant, run.id)
    now = world.clock.now()
    if latest is None or latest.state.terminal or latest.paused(now):
        return
    attempts = latest.pause.attempts + 1 if latest.pause else 1
    until = now + timedelta(seconds=backoff_seconds(attempts - 1, problem.retry_after_seconds))
    reason = trouble_of(problem)
    world.runs.pause(latest, Pause(reason.code, reason.detail, reason.remedy, until=until, attempts=attempts))
