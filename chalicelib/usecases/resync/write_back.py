"""Write back to Intacct what people changed in Salesforce, before a window of rows is compared.

So the comparison that follows finds both sides equal, and Intacct stays the one that fills Salesforce.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from chalicelib.core.compare import Present, Values, Wanted, compare, wanted_row
from chalicelib.core.counts import Counts, Outcome, RowReport
from chalicelib.core.errors import TryAgain
from chalicelib.core.fieldmap import MappedField
from chalicelib.core.fieldmap_list import list_to_intacct, rows_to_intacct
from chalicelib.core.lists import FULL_NAME_FIELD, ID_FIELD, ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.core.run import CLOCK_OVERLAP, Mode, Run
from chalicelib.core.settings import Settings
from chalicelib.core.write_back import Edited, instant, intacct_values, values_to_write
from chalicelib.ports import Clock, Intacct, RowError, Salesforce
from chalicelib.usecases.resync.windows import Window
from chalicelib.usecases.world import World

REFUSED = "INTACCT_REFUSED"
WRONG_LIST = "WRONG_LIST"
RESERVE = timedelta(seconds=70)
"""Time that a change, and the comparison after it, may take; with less left the rest waits for another worker."""


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """What a window's edits came to. ``values`` are Intacct's new ones by key, in columns of Salesforce.

    Rows that Intacct ``refused`` are left alone on both sides until somebody acts.
    """

    reports: tuple[RowReport, ...] = ()
    values: Mapping[str, Values] = field(default_factory=dict)

    @property
    def refused(self) -> frozenset[str]:
        return frozenset(report.key for report in self.reports if report.outcome is Outcome.FAILED)

    @property
    def counts(self) -> Counts:
        refused = len(self.refused)
        return Counts(read=refused, failed=refused, written_back=len(self.reports) - refused)

    def rows(self, rows: Sequence[Wanted]) -> tuple[Wanted, ...]:
        """Intacct's rows of the window as they are now, without those refused."""
        refused = self.refused
        return tuple(self._now(row) for row in rows if row.key not in refused)

    def present(self, present: Mapping[str, Present]) -> dict[str, Present]:
        refused = self.refused
        return {key: row for key, row in present.items() if key not in refused}

    def _now(self, row: Wanted) -> Wanted:
        changed = {name: value for name, value in self.values.get(row.key, {}).items() if name in row.values}
        return replace(row, values={**row.values, **changed}) if changed else row


@dataclass(frozen=True, slots=True)
class _Pair:
    """One record on both sides; ``source`` is the Intacct object that it is of."""

    source: str
    wanted: Wanted
    modified_at: datetime | None
    edited: Edited


@dataclass(frozen=True, slots=True)
class BackWriter:
    """Writes back in one run. ``since`` is how far it looks back for edits, None where it may not look at all."""

    clock: Clock
    run: Run
    managed_list: ManagedList
    rows: tuple[MappedField, ...]
    since: datetime | None
    intacct: Intacct
    salesforce: Salesforce
    page_size: int

    @classmethod
    def of(
        cls,
        world: World,
        run: Run,
        managed_list: ManagedList,
        settings: Settings,
        intacct: Intacct,
        salesforce: Salesforce,
    ) -> "BackWriter":
        """Before the list's first good run nothing is an edit: Salesforce is filled from Intacct."""
        rows = rows_to_intacct(managed_list, settings)
        last = world.runs.last_good_start(run.tenant, run.list) if rows else None
        since = last - CLOCK_OVERLAP if last else None
        read = list_to_intacct(managed_list, rows)
        return cls(world.clock, run, read, rows, since, intacct, salesforce, settings.page_size)

    def write(self, window: Window, present: Mapping[str, Present], again: bool, deadline: datetime) -> WrittenBack:
        """Write back the edits of a window. Safe to repeat: what was written is found equal.

        ``present`` are Salesforce's rows of the window. ``again`` says that an earlier attempt may have written some,
        which count as well. Raises TryAgain where the time is up; a next attempt goes on from there.
        """
        if self.since is None:
            return WrittenBack()
        reports, values = [], {}
        # A row named by Intacct's notice brings old edits along: to insist on these would answer each with another.
        all_fresh = window.selection.keys is None or self.run.mode is Mode.ERRORS
        for pair in self._pairs(window):
            fresh = all_fresh or self._is_seen_last(pair, window, present)
            chosen = values_to_write(self.rows, pair.edited, pair.wanted, pair.modified_at, fresh=fresh)
            if chosen:
                error = self._written(pair, chosen, deadline)
                reports.append(self._report(pair, chosen, error))
                values[pair.wanted.key] = chosen
            elif again and pair.modified_at and pair.modified_at >= self.run.started_at.replace(microsecond=0):
                reports.append(self._report(pair, {}, None))
        return WrittenBack(tuple(reports), values)

    def _is_seen_last(self, pair: _Pair, window: Window, present: Mapping[str, Present]) -> bool:
        """Whether a run is still to deal with the edit, and can't, as the row is about to be written.

        Salesforce tells an edit by who changed the row last.
        """
        if self.since is None or pair.edited.edited_at < self.since:
            return False
        row = [one for one in window.rows if one.key == pair.wanted.key]
        return bool(compare(row, present).changes)

    def _pairs(self, window: Window) -> Iterator[_Pair]:
        edits = {edited.present.key: edited for edited in self._edited(window)}
        if not edits:
            return
        prefix = self.managed_list.external_key("")
        keys = tuple(key.removeprefix(prefix) for key in edits)
        asked = Selection(keys=tuple(key for key in keys if key.isdigit() or not self.managed_list.numeric_key))
        for source in self.managed_list.sources:
            for row in self.intacct.rows(self.managed_list, source, asked, self.page_size):
                wanted = wanted_row(self.managed_list, source, row)
                edited = edits.pop(wanted.key, None)
                if edited:
                    yield _Pair(source.object, wanted, instant(row.get(self.managed_list.modified)), edited)

    def _edited(self, window: Window) -> Iterator[Edited]:
        selection = window.selection
        if selection.keys is None:
            return self.salesforce.edited(self.managed_list, replace(selection, since=self.since))
        # Rows that failed are looked at whenever they were edited: the run that they failed in moved ``since`` on.
        keys = tuple(row.record_key for row in window.rows)
        return self.salesforce.edited(self.managed_list, Selection(keys=keys)) if keys else iter(())

    def _written(self, pair: _Pair, chosen: Values, deadline: datetime) -> RowError | None:
        try:
            values = intacct_values(self.rows, chosen)
        except ValueError as strange:
            return RowError(WRONG_LIST, str(strange))
        if self.run.dry_run:
            return None
        if self.clock.now() + RESERVE > deadline:
            raise TryAgain("write_back_continues", "Changes go to Intacct one by one; the rest of them follow.")
        edited_at = pair.edited.edited_at.isoformat()
        change = repr((self.run.id, pair.wanted.key, edited_at, sorted(values.items())))
        key = sha256(change.encode()).hexdigest()
        error = self.intacct.write(pair.source, pair.wanted.record_key, values, key)
        return RowError(REFUSED, f"{error.code}: {error.message}", error.fields) if error else None

    def _report(self, pair: _Pair, chosen: Values, error: RowError | None) -> RowReport:
        wanted = pair.wanted
        return RowReport(
            Outcome.FAILED if error else Outcome.WRITTEN_BACK,
            wanted.key,
            wanted.record_key,
            str(wanted.values[ID_FIELD]),
            str(wanted.values[FULL_NAME_FIELD]),
            fields=tuple(sorted(row.intacct for row in self.rows if row.column in chosen)),
            code=error.code if error else "",
            message=error.message if error else "",
            salesforce_id=pair.edited.present.id,
        )
