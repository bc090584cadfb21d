"""Rows that Intacct told of: none is let go of before Salesforce has it at least as new, and none becomes two."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.core.compare import Values, difference
from chalicelib.core.lists import KEY_FIELD, RUN_FIELD
from chalicelib.core.notice import ERRORS_SHOWN, SOME_ROW, KeptRow
from chalicelib.core.run import CLOCK_OVERLAP, Run
from chalicelib.core.settings import Settings
from chalicelib.ports import SyncRows
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.mapping import MAPPED_COLUMNS
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.telling import Teller, Telling
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.watch import Watch

ListKey = tuple[str, str]


@dataclass(slots=True)
class Told:
    """What is known of one kept row: the keys that it stands for, each with the tick at which it was told of."""

    rows: dict[str, int] = field(default_factory=dict)
    since: int = 0


class NoticeOracle(Oracle):
    """Judged when a kept row is let go of. Where a run of the same list was under way, that run is judged (I2)."""

    def __init__(self, watch: Watch, teller: Teller) -> None:
        super().__init__(watch)
        self._given_up = teller.given_up
        self._told: dict[tuple[str, str, str], Told] = {}
        self._under_way: dict[ListKey, int] = {}
        """When a run of the list was last seen under way."""
        self._idle: dict[ListKey, int] = {}
        """When the list was last seen switched off."""

    def row_kept(self, tenant: str, list_key: str, row: KeptRow) -> None:
        telling = self.sim.stage.current.task if self.sim.stage.current else None
        if not isinstance(telling, Telling):
            return
        self.claim(not telling.forgery, "notice", f"a notice was taken in spite of {telling.forgery}")
        told = self._told.setdefault((tenant, list_key, row.record_key), Told())
        told.rows[telling.key] = self.sim.trace.tick
        self.sim.reach.add("a notice that names no row" if row.record_key == SOME_ROW else "a row told of")
        if (tenant, list_key) in self._busy():
            self.sim.reach.add("a notice while a run of its list is under way")

    def row_let_go(self, tenant: str, list_key: str, row: KeptRow) -> None:
        told = self._told.pop((tenant, list_key, row.record_key), Told())
        for key, tick in told.rows.items():
            if row.record_key != SOME_ROW or self._found_again(tenant, list_key, key, row):
                self._judge(self.sim.tenants[tenant], list_key, key, tick)

    def run_changed(self, run: Run, before: Run) -> None:
        self._under_way[run.tenant, run.list] = self.sim.trace.tick

    def settings_saved(self, tenant: str, settings: Settings, before: Settings) -> None:
        for one in self.sim.tenants[tenant].catalogue.lists:
            if not _on(settings, one.key) or not _on(before, one.key):
                self._idle[tenant, one.key] = self.sim.trace.tick

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        if actor is None or not isinstance(actor.task, SyncRows):
            return
        self.claim(RUN_FIELD not in write.values, "stamp", f"a single row took the stamp of a run: {write}")
        if write.before is not None:
            return
        # A run that had not seen the row takes it for its own.
        self.watch.rivals.add((tenant.name, str(write.values.get(KEY_FIELD))))
        self.sim.reach.add("a single row created")

    def over(self) -> None:
        """What is still kept waits for an upstream that stays away, and that is shown."""
        now = self.sim.clock.now()
        for tenant, list_key in self.watch.eyes.kept_lists():
            days = [self.sim.notices.day(tenant, (now - timedelta(days=ago)).date()) for ago in (0, 1, 2)]
            shown = any(day[list_key].trouble for day in days if list_key in day)
            waits = bool(self.sim.scenario.dead_upstream) and shown
            self.claim(waits, "I7", f"rows of {list_key} that Intacct told of are kept for good")
        for tenant, list_key, row in self.watch.eyes.kept_by_themselves():
            self.sim.reach.add("a notice that was cut short each time")
            known = (tenant, list_key, row.record_key) in self._given_up or (tenant, list_key) in self._idle
            self.claim(known, "I7", f"{row} of {list_key} is kept, and nobody is told")

    def _judge(self, tenant: Tenant, list_key: str, key: str, tick: int) -> None:
        states = tenant.histories[list_key].between(key, tick, self.sim.trace.tick)
        there = tenant.in_salesforce(list_key, key)
        if None in states:
            self.sim.reach.add("a row told of was gone")
        elif there is not None and any(state and not difference(_plain(state.values), there) for state in states):
            self.sim.reach.add("a row told of is right")
        elif key in self.sim.stores.kept_rows(tenant.name, list_key):
            self.sim.reach.add("a row told of waits under its own name")
        elif self._failed(tenant.name, list_key, key):
            self.sim.reach.add("a row told of failed")
        elif self._idle.get((tenant.name, list_key), -1) >= tick or not self._is_on(tenant.name, list_key):
            self.sim.reach.add("a row told of whose list was switched off")
        elif self._others_wrote(tenant.name, list_key, key, tick):
            self.sim.reach.add("a row told of that a run or another worker wrote too")
        else:
            wanted = [state.values for state in states if state]
            self.claim(False, "told", f"row {key} of {list_key} was let go of as {there}, but was {wanted}")

    def _found_again(self, tenant: str, list_key: str, key: str, row: KeptRow) -> bool:
        """Whether a look at "changed since" finds the row, which the notice did not name.

        What the product itself has changed, it may have changed after that look.
        """
        managed_list = self.sim.tenants[tenant].the_list(list_key)
        changed = [one.at for one in self.sim.tenants[tenant].histories[list_key].rows[key] if not one.ours]
        return bool(managed_list.modified and changed) and max(changed) >= row.kept_at - CLOCK_OVERLAP

    def _failed(self, tenant: str, list_key: str, key: str) -> bool:
        now = self.sim.clock.now()
        days = [self.sim.notices.day(tenant, (now - timedelta(days=ago)).date()).get(list_key) for ago in (0, 1)]
        errors = [error for day in days if day for error in day.errors]
        # Only the latest are told: with as many, this row may be among those that are told no more.
        return len(errors) >= ERRORS_SHOWN or any(error.record_key == key for error in errors)

    def _others_wrote(self, tenant: str, list_key: str, key: str, tick: int) -> bool:
        """Salesforce knows no fence between two who write: a run looks once more, and so does the next run."""
        external = self.sim.tenants[tenant].the_list(list_key).external_key(key)
        late = any(one.key == external and one.late and one.tick >= tick for one in self.watch.sent[tenant])
        busy = (tenant, list_key) in self._busy() or self._under_way.get((tenant, list_key), -1) >= tick
        return busy or late or self.sim.clock.jumped

    def _busy(self) -> set[ListKey]:
        return {(tenant, self.watch.eyes.runs[tenant, run_id].list) for tenant, run_id in self.watch.eyes.active()}

    def _is_on(self, tenant: str, list_key: str) -> bool:
        return _on(self.sim.settings.current(tenant), list_key)


def _plain(values: Values) -> Values:
    """Without what the field map adds, which has an oracle of its own."""
    return {name: value for name, value in values.items() if name not in MAPPED_COLUMNS}


def _on(settings: Settings, list_key: str) -> bool:
    return settings.enabled and list_key not in settings.disabled_lists
