"""Edits in Salesforce: the newer side wins, in a tie Intacct; none is lost, and nothing goes to and fro."""

from collections.abc import Iterator
from typing import Any

from chalicelib.core.fieldmap import MappedField, Rule
from chalicelib.core.fieldmap_list import rows_to_intacct
from chalicelib.core.lists import KEY_FIELD, RECORD_NO_FIELD
from chalicelib.core.run import CLOCK_OVERLAP, Mode, Run, State, renews_good_start
from chalicelib.core.write_back import intacct_values
from dev.fakes.intacct import StoredRow
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.mapping import CODE, MAPPED_LISTS, ROWS, SEATS, TITLE
from tests.proof.simulator.oracle import IntacctWrite, Oracle
from tests.proof.simulator.people import Edit, Editors
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.watch import Watch

LOOK = "salesforce.edited"
READ = "intacct.rows"
RowKey = tuple[str, str, str]


class EditOracle(Oracle):
    """Judged at each write on either side, and when a run ends.

    What is edited between a worker's look for edits and its write can be written over, or hidden by the write:
    Salesforce tells only who changed a record last.
    """

    def __init__(self, watch: Watch, editors: Editors) -> None:
        super().__init__(watch)
        self._edits = editors.edits
        self._good: dict[tuple[str, str], int] = {}
        """When the last run began after which edits go back."""
        self._hidden: dict[RowKey, int] = {}
        watch.last_edit = self._last_edit

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        list_key, _, key = str(tenant.org.records(write.object)[write.id].get(KEY_FIELD) or "").partition(":")
        edits = self._edits.get((tenant.name, list_key, key), [])
        if list_key in MAPPED_LISTS:
            self.claim(SEATS.column not in write.values, "edit", f"{SEATS.column} was written, which Salesforce fills")
        if not edits or actor is None:
            return
        looked = max(actor.ticks.get(LOOK, []), default=-1)
        edit = _last(edits, TITLE)
        if edit and self._is_over(write, edit) and self._counts(tenant.name, list_key, key, edit):
            self.sim.reach.add("an edit written over")
            allowed = self._is_newer(tenant, list_key, key, edit) or 0 <= looked < edit.tick
            self.claim(allowed, "edit", f"the newer {edit.values} of {list_key} {key} was written over by {write}")
        if looked < edits[-1].tick:
            self.sim.reach.add("an edit in the moment of a write")
            self._hidden[tenant.name, list_key, key] = edits[-1].tick

    def wrote_back(self, tenant: Tenant, write: IntacctWrite, actor: Actor) -> None:
        edits = self._edits.get((tenant.name, write.list, write.key), [])
        what = f"{write.values} of {write.list} {write.key}"
        changed = {name for name, value in write.values.items() if write.before.get(name) != value}
        read_at = max(actor.ticks.get(READ, []), default=-1)
        moved = tenant.histories[write.list].changed_at(write.key, self.sim.trace.tick) > read_at
        self.sim.reach.add("a row written back")
        self.claim(bool(changed) or moved, "ping-pong", f"{what} went to Intacct, which had it already")
        self.claim(CODE.intacct not in write.values, "edit", f"{what}: Intacct alone fills {CODE.intacct}")
        known = [intacct_values(ROWS, one.row) for one in edits]
        untrue = {name for name in changed if all(one.get(name, ...) != write.values[name] for one in known)}
        self.claim(not untrue, "edit", f"{what}, which Salesforce did not hold after an edit")
        newer = any(one.at > write.changed_at for one in edits)
        self.claim(newer or moved or TITLE.intacct not in changed, "edit", f"{what} went over a newer value")

    def run_changed(self, run: Run, before: Run) -> None:
        if not run.state.terminal or before.state.terminal:
            return
        if run.state in (State.DONE, State.DONE_WITH_ERRORS) and not run.dry_run and run.mode is not Mode.ERRORS:
            for key, edits in self._due(run):
                self._judge(run, key, edits)
        if renews_good_start(run):
            self._good[run.tenant, run.list] = self.watch.facts[run.id].started

    def _last_edit(self, tenant: str, list_key: str, key: str) -> int:
        edits = self._edits.get((tenant, list_key, key))
        return edits[-1].tick if edits else -1

    def _due(self, run: Run) -> Iterator[tuple[str, list[Edit]]]:
        """Rows whose last edit this run had to see: made since the last good run began, and before this one did."""
        started = self.watch.facts[run.id].started
        for (tenant, list_key, key), edits in self._edits.items():
            of_list = (tenant, list_key) == (run.tenant, run.list)
            if of_list and edits[-1].tick <= started and self._counts(tenant, list_key, key, edits[-1]):
                yield key, edits

    def _judge(self, run: Run, key: str, edits: list[Edit]) -> None:
        """What was edited stands in Intacct, unless Intacct's own change is newer, or the row has failed."""
        tenant, history = self.sim.tenants[run.tenant], self.sim.tenants[run.tenant].histories[run.list]
        rows = rows_to_intacct(tenant.the_list(run.list), self.sim.settings.version(run.tenant, run.settings_version))
        reports = self.sim.runs.rows(run, None, 10_000, "").rows
        failed = any(one.record_key == key and one.code for one in reports)
        there = key in history.throughout(edits[0].tick, self.sim.trace.tick)
        if failed or not there or key not in tenant.keys_in_salesforce(run.list):
            return
        edited = tenant.in_salesforce(run.list, key) or {}
        stored = self._row(tenant, run.list, key)
        present = stored.values if stored else {}
        for row in rows:
            edit = _last(edits, row)
            if edit is None or edit.tick <= self._good[run.tenant, run.list]:
                continue
            newer = history.changed_by_others(key, since=edit.tick, edited_at=edit.at)
            # Whether it was rightly written over was judged then.
            over = edited.get(row.column) != edit.values[row.column]
            if row.rule is Rule.BOTH and (newer or over):
                continue
            self._claim_arrived(run, row, edit, present.get(row.intacct), key)

    def _claim_arrived(self, run: Run, row: MappedField, edit: Edit, present: Any, key: str) -> None:
        wanted = intacct_values([row], edit.values)[row.intacct]
        if wanted is None and row.rule is Rule.TO_INTACCT:
            return
        self.sim.reach.add("an edit that a run had to bring")
        what = f"run {run.id} ended, and {row.intacct} of {run.list} {key} is {present!r} in Intacct, not {wanted!r}"
        self.claim(present == wanted, "edit", what)

    def _counts(self, tenant: str, list_key: str, key: str, edit: Edit) -> bool:
        """Whether an edit is one: made since the last good run began, seen by a good clock, and not hidden."""
        since = self._good.get((tenant, list_key))
        hidden = self._hidden.get((tenant, list_key, key), -1) >= edit.tick
        good_clock = self.sim.clock.most_ahead_seconds < CLOCK_OVERLAP.total_seconds() - 1
        return since is not None and edit.tick > since and not hidden and good_clock

    def _is_over(self, write: Write, edit: Edit) -> bool:
        """A row without its record number is no linked one yet: it is taken over as Intacct has it."""
        before = write.before or {}
        mine = before.get(TITLE.column) == edit.values[TITLE.column] and before.get(RECORD_NO_FIELD) is not None
        return mine and TITLE.column in write.values and write.values[TITLE.column] != before[TITLE.column]

    def _is_newer(self, tenant: Tenant, list_key: str, key: str, edit: Edit) -> bool:
        """Whether Intacct's row is at least as new; one that is gone is."""
        row = self._row(tenant, list_key, key)
        return row is None or row.modified_at >= edit.at

    def _row(self, tenant: Tenant, list_key: str, key: str) -> StoredRow | None:
        return tenant.company.table(tenant.the_list(list_key).sources[0].object).get(key)


def _last(edits: list[Edit], row: MappedField) -> Edit | None:
    return next((one for one in reversed(edits) if row.column in one.values), None)
