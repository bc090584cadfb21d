"""Looks at the stores after each call that may have changed them, and tells the oracles what is another than before."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters.dynamodb_codec import from_wire, unpacked
from chalicelib.core.notice import KeptRow
from chalicelib.core.run import Run
from tests.proof.simulator.dynamodb import items_put, keys_written
from tests.proof.simulator.oracle import IntacctWrite, Oracle
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.tenant import Tenant

RUN_STEPS = frozenset(
    f"runs.{step}" for step in ("start", "put_plan", "put_children", "close_range", "reopen", "stop", "pause", "finish")
)
ROW_STEPS = frozenset({"notices.keep", "notices.settle"})
UPSTREAMS = ("intacct", "salesforce")
STORES = frozenset({"runs", "notices", "settings", "schedules", "leases", "hooks", "audit"})


class Eyes:
    """Fulfils ``Watcher``. What counts is what stands in the store, whatever the caller was told."""

    def __init__(self, sim: Simulation, oracles: Sequence[Oracle]) -> None:
        self._sim = sim
        self._oracles = oracles
        self.runs: dict[tuple[str, str], Run] = {}
        """The heads of all runs as they stand in the store."""
        self._rows: dict[tuple[str, str], dict[str, KeptRow]] = {}
        self._settings = {tenant: sim.settings.current(tenant) for tenant in sim.tenants}
        self._written = dict.fromkeys(sim.tenants, 0)
        self._written_back = dict.fromkeys(sim.tenants, 0)
        self._logged = 0
        self.works: Counter[tuple[Any, ...]] = Counter()
        """How often each range was begun and ended in a pass, where the stores are in memory."""

    def active(self) -> list[tuple[str, str]]:
        """(tenant, run id) of all runs that have not ended."""
        return [key for key, run in self.runs.items() if not run.state.terminal]

    def kept_lists(self) -> list[tuple[str, str]]:
        """(tenant, list) whose kept rows somebody will deal with."""
        return [key for key, rows in self._rows.items() if rows and self._sim.stores.hands_out(*key)]

    def kept_by_themselves(self) -> list[tuple[str, str, KeptRow]]:
        """Kept rows with tenant and list that nobody hands out: their notice was cut short."""
        return [
            (*key, row)
            for key, rows in self._rows.items()
            if not self._sim.stores.hands_out(*key)
            for row in rows.values()
        ]

    def happened(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        port = call.partition(".")[0]
        actor = self._sim.stage.current
        self._log()
        if port in UPSTREAMS:
            self._upstream(call)
        elif port == "store":
            self._stored(call, *arguments)
            if call == "store.GetItem NEXT" and actor:
                actor.due = _due_in(answer)
        else:
            if port in STORES or port == "queue":
                self._left(call, arguments)
            self._port(call, arguments, answer)
            if answer:
                self._count_work(call, arguments)

    def _stored(self, call: str, action: str, written: dict[str, Any]) -> None:
        keys = keys_written(action, written)
        packed = [item for item in items_put(action, written) if "rows" in item]
        if keys and not packed:
            self._left(call, written)
        for item in packed:
            self._left(call, {**item, "rows": unpacked(item["rows"]["B"])})
        for partition, sort in keys:
            self._item(partition.split("#"), sort.split("#"))

    def _left(self, call: str, what: Any) -> None:
        for oracle in self._oracles:
            oracle.left(call, what)

    def _log(self) -> None:
        news = self._sim.log[self._logged :]
        self._logged += len(news)
        for line in news:
            for oracle in self._oracles:
                oracle.logged(line)

    def _count_work(self, call: str, arguments: tuple[Any, ...]) -> None:
        match call, arguments:
            case "runs.put_progress", (run, progress, before) if progress.begun > (before.begun if before else 0):
                self.works["begun", run.id, progress.number, progress.pass_number] += 1
            case "runs.close_range", (run, number, *_):
                self.works["ended", run.id, number, run.pass_number] += 1

    def _port(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        actor = self._sim.stage.current
        if call in RUN_STEPS:
            self._run(arguments[0].tenant, arguments[0].id)
        elif call in ROW_STEPS:
            self._kept(arguments[0], arguments[1])
        elif call == "schedules.upcoming" and actor:
            actor.due = answer.at if answer else None
        elif call == "settings.save":
            self.settings(arguments[0])
        elif call == "queue.send" and actor and actor.name == "sweeper":
            self._sim.reach.add("the sweeper handed something out")
        elif call == "mailer.send":
            for oracle in self._oracles:
                oracle.mailed(arguments[0])

    def settings(self, tenant: str) -> None:
        """A tenant's settings may be others."""
        now, before = self._sim.settings.current(tenant), self._settings[tenant]
        self._settings[tenant] = now
        for oracle in self._oracles if now != before else ():
            oracle.settings_saved(tenant, now, before)

    def _item(self, partition: list[str], sort: list[str]) -> None:
        """The keys of one item, in parts: see ``chalicelib.adapters.dynamodb_keys``."""
        if sort[0] == "RUN":
            self._run(partition[1], sort[1])
        elif sort[0] == "K":
            self._kept(partition[1], partition[3])
        elif sort == ["CFG", "CURRENT"]:
            self.settings(partition[1])

    def _run(self, tenant: str, run_id: str) -> None:
        now, before = self._sim.runs.get(tenant, run_id), self.runs.get((tenant, run_id))
        if now is None or now == before:
            return
        self.runs[tenant, run_id] = now
        for oracle in self._oracles:
            if before is None:
                oracle.run_started(now)
            else:
                oracle.run_changed(now, before)

    def _kept(self, tenant: str, list_key: str) -> None:
        now, before = dict(self._sim.stores.kept_rows(tenant, list_key)), self._rows.get((tenant, list_key), {})
        self._rows[tenant, list_key] = now
        fresh = [row for key, row in now.items() if key not in before or before[key].mark != row.mark]
        gone = [row for key, row in before.items() if key not in now]
        for oracle in self._oracles:
            for row in fresh:
                oracle.row_kept(tenant, list_key, row)
            for row in gone:
                oracle.row_let_go(tenant, list_key, row)

    def _upstream(self, call: str) -> None:
        actor = self._sim.stage.current
        for tenant in self._sim.tenants.values():
            self._salesforce_writes(tenant)
            self._intacct_writes(tenant)
        if actor:
            for oracle in self._oracles:
                oracle.upstream_called(call, actor)

    def _salesforce_writes(self, tenant: Tenant) -> None:
        news = tenant.org.journal[self._written[tenant.name] :]
        self._written[tenant.name] += len(news)
        for write in news:
            for oracle in self._oracles:
                oracle.wrote(tenant, write, self._sim.stage.current)

    def _intacct_writes(self, tenant: Tenant) -> None:
        news = tenant.rows_written_back(self._written_back[tenant.name])
        self._written_back[tenant.name] += len(news)
        for object_name, key, values, before in news:
            list_key = tenant.list_of(object_name)
            write = IntacctWrite(list_key, key, dict(values), dict(before.values), before.modified_at)
            assert self._sim.stage.current
            for oracle in self._oracles:
                oracle.wrote_back(tenant, write, self._sim.stage.current)
            tenant.note_change(list_key, key, "was written back", ours=True)


def _due_in(answer: Any) -> datetime | None:
    """What a look at a schedule's item has found."""
    if not isinstance(answer, dict) or "Item" not in answer:
        return None
    return datetime.fromisoformat(from_wire(answer["Item"])["upcoming"]["at"])
