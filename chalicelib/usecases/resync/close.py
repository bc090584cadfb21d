"""Close a run whose ranges are all done: look once more at what moved meanwhile, then end it."""

from dataclasses import dataclass, replace

from chalicelib.core.compare import Wanted, compare
from chalicelib.core.counts import Calls, Counts, too_many_gone
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.lists import ManagedList
from chalicelib.core.ranges import RangeProgress, Selection, range_of, selection
from chalicelib.core.run import CLOCK_OVERLAP, MAX_PASSES, Mode, Run, State, Stop
from chalicelib.core.settings import GonePolicy, Settings
from chalicelib.ports import Intacct, Salesforce
from chalicelib.usecases.resync.digest import digest_of
from chalicelib.usecases.resync.ending import end_run, end_well, wait_or_fail
from chalicelib.usecases.resync.present import counterparts
from chalicelib.usecases.resync.tasks import hand_out, list_of, trouble_of
from chalicelib.usecases.resync.windows import wanted_rows, windows
from chalicelib.usecases.world import World

LOOK_WINDOWS = 25
"""Windows of changed rows that one look compares by itself; with more, all ranges share the work again."""
STILL_MOVING = "still_moving"
"""The list changed so often that the last changes are left to the next run."""


def close_if_done(world: World, run: Run) -> None:
    """End the run, or open ranges again that need another look. Two closers at once: one of them wins."""
    progress = world.runs.all_progress(run)
    if run.stop:
        end_run(world, run, run.stop.state, run.stop.trouble, _notes_of(progress))
        return
    if run.dry_run:
        end_well(world, run, progress, ())
        return
    try:
        _look_again_or_end(world, run, progress)
    except TryAgain as problem:
        wait_or_fail(world, run, problem)
    except Problem as problem:
        if world.runs.stop(run, Stop(State.FAILED, trouble_of(problem))):
            end_run(world, run, State.FAILED, trouble_of(problem), _notes_of(progress))


def _notes_of(progress: list[RangeProgress]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for one in progress for note in one.notes))


def _look_again_or_end(world: World, run: Run, progress: list[RangeProgress]) -> None:
    settings = world.settings.version(run.tenant, run.settings_version)
    look = _Look(run, progress, list_of(world, run), settings, world)
    began = world.clock.now()
    mark = run.mark_gone or look.shall_mark()
    unlinked = sum(one.counts.unlinked for one in progress)
    again = look.ranges_to_link(unlinked) | look.ranges_to_mark() | look.ranges_moved()
    run = replace(run, calls=run.calls + look.calls)
    if not again:
        end_well(world, run, progress, ())
    elif run.pass_number >= MAX_PASSES:
        end_well(world, run, progress, (STILL_MOVING,))
    elif world.runs.reopen(run, again, mark, unlinked, began):
        reopened = world.runs.get(run.tenant, run.id)
        if reopened:
            hand_out(world, reopened)


@dataclass(slots=True)
class _Look:
    """One look at a list after all its ranges were done: which of them must be done again, and why."""

    run: Run
    progress: list[RangeProgress]
    managed_list: ManagedList
    settings: Settings
    world: World
    intacct: Intacct | None = None
    salesforce: Salesforce | None = None

    @property
    def calls(self) -> Calls:
        return Calls(
            self.intacct.calls if self.intacct else 0,
            self.salesforce.calls if self.salesforce else 0,
        )

    def ranges_to_link(self, unlinked: int) -> frozenset[int]:
        """Ranges with rows whose parent was not there yet, as long as a pass makes them fewer."""
        if self.run.pass_number > 1 and unlinked >= self.run.unlinked:
            return frozenset()
        return frozenset(one.number for one in self.progress if one.counts.unlinked)

    def shall_mark(self) -> bool:
        """Whether gone rows are to be made inactive: asked for, and not so many that a person must confirm."""
        totals = sum((one.counts for one in self.progress), Counts())
        wanted = self.settings.gone_policy is GonePolicy.INACTIVATE and totals.gone > totals.marked
        return wanted and (self.run.confirm_gone or not too_many_gone(totals))

    def ranges_to_mark(self) -> frozenset[int]:
        if self.run.mark_gone or not self.shall_mark():
            return frozenset()
        return frozenset(one.number for one in self.progress if one.counts.gone > one.counts.marked)

    def ranges_moved(self) -> frozenset[int]:
        """Ranges that hold rows changed since the run began which Salesforce does not have yet."""
        if self.run.mode is Mode.ERRORS or self.run.cut is None:
            return frozenset()
        self.intacct = self.world.intacct(self.run.tenant, self.settings)
        if not self.managed_list.modified:
            return self._moved_by_digest(self.intacct)
        since = (self.run.checked_from or self.run.started_at) - CLOCK_OVERLAP
        self.salesforce = self.world.salesforce(self.run.tenant, self.settings)
        moved: frozenset[int] = frozenset()
        changed = windows(self.intacct, self.managed_list, Selection(since=since), self.settings.page_size)
        for number, window in enumerate(changed, start=1):
            if number > LOOK_WINDOWS:
                return frozenset(range(1, self.run.cut.size + 1))
            present = counterparts(self.salesforce, self.managed_list, window.rows)
            differing = [change.wanted for change in compare(window.rows, present).changes]
            moved |= self._holding(differing)
        return moved

    def _moved_by_digest(self, intacct: Intacct) -> frozenset[int]:
        """A list without modification stamps is read once more, where it is a single range."""
        if not self.run.cut or self.run.cut.size != 1 or not self.progress:
            return frozenset()
        rows = wanted_rows(intacct, self.managed_list, selection(self.run.cut, 1), self.settings.page_size)
        return frozenset() if digest_of(rows) == self.progress[0].digest else frozenset({1})

    def _holding(self, rows: list[Wanted]) -> frozenset[int]:
        """The ranges of these rows; rows that failed in this run are in the error list already."""
        assert self.run.cut is not None
        numbers = [(range_of(self.run.cut, row.record_key), row.record_key) for row in rows]
        failed = {number: self.world.runs.failed_keys(self.run, number) for number in {n for n, _ in numbers}}
        return frozenset(number for number, key in numbers if key not in failed[number])
