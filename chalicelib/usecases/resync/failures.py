"""What failed in the last run of a list, so that only that is tried again."""

from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import ALL_LISTS, Run, State
from chalicelib.core.settings import Settings
from chalicelib.usecases.world import World


def enabled_lists(world: World, settings: Settings) -> tuple[str, ...]:
    """The keys of the lists that may run, in dependency order."""
    return tuple(lst.key for lst in world.catalogue.lists if lst.key not in settings.disabled_lists)


def lists_with_failures(world: World, tenant: str, settings: Settings, list_key: str) -> tuple[str, ...]:
    """Of this list (or of all) those whose last run left something to try again."""
    keys = enabled_lists(world, settings) if list_key == ALL_LISTS else (list_key,)
    return tuple(key for key in keys if last_failed_run(world, tenant, key))


def last_failed_run(world: World, tenant: str, list_key: str) -> Run | None:
    """The last run, if it left failed rows or ranges that can be named; dry runs apart."""
    last = world.runs.last_real_run(tenant, list_key)
    if last is None or last.cut is None or last.state not in (State.DONE_WITH_ERRORS, State.FAILED):
        return None
    return last if failed_ranges(world, last) else None


def failed_ranges(world: World, run: Run) -> tuple[int, ...]:
    """The numbers of the ranges that hold failed rows, were given up, or were never done."""
    by_number = {one.number: one for one in world.runs.all_progress(run)}
    numbers = {*run.cut.ranges, *by_number} if run.cut else set()
    return tuple(number for number in sorted(numbers) if _failed(by_number.get(number)))


def _failed(progress: RangeProgress | None) -> bool:
    return progress is None or not progress.done or progress.given_up or progress.counts.failed > 0
