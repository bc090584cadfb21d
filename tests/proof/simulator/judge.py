"""Judges a run at the very moment it ends: no row lost, nothing stale, totals and row list true."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.compare import Values, difference
from chalicelib.core.counts import Counts, Outcome, RowReport
from chalicelib.core.fieldmap_list import effective_list
from chalicelib.core.lists import FULL_NAME_FIELD
from chalicelib.core.run import ALL_LISTS, CLOCK_OVERLAP, Mode, Run, State, worst
from chalicelib.core.schedule import SUBJECT
from chalicelib.ports import RowPage
from tests.proof.simulator.history import ListHistory, RunFacts, Sent
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.tenant import Tenant

Finding = tuple[str, str]
LISTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.FAILED, Outcome.GONE)


def filled(sim: Simulation, run: Run, values: Values) -> Values:
    """Those that the run had to fill, by the field map of its own version of the settings."""
    managed_list = sim.world.catalogue.get(run.list)
    assert managed_list is not None
    columns = frozenset(effective_list(managed_list, sim.settings.version(run.tenant, run.settings_version)).columns)
    return {name: value for name, value in values.items() if name in columns}


def addresses_of(sim: Simulation, run: Run) -> set[str]:
    """Who gets the mail of a run that has ended; of a scheduled one that went well nobody."""
    if run.requester.subject == SUBJECT and run.state is State.DONE:
        return set()
    recipients = sim.settings.version(run.tenant, run.settings_version).recipients
    return {one for one in (run.requester.email, *recipients) if one}


@dataclass(slots=True)
class Judge:
    """``findings`` names each broken invariant with what was seen."""

    sim: Simulation
    tenant: Tenant
    facts: RunFacts
    run: Run
    sent: list[Sent]
    rivals: set[tuple[str, str]]
    starts: dict[str, int]
    """When each run began."""
    edited_at: Callable[[str], int]
    """When a row was last edited in Salesforce, by its key; -1 = never."""

    def findings(self) -> Iterator[Finding]:
        if self.run.list == ALL_LISTS:
            yield from self._parent()
            return
        yield from self._sums()
        if self.run.state not in (State.DONE, State.DONE_WITH_ERRORS):
            return
        yield from self._listed_rows_are_true()
        yield from self._written_rows_are_listed()
        yield from self._gone()
        if self.run.dry_run:
            yield from self._nothing_written()
            return
        yield from self._taken_over()
        yield from self._lost_rows()
        yield from self._stale_rows()

    @property
    def _start(self) -> int:
        return self.facts.started

    @property
    def _end(self) -> int:
        return self.facts.finished[0]

    @property
    def _history(self) -> ListHistory:
        return self.tenant.histories[self.run.list]

    def _reports(self) -> tuple[RowReport, ...]:
        page: RowPage = self.sim.runs.rows(self.run, None, 1_000_000, "")
        return page.rows

    def _keys(self, *outcomes: Outcome) -> set[str]:
        return {row.record_key for row in self._reports() if row.outcome in outcomes}

    def _parent(self) -> Iterator[Finding]:
        children = [self.sim.runs.get(self.run.tenant, child.run) for child in self.run.children if child.run]
        ended = [child for child in children if child and child.state.terminal]
        if len(ended) < len(children):
            yield "I3", "a run of all lists ended before its lists"
        if self.run.totals != sum((child.totals for child in ended), Counts()):
            yield "I5", "totals of all lists are not the sum of their lists"
        given_up = self.run.trouble is not None and self.run.trouble.code == "given_up"
        if not self.run.stop and not given_up and self.run.state is not worst(child.state for child in ended):
            yield "I5", f"all lists ended {self.run.state}"

    def _sums(self) -> Iterator[Finding]:
        totals, reports = self.run.totals, self._reports()
        if totals.read != totals.created + totals.updated + totals.unchanged + totals.failed:
            yield "I5", f"totals do not add up: {totals}"
        listed = Counter(row.outcome for row in reports)
        stated = (totals.created, totals.updated, totals.failed, totals.gone, totals.written_back)
        if stated != tuple(listed[outcome] for outcome in (*LISTED, Outcome.WRITTEN_BACK)):
            yield "I5", f"totals {totals} but listed {dict(listed)}"
        # What went back to Intacct is told beside what became of the row in Salesforce.
        once = Counter(row.record_key for row in reports if row.outcome is not Outcome.WRITTEN_BACK)
        twice = [key for key, times in once.items() if times > 1]
        if twice:
            yield "I5", f"rows listed twice: {twice}"
        if any(row.outcome is Outcome.FAILED and not row.code for row in reports):
            yield "I5", "a failed row without a reason"

    def _listed_rows_are_true(self) -> Iterator[Finding]:
        throughout, ever = (f(self._start, self._end) for f in (self._history.throughout, self._history.ever))
        if self.run.mode is Mode.FULL and not len(throughout) <= self.run.totals.read <= len(ever):
            yield "I5", f"read {self.run.totals.read}, but {len(throughout)} to {len(ever)} rows were there"
        if self.run.dry_run:
            return
        created = self._sent_keys(created=True)
        # What another wrote at the same time, the everyday sync or a second copy, may look created to both.
        untrue = self._keys(Outcome.CREATED) - created - self._rival_keys() - self.facts.unkeyed_at_start
        if untrue:
            yield "I5", f"listed as created, but never created: {untrue}"
        untrue = self._keys(Outcome.UPDATED) - self._sent_keys()
        if untrue:
            yield "I5", f"listed as updated, but never written: {untrue}"

    def _written_rows_are_listed(self) -> Iterator[Finding]:
        """Apart from rows that changed meanwhile: a second copy of a task may bring the new value and not the list."""
        silent = self._sent_keys() - self._keys(*LISTED)
        settled = {key for key in silent if self._history.changed_at(key, self._end) <= self._start}
        if settled:
            yield "I5", f"written, but not listed: {settled}"
        self.sim.reach.add("a row that changed meanwhile was brought by the copy that is not counted", len(silent))
        untrue = self._sent_keys(created=True) & self._keys(Outcome.UPDATED)
        if untrue:
            yield "I5", f"created, but listed as updated: {untrue}"

    def _taken_over(self) -> Iterator[Finding]:
        doubled = self._sent_keys(created=True) & self.facts.unkeyed_at_start
        if doubled:
            yield "adopt", f"created beside the row without key: {doubled}"

    def _gone(self) -> Iterator[Finding]:
        gone = self._keys(Outcome.GONE)
        untrue = gone & self._history.throughout(self._start, self._end)
        if untrue:
            yield "gone", f"listed as gone, but in Intacct all the time: {untrue}"
        if self.sim.scenario.restricted and gone:
            yield "gone", f"a restricted user took rows for gone: {gone}"
        if self.run.mode is not Mode.FULL or self.sim.scenario.restricted:
            return
        silent = self.facts.present_at_start - self._history.ever(self._start, self._end) - gone
        if silent:
            yield "gone", f"only in Salesforce, but not listed as gone: {silent}"

    def _nothing_written(self) -> Iterator[Finding]:
        if self._sent_keys():
            yield "dry run", f"wrote {self._sent_keys()}"

    def _lost_rows(self) -> Iterator[Finding]:
        """I1: every row of the whole run stands in Salesforce at least as it was at the start, or has failed."""
        failed = self._keys(Outcome.FAILED)
        for key in sorted(self._answerable() - failed):
            names = {
                state.values[FULL_NAME_FIELD] for state in self._history.between(key, self._start, self._end) if state
            }
            there = self.tenant.in_salesforce(self.run.list, key)
            if there is None:
                yield "I1", f"row {key} is not in Salesforce"
            elif there[FULL_NAME_FIELD] not in names:
                yield "I1", f"row {key} is {there[FULL_NAME_FIELD]!r}, but was {sorted(map(str, names))} during the run"

    def _stale_rows(self) -> Iterator[Finding]:
        """I2: every row that did not change after the last look stands in Salesforce exactly, or has failed."""
        if "still_moving" in self.run.notes or self.run.mode is Mode.ERRORS:
            return
        settled = {
            key
            for key in self._answerable() - self._keys(Outcome.FAILED)
            # An edit is seen when its range is read: what comes later waits for the next run.
            if self._history.changed_at(key, self._end) <= self._judged_from() and self.edited_at(key) <= self._start
        }
        for key in sorted(settled):
            yield from self._exact(key)
        self.facts.judged_exact = frozenset(settled)

    def _exact(self, key: str) -> Iterator[Finding]:
        wanted = self._history.at(key, self._end)
        assert wanted is not None
        there = self.tenant.in_salesforce(self.run.list, key) or {}
        differing = difference(filled(self.sim, self.run, wanted.values), there)
        if differing:
            yield "I2", f"row {key} should have {differing}, has { {name: there.get(name) for name in differing} }"

    def _judged_from(self) -> int:
        """Up to when changes must have arrived: the last look, where there was one and our clock was good enough."""
        managed_list = self.tenant.the_list(self.run.list)
        one_range = self.run.cut is not None and self.run.cut.size == 1
        looked = bool(managed_list.modified) or one_range
        return self.facts.looked if looked and self._clock_good else self._start

    @property
    def _clock_good(self) -> bool:
        """Whether looks at "changed since" reached back far enough."""
        return self.sim.clock.most_ahead_seconds < CLOCK_OVERLAP.total_seconds() - 1

    def _answerable(self) -> set[str]:
        """The rows that this run had to bring: in the list all the time, and within what its mode looks at."""
        throughout = self._history.throughout(self._start, self._end)
        cut = self.run.cut
        if self.run.mode is Mode.ERRORS:
            base = self.sim.runs.get(self.run.tenant, cut.base) if cut else None
            return throughout & self._failed_before(base) if base else set()
        if cut is None or cut.since is None:
            return throughout
        since = self._tick_of_run_begun_at(cut.since + CLOCK_OVERLAP)
        # A list that keeps moving is left to the next run at last.
        until = self._start if "still_moving" in self.run.notes else self._judged_from()
        changed = {key for key in throughout if self._history.changed_at(key, until) > since}
        return changed if self._clock_good else {key for key in changed if self._history.stamp(key) >= cut.since}

    def _failed_before(self, base: Run) -> set[str]:
        return {row.record_key for row in self.sim.runs.rows(base, Outcome.FAILED, 1_000_000, "").rows}

    def _tick_of_run_begun_at(self, began: datetime) -> int:
        runs = (self.sim.runs.get(self.run.tenant, run_id) for run_id in self.starts)
        return max(self.starts[run.id] for run in runs if run and run.started_at == began)

    def _sent_keys(self, created: bool = False) -> set[str]:
        prefix = self.tenant.the_list(self.run.list).external_key("")
        mine = (one for one in self.sent if one.run == self.run.id and (one.created or not created))
        return {one.key.removeprefix(prefix) for one in mine}

    def _rival_keys(self) -> set[str]:
        return {key.partition(":")[2] for tenant, key in self.rivals if tenant == self.tenant.name}
