"""How many ranges of a run are worked on at once, and which come next."""

from math import ceil

from chalicelib.core.run import Run
from chalicelib.usecases.world import World


def ranges_at_once(world: World, run: Run) -> int:
    """This run's share of the tenant's workers: its runs under way divide them, and each has at least one.

    A run of all lists has no ranges of its own, so it takes no share from its children.
    """
    settings = world.settings.version(run.tenant, run.settings_version)
    runs = len(list(world.runs.active(run.tenant))) - bool(run.parent)
    return ceil(settings.concurrency / max(runs, 1))


def free_ranges(world: World, run: Run, ended_too: bool = False) -> list[int]:
    """Open ranges on which nobody works and that wait for nothing, as many as may be begun now.

    Who ends a range takes it out of the open ones in the next moment; ``ended_too`` names those as well that are still
    open then. Ranges are begun nearly in order, so that most of those done lie below the first open one and are not
    read: what a look costs does not grow with the run.
    """
    now = world.clock.now()
    begun = world.runs.all_progress(run, min(run.open, default=1))
    progress = [one for one in begun if one.pass_number == run.pass_number]
    held = {one.number for one in progress if one.held(now) and not one.done}
    waiting = {one.number for one in progress if one.waits(now) and not run.stop}
    ended = set() if ended_too else {one.number for one in progress if one.done}
    free = sorted(run.open - held - waiting - ended)
    return free[: max(ranges_at_once(world, run) - len(held), 0)]
