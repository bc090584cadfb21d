"""A run of all lists: one child run a list, each started when the lists that it links to are done."""

from dataclasses import replace

from chalicelib.core.counts import Calls, Counts
from chalicelib.core.errors import Conflict
from chalicelib.core.run import STUCK_AFTER, Child, Mode, Run, State, Stop, worst
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
    stuck = next((one for one in runs.values() if one and _was_stuck(one)), None)
    if stuck and not run.stop:
        run = world.runs.stop(run, Stop(State.FAILED, stuck.trouble)) or run
    if run.stop:
        _stop_children(world, run, [one for one in runs.values() if one])
    else:
        started = _begin(world, run, children, ended)
        if started != run.children:
            world.runs.put_children(run, started, world.clock.now())
            return
    waiting = [child for child in children if not child.run]
    if ended == set(runs) and (run.stop or not waiting):
        _end(world, run, [one for one in runs.values() if one])


def _was_stuck(run: Run) -> bool:
    """Whether a list gave up after a day. The others ask the same two systems, and would wait a day each."""
    ended = run.finished_at
    return run.state is State.FAILED and ended is not None and ended - run.started_at > STUCK_AFTER


def _children(world: World, run: Run) -> tuple[Child, ...]:
    settings = world.settings.version(run.tenant, run.settings_version)
    if run.mode is Mode.ERRORS:
        from_all = lists_with_failures(world, run.tenant, settings, run.list)
    else:
        from_all = enabled_lists(world, settings)
    return tuple(Child(key) for key in from_all)


def _begin(world: World, run: Run, children: tuple[Child, ...], ended: set[str]) -> tuple[Child, ...]:
    """The children, with a run where they have one already or their turn has come.

    A list under way has one worker at least, so that no more are begun than ranges may be worked on at once.
    """
    room = world.settings.version(run.tenant, run.settings_version).concurrency
    room -= sum(bool(child.run) and child.list not in ended for child in children)
    begun: list[Child] = []
    for child in children:
        needed = world.catalogue.prerequisites(child.list) & {other.list for other in children}
        waits = not child.run and room > 0 and needed <= ended
        begun.append(_started(world, run, child) if waits else child)
        room -= waits and bool(begun[-1].run)
    return tuple(begun)


def _started(world: World, run: Run, child: Child) -> Child:
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
