"""Small common steps of the workers: hand out tasks, and turn a problem into what a run keeps of it."""

from collections.abc import Sequence
from contextlib import suppress

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.core.fieldmap_list import effective_list
from chalicelib.core.lists import ManagedList
from chalicelib.core.run import Run
from chalicelib.ports import SyncRange, Task
from chalicelib.usecases.resync.sharing import ranges_at_once
from chalicelib.usecases.world import World

CLOSE_ONLY = 0
"""The range number of a task that asks to close and nothing else."""
PATIENCE = (
    "Passerelle tries again by itself, for a day. If it does not pass, look at the status page of the system that is "
    "named; when it is well again, start a new run: it goes on where the two sides differ."
)
"""The remedy where nobody can do more than wait."""


def hint(world: World, tasks: Sequence[Task]) -> None:
    """Put tasks in the queue. They are hints: what is lost here, the sweeper hands out again."""
    with suppress(TryAgain):
        world.queue.send(tasks)


def hand_out(world: World, run: Run, numbers: Sequence[int] = ()) -> None:
    """A task for each of the first open ranges (or of ``numbers``), as many as may be worked on at once.

    Whoever ends a range hands on the next one, so these are enough. Where none is open, one task asks to close;
    one is enough too for a run that shall end.
    """
    wanted = numbers or sorted(run.open) or [CLOSE_ONLY]
    at_once = 1 if run.stop else ranges_at_once(world, run)
    hint(world, [task_of(run, number) for number in wanted[:at_once]])


def task_of(run: Run, number: int) -> SyncRange:
    return SyncRange(run.tenant, run.id, run.pass_number, number)


def list_of(world: World, run: Run) -> ManagedList:
    """The list of a run with its field map; raises NeedsAdmin where the catalogue has lost it since the start."""
    managed_list = world.catalogue.get(run.list)
    if managed_list is None:
        raise NeedsAdmin(
            "list_removed",
            f"The list “{run.list}” is no longer in the catalogue.",
            remedy="Put it back into the lists file, or leave this list alone.",
        )
    return effective_list(managed_list, world.settings.version(run.tenant, run.settings_version))


def trouble_of(problem: Problem) -> Trouble:
    patience = PATIENCE if isinstance(problem, TryAgain) else ""
    return Trouble(problem.code, problem.detail, problem.remedy or patience)
