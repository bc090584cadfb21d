"""A run of all lists: one child run a list, each started when the lists that it links to are done."""

from dataclasses import replace

from chalicelib.core.counts import Calls, Counts
from chalicelib.core.errors import Conflict
from chalicelib.core.run import Child, Mode, Run, worst
from chalicelib.ports import PlanRun
from chalicelib.usecases.resync.ending import finish
from chalicelib.usecases.resync.failures import enabled_lists, lists_with_failures
from chalicelib.usecases.resync.tasks import hand_out, hint
from chalicelib.usecases.world import World


def advance(world: World, run: Run) -> None:
    """Start every child that can be started, or end the run when all are done. Safe to repeat, and to run twice."""
    children = run.children or _children(world, run)
    runs = {child.list: world.runs.get(run.tenant, child.run) for child in children if child.run}
    ended = {key for key, one in runs.items() if one is not None and one.state.terminal}
    if run.stop:
        _stop_children(world, run, [one for one in runs.values() if one])
    else:
        started = tuple(_started(world, run, child, children, ended) for child in children)
        if started != run.children:
            world.runs.put_children(run, started, world.clock.now())
            return
    waiting = [child for child in children if not child.run]
    if ended == set(runs) and (run.stop or not waiting):
        _end(world, run, [one for one in runs.values() if one])


def _children(world: World, run: Run) -> tuple[Child, ...]:
    settings = world.settings.version(run.tenant, run.settings_version)
    if run.mode is Mode.ERRORS:
        from_all = lists_with_failures(world, run.tenant, settings, run.list)
    else:
        from_all = enabled_lists(world, settings)
    return tuple(Child(key) for key in from_all)


def _started(world: World, run: Run, child: Child, children: tuple[Child, ...], ended: set[str]) -> Child:
    """The child with its run, where it has one already or its turn has come."""
    needed = world.catalogue.prerequisites(child.list) & {other.list for other in children}
    if child.run or not needed <= ended:
        return child
    now = world.clock.now()
    fresh = Run(
        tenant=run.tenant,
        id=world.new_id(),
        list=child.list,
        mode=run.mode,
        dry_run=run.dry_run,
        requester=run.requester,
        settings_version=run.settings_version,
        started_at=now,
        progress_at=now,
        confirm_gone=run.confirm_gone,
        parent=run.id,
    )
    try:
        # The key makes a second start, after a crash between the two writes, find the first one's run.
        started = world.runs.start(fresh, idempotency_key=f"child of {run.id}: {child.list}", request_hash=run.id)
    except Conflict:
        # A run of another kind holds the list: the sweeper asks again.
        return child
    hint(world, [PlanRun(run.tenant, started.run.id)])
    return replace(child, run=started.run.id)


def _stop_children(world: World, run: Run, runs: list[Run]) -> None:
    assert run.stop is not None
    for one in runs:
        stopped = None if one.state.terminal else world.runs.stop(one, run.stop)
        if stopped:
            hand_out(world, stopped)
            hint(world, [PlanRun(one.tenant, one.id)])


def _end(world: World, run: Run, runs: list[Run]) -> None:
    finish(
        world,
        replace(
            run,
            state=run.stop.state if run.stop else worst(one.state for one in runs),
            trouble=run.stop.trouble if run.stop else next((one.trouble for one in runs if one.trouble), None),
            totals=sum((one.totals for one in runs), Counts()),
            calls=sum((one.calls for one in runs), Calls()),
            finished_at=world.clock.now(),
            pause=None,
        ),
    )
