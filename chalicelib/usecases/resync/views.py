"""What the API, the command line and the console show of lists and runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.counts import Calls, Counts, Outcome, Trouble
from chalicelib.core.errors import NotFound
from chalicelib.core.run import Child, Mode, Pause, Requester, Run, State, seconds_left
from chalicelib.ports import ErrorGroup, RowPage
from chalicelib.usecases.resync.mail import error_groups, label_of
from chalicelib.usecases.world import World


@dataclass(frozen=True, slots=True)
class RunView:
    """A run as people see it. While it runs, ``totals`` and ``calls`` are those of the ranges so far.

    ``seconds_left`` is a guess from the ranges done so far, null where there is nothing to go by: in a run of all lists
    also until each list has been planned, in this run or in an earlier one of the same mode.
    """

    id: str
    list: str
    label: dict[str, str]
    mode: Mode
    dry_run: bool
    state: State
    stopping: bool
    started_at: datetime
    finished_at: datetime | None
    requester: Requester
    settings_version: int
    ranges: int
    ranges_done: int
    pass_number: int
    totals: Counts
    calls: Calls
    seconds_left: float | None
    pause: Pause | None
    trouble: Trouble | None
    notes: tuple[str, ...]
    parent: str
    children: tuple["ChildView", ...]


@dataclass(frozen=True, slots=True)
class ChildView:
    """One list inside a run of all lists; ``run`` is "" and ``state`` None until its turn comes."""

    list: str
    label: dict[str, str]
    run: str
    state: State | None

    @property
    def ended(self) -> bool:
        return self.state is not None and self.state.terminal


@dataclass(frozen=True, slots=True)
class ListView:
    """One managed list with its last run."""

    key: str
    label: dict[str, str]
    salesforce: str
    sources: tuple[str, ...]
    depends_on: tuple[str, ...]
    enabled: bool
    last_run: RunView | None


@dataclass(frozen=True, slots=True)
class RunViewPage:
    runs: tuple[RunView, ...]
    cursor: str = ""


def run_view(world: World, run: Run) -> RunView:
    """A run as people see it, its numbers as they are now."""
    children = {child.run: world.runs.get(run.tenant, child.run) for child in run.children if child.run}
    child_views = tuple(_child_view(world, child, children.get(child.run)) for child in run.children)
    totals, calls = _numbers(world, run)
    if not run.state.terminal:
        numbers = [_numbers(world, child) for child in children.values() if child]
        totals = sum((counts for counts, _ in numbers), totals)
        calls = sum((used for _, used in numbers), calls)
    return RunView(
        id=run.id,
        list=run.list,
        label=label_of(world, run.list),
        mode=run.mode,
        dry_run=run.dry_run,
        state=run.state,
        stopping=run.stop is not None and not run.state.terminal,
        started_at=run.started_at,
        finished_at=run.finished_at,
        requester=run.requester,
        settings_version=run.settings_version,
        ranges=len(child_views) or run.range_count,
        ranges_done=sum(view.ended for view in child_views) if child_views else run.ranges_done,
        pass_number=run.pass_number,
        totals=totals,
        calls=calls,
        seconds_left=seconds_left(run, world.clock.now(), _sized(world, run, children)),
        pause=run.pause,
        trouble=run.trouble,
        notes=run.notes,
        parent=run.parent,
        children=child_views,
    )


def _sized(world: World, run: Run, begun: Mapping[str, Run | None]) -> list[Run | None]:
    """Of each list the run that tells its size: the child, and until that is planned the last one of the same mode."""
    children = () if run.state.terminal else run.children
    return [_size_of(world, run, child.list, begun.get(child.run)) for child in children]


def _size_of(world: World, run: Run, list_key: str, begun: Run | None) -> Run | None:
    if begun and (begun.cut or begun.state.terminal):
        return begun
    former = world.runs.last_real_run(run.tenant, list_key)
    return former if former and former.mode is run.mode else None


def _numbers(world: World, run: Run) -> tuple[Counts, Calls]:
    """Rows and calls of one run: kept in its head once it has ended, till then summed from its ranges."""
    if run.state.terminal:
        return run.totals, run.calls
    progress = world.runs.all_progress(run)
    return sum((one.counts for one in progress), run.totals), sum((one.calls for one in progress), run.calls)


def _child_view(world: World, child: Child, run: Run | None) -> ChildView:
    return ChildView(child.list, label_of(world, child.list), child.run, run.state if run else None)


def list_views(world: World, tenant: str) -> tuple[ListView, ...]:
    """Every list of the catalogue, in dependency order."""
    disabled = world.settings.current(tenant).disabled_lists
    return tuple(
        ListView(
            key=lst.key,
            label=dict(lst.label),
            salesforce=lst.salesforce,
            sources=tuple(source.object for source in lst.sources),
            depends_on=tuple(sorted(world.catalogue.prerequisites(lst.key))),
            enabled=lst.key not in disabled,
            last_run=_last_run(world, tenant, lst.key),
        )
        for lst in world.catalogue.lists
    )


def _last_run(world: World, tenant: str, list_key: str) -> RunView | None:
    run = world.runs.last_run(tenant, list_key)
    return run_view(world, run) if run else None


def find_run(world: World, tenant: str, run_id: str) -> Run:
    """Raises NotFound, also for a run of another tenant."""
    run = world.runs.get(tenant, run_id)
    if run is None:
        raise NotFound("run_unknown", "There is no such run.", remedy="GET /api/v1/runs names them.")
    return run


def get_run(world: World, tenant: str, run_id: str) -> RunView:
    return run_view(world, find_run(world, tenant, run_id))


def run_page(
    world: World, tenant: str, list_key: str | None, state: State | None, limit: int, cursor: str, parts: bool
) -> RunViewPage:
    """The history, newest first; without ``parts``, a run of all lists stands for its single lists."""
    page = world.runs.page(tenant, list_key, state, limit, cursor, parts=parts)
    return RunViewPage(tuple(run_view(world, run) for run in page.runs), page.cursor)


def run_rows(world: World, tenant: str, run_id: str, outcome: Outcome | None, limit: int, cursor: str) -> RowPage:
    """What became of the rows; unchanged ones are counted, not listed."""
    return world.runs.rows(find_run(world, tenant, run_id), outcome, limit, cursor)


def run_error_groups(world: World, tenant: str, run_id: str) -> tuple[ErrorGroup, ...]:
    """The failed rows by reason, most frequent first."""
    return error_groups(world, find_run(world, tenant, run_id))
