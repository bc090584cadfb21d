"""Plan a run: count the list, cut its keys once, and hand out the first ranges."""

from dataclasses import replace

from chalicelib.core.counts import Calls
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.fieldmap_list import rows_to_intacct
from chalicelib.core.lists import ManagedList
from chalicelib.core.ranges import Cut, cut
from chalicelib.core.run import ALL_LISTS, CLOCK_OVERLAP, Mode, Run, State
from chalicelib.core.settings import Settings
from chalicelib.ports import Intacct, PlanRun
from chalicelib.usecases.resync.all_lists import advance
from chalicelib.usecases.resync.ending import end_run, wait_or_fail
from chalicelib.usecases.resync.failures import failed_ranges, last_failed_run
from chalicelib.usecases.resync.tasks import hand_out, list_of, trouble_of
from chalicelib.usecases.world import World


def plan_run(world: World, task: PlanRun) -> None:
    """Bring a run from PLANNING to RUNNING; again and late are both harmless."""
    run = world.runs.get(task.tenant, task.run)
    if run is None or run.state.terminal:
        return
    if run.list == ALL_LISTS:
        advance(world, run)
        return
    if run.paused(world.clock.now()):
        return
    if run.state is State.PLANNING:
        run = _plan_or_end(world, run)
    if run is not None and run.state is State.RUNNING:
        hand_out(world, run)


def _plan_or_end(world: World, run: Run) -> Run | None:
    if run.stop:
        end_run(world, run, run.stop.state, run.stop.trouble)
        return None
    try:
        _plan(world, run)
    except TryAgain as problem:
        wait_or_fail(world, run, problem)
        return None
    except Problem as problem:
        end_run(world, run, State.FAILED, trouble_of(problem))
        return None
    return world.runs.get(run.tenant, run.id)


def _plan(world: World, run: Run) -> None:
    settings = world.settings.version(run.tenant, run.settings_version)
    managed_list = list_of(world, run)
    intacct = world.intacct(run.tenant, settings)
    salesforce = world.salesforce(run.tenant, settings)
    if run.mode is Mode.ERRORS:
        planned = _cut_of_failures(world, run)
    else:
        planned = _cut_of_rows(world, run, managed_list, intacct, settings)
    # Where no range is planned, the look at the end may open one, and nobody has asked then.
    adopt = not planned.ranges or salesforce.unkeyed_count(managed_list) > 0
    calls = run.calls + Calls(intacct.calls, salesforce.calls)
    world.runs.put_plan(run, planned, adopt, calls, world.clock.now())
    if run.pause:
        world.runs.pause(run, None)


def _cut_of_failures(world: World, run: Run) -> Cut:
    """The ranges of the last run that hold failures, under their old numbers."""
    base = last_failed_run(world, run.tenant, run.list)
    if base is None or base.cut is None:
        return Cut(size=0)
    return replace(base.cut, only=failed_ranges(world, base), base=base.id)


def _cut_of_rows(world: World, run: Run, managed_list: ManagedList, intacct: Intacct, settings: Settings) -> Cut:
    since = None
    if run.mode is Mode.CHANGES and managed_list.modified:
        last = world.runs.last_good_start(run.tenant, run.list)
        since = last - CLOCK_OVERLAP if last else None
    survey = intacct.survey(managed_list, settings.page_size, since)
    planned = cut(survey.count, survey.lowest, survey.highest, settings.page_size, since)
    if since and not survey.count and not rows_to_intacct(managed_list, settings):
        # Nothing changed on the one side that counts. The look at the end remains, and opens the range if it must.
        return replace(planned, only=())
    return planned
