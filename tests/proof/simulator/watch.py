"""Watches what happens for what may never happen, and keeps the facts by which the end of a run is judged."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from chalicelib.core.counts import Calls
from chalicelib.core.lists import HIDDEN_FIELD, ID_FIELD, KEY_FIELD, RUN_FIELD
from chalicelib.core.run import ALL_LISTS, Run
from chalicelib.ports import RunMail
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.eyes import Eyes
from tests.proof.simulator.history import RunFacts, Sent, Violation
from tests.proof.simulator.judge import Judge, addresses_of
from tests.proof.simulator.oracle import Oracle
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.tenant import Tenant


class Watch:
    """Holds the oracles, and what they found."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.violations: list[Violation] = []
        self.rivals: set[tuple[str, str]] = set()
        """(tenant, external key) of rows that somebody else than the run wrote as well."""
        self.last_edit: Callable[[str, str, str], int] = lambda _tenant, _list, _key: -1
        """When a row was last edited in Salesforce; -1 = never."""
        self.all_closed: Callable[[str, set[str]], bool] = lambda _tenant, _addresses: False
        """Whether words of SES have closed all these addresses of a tenant at some time."""
        self.runs = RunOracle(self)
        self.oracles: list[Oracle] = [self.runs]
        self.eyes = Eyes(sim, self.oracles)
        sim.gate.watcher = self.eyes

    @property
    def facts(self) -> dict[str, RunFacts]:
        return self.runs.facts

    @property
    def sent(self) -> dict[str, list[Sent]]:
        return self.runs.sent

    def add(self, *oracles: Oracle) -> None:
        self.oracles.extend(oracles)

    def raise_first(self) -> None:
        if self.violations:
            raise self.violations[0]

    def claim(self, holds: bool, invariant: str, what: str) -> None:
        if not holds:
            self.violations.append(Violation(invariant, what))

    def active(self, tenant: str) -> bool:
        return any(owner == tenant for owner, _ in self.eyes.active())

    def nothing_done_twice(self) -> bool:
        """Whether each range was begun and ended once in a pass, and each plan and each close was asked of one worker.

        A run that shall end may end a range that another has just begun, so there each task must have gone out once;
        so it must where the steps are those of a table.
        """
        stopped = self.sim.trace.calls("runs.stop") > 0 or self.sim.scenario.features.on_table
        return self.sim.postbox.asks_once(of_ranges_too=stopped) and max(self.eyes.works.values(), default=0) <= 1

    def rival_wrote(self, tenant: str, list_key: str, key: str) -> None:
        self.rivals.add((tenant, f"{list_key}:{key}"))


class RunOracle(Oracle):
    """I1 to I6 of runs, and what is written to Salesforce in their name."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self.facts: dict[str, RunFacts] = {}
        self.sent: dict[str, list[Sent]] = {name: [] for name in self.sim.tenants}
        self._told = Calls()
        """What the runs that have ended tell of their calls."""

    def run_started(self, run: Run) -> None:
        tenant = self.sim.tenants[run.tenant]
        self.facts[run.id] = facts = RunFacts(self.sim.trace.tick)
        if run.list != ALL_LISTS:
            facts.present_at_start = tenant.keys_in_salesforce(run.list)
            facts.unkeyed_at_start = tenant.unkeyed_in_salesforce(run.list)
        active = (self.watch.eyes.runs[one] for one in self.watch.eyes.active())
        lists = Counter((one.tenant, one.list) for one in active)
        self.claim(max(lists.values()) <= 1, "I6", f"two runs of one list at once: {lists}")

    def run_changed(self, run: Run, before: Run) -> None:
        self.claim(not before.state.terminal, "I3", f"run {run.id} changed after its end")
        if run.pass_number > before.pass_number:
            self.sim.reach.add("a further pass")
        if run.state.terminal and not before.state.terminal:
            self._ended(run)

    def mailed(self, mail: RunMail) -> None:
        run, mails = mail.run, self.facts[mail.run.id].mails
        mails.append(self.sim.trace.tick)
        self.claim(run.state.terminal, "I4", f"a mail of run {run.id} that is {run.state}")
        self.claim(not run.parent, "I4", f"run {run.id} of a run of all lists sent a mail of its own")
        self.claim(bool(addresses_of(self.sim, run)), "I4", f"a mail of run {run.id}, though nobody waits for it")
        held = self.sim.stores.mail(run.tenant, run.id)
        again = len(mails) == 2 and held is not None and held.attempt == 2
        self.claim(len(mails) == 1 or again, "I4", f"{len(mails)} mails of run {run.id}, held as {held}")

    def wrote(self, tenant: Tenant, write: Write, actor: Actor | None) -> None:
        key = str(tenant.org.records(write.object)[write.id].get(KEY_FIELD) or "")
        before = write.before or {}
        if write.before is None:
            self._judge_twins(tenant, write)
        self.claim(HIDDEN_FIELD not in write.values, "hidden", f"{HIDDEN_FIELD} of {key} was written")
        self.claim(before.get(KEY_FIELD) in (None, key), "key", f"the key {before.get(KEY_FIELD)} became {key}")
        kept = tenant.org.kept(write.object, write.values)
        changed = any(before.get(name) != value for name, value in kept.items() if name != RUN_FIELD)
        run = str(write.values.get(RUN_FIELD) or "").partition(":")[0]
        late = run in self.facts and self.facts[run].end is not None
        if late:
            self.sim.reach.add("a late copy wrote after the end of its run")
        by = actor.name if actor else ""
        self.sent[tenant.name].append(Sent(self.sim.trace.tick, by, key, run, write.before is None, changed, late))

    def _judge_twins(self, tenant: Tenant, write: Write) -> None:
        records = tenant.org.records(write.object)
        record = records[write.id]
        unkeyed = (one for one in records.values() if not one.get(KEY_FIELD))
        twins = [one for one in unkeyed if one.get(ID_FIELD) == record.get(ID_FIELD)]
        self.claim(not twins, "adopt", f"a row was created beside the row without key: {record}")

    def _ended(self, run: Run) -> None:
        facts = self.facts[run.id]
        holder = self.sim.stores.holder(run.tenant, run.list)
        self.claim(holder != run.id, "I3", f"run {run.id} ended, and holds its lock")
        self._judge_calls(run)
        facts.finished.append(self.sim.trace.tick)
        facts.end = run
        self.sim.reach.add(f"run ended {run.state}")
        self.claim(len(facts.finished) == 1, "I3", f"run {run.id} ended {len(facts.finished)} times")
        actor = self.sim.stage.current
        looks = actor.ticks.get("runs.all_progress", []) if actor else []
        facts.looked = looks[-2] if len(looks) > 1 else facts.started
        starts = {run_id: one.started for run_id, one in self.facts.items()}
        sent, rivals = self.sent[run.tenant], self.watch.rivals
        edited_at = partial(self.watch.last_edit, run.tenant, run.list)
        judge = Judge(self.sim, self.sim.tenants[run.tenant], facts, run, sent, rivals, starts, edited_at)
        for invariant, what in judge.findings():
            self.claim(False, invariant, f"run {run.id}: {what}")

    def _judge_calls(self, run: Run) -> None:
        self._told += run.calls if run.list != ALL_LISTS else Calls()
        made = Calls(self.sim.trace.calls("intacct"), self.sim.trace.calls("salesforce"))
        right = self._told.intacct <= made.intacct and self._told.salesforce <= made.salesforce
        self.claim(right, "I9", f"told {self._told}, made {made}")
