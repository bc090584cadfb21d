"""Watches every port call for what may never happen, and keeps the facts by which the end of a run is judged."""

from collections import Counter
from typing import Any

from chalicelib.core.lists import HIDDEN_FIELD, KEY_FIELD, RUN_FIELD
from chalicelib.core.run import ALL_LISTS, Run
from dev.fakes.salesforce_org import Write
from tests.proof.simulator.history import RunFacts, Sent, Violation
from tests.proof.simulator.judge import Judge
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.tenant import Tenant


class Watch:
    """Fulfils ``Watcher``. Looks at the stores themselves, after each call that took effect."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.facts: dict[str, RunFacts] = {}
        self.sent: dict[str, list[Sent]] = {name: [] for name in sim.tenants}
        self.rivals: set[tuple[str, str]] = set()
        """(tenant, external key) of rows that the everyday sync wrote as well."""
        self.violations: list[Violation] = []
        self._noted = dict.fromkeys(sim.tenants, 0)
        self._works: Counter[tuple[Any, ...]] = Counter()
        sim.gate.watcher = self

    def raise_first(self) -> None:
        if self.violations:
            raise self.violations[0]

    def claim(self, holds: bool, invariant: str, what: str) -> None:
        if not holds:
            self.violations.append(Violation(invariant, what))

    def active(self, tenant: str) -> bool:
        return any(owner == tenant for owner, _ in self.sim.runs.active())

    def nothing_done_twice(self) -> bool:
        """Whether each range was begun and ended once in a pass, and each plan and each close was asked of one worker.

        A run that shall end may end a range that another has just begun, so there each task must have gone out once.
        """
        stopped = self.sim.trace.calls("runs.stop") > 0
        return self.sim.postbox.asks_once(of_ranges_too=stopped) and max(self._works.values(), default=0) <= 1

    def rival_wrote(self, tenant: str, list_key: str, key: str) -> None:
        self.rivals.add((tenant, f"{list_key}:{key}"))

    def happened(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        match call:
            case "runs.start":
                self._started(answer.run, answer.joined)
            case "runs.finish" if answer:
                self._finished(arguments[0])
            case "mailer.send":
                self._mailed(arguments[0].run)
            case "salesforce.upsert" | "salesforce.update":
                self._wrote()
            case "runs.put_progress" if answer and arguments[1].begun > (arguments[2].begun if arguments[2] else 0):
                self._works["begun", arguments[0].id, arguments[1].number, arguments[1].pass_number] += 1
            case "runs.close_range" if answer:
                self._works["ended", arguments[0].id, arguments[1], arguments[0].pass_number] += 1
            case "runs.reopen" if answer:
                self.sim.reach.add("a further pass")

    def _started(self, run: Run, joined: bool) -> None:
        if joined or run.id in self.facts:
            return
        tenant = self.sim.tenants[run.tenant]
        self.facts[run.id] = facts = RunFacts(self.sim.trace.tick)
        if run.list != ALL_LISTS:
            facts.present_at_start = tenant.keys_in_salesforce(run.list)
            facts.unkeyed_at_start = tenant.unkeyed_in_salesforce(run.list)
        runs = (self.sim.runs.get(*one) for one in self.sim.runs.active())
        lists = Counter((one.tenant, one.list) for one in runs if one)
        self.claim(max(lists.values()) <= 1, "I6", f"two runs of one list at once: {lists}")

    def _finished(self, run: Run) -> None:
        facts = self.facts[run.id]
        facts.finished.append(self.sim.trace.tick)
        facts.end = run
        self.sim.reach.add(f"run ended {run.state}")
        self.claim(len(facts.finished) == 1, "I3", f"run {run.id} ended {len(facts.finished)} times")
        actor = self.sim.stage.current
        looks = actor.ticks.get("runs.all_progress", []) if actor else []
        facts.looked = looks[-2] if len(looks) > 1 else facts.started
        starts = {run_id: one.started for run_id, one in self.facts.items()}
        judge = Judge(self.sim, self.sim.tenants[run.tenant], facts, run, self.sent[run.tenant], self.rivals, starts)
        self.violations += [Violation(invariant, f"run {run.id}: {what}") for invariant, what in judge.findings()]

    def _mailed(self, run: Run) -> None:
        self.facts[run.id].mails.append(self.sim.trace.tick)
        self.claim(run.state.terminal, "I4", f"a mail of run {run.id} that is {run.state}")

    def _wrote(self) -> None:
        for tenant in self.sim.tenants.values():
            for write in tenant.org.journal[self._noted[tenant.name] :]:
                self._sent(tenant, write)
            self._noted[tenant.name] = len(tenant.org.journal)

    def _sent(self, tenant: Tenant, write: Write) -> None:
        key = str(tenant.org.records(write.object)[write.id].get(KEY_FIELD) or "")
        before = write.before or {}
        self.claim(HIDDEN_FIELD not in write.values, "hidden", f"{HIDDEN_FIELD} of {key} was written")
        self.claim(before.get(KEY_FIELD) in (None, key), "key", f"the key {before.get(KEY_FIELD)} became {key}")
        kept = tenant.org.kept(write.object, write.values)
        changed = any(before.get(name) != value for name, value in kept.items() if name != RUN_FIELD)
        run = str(write.values.get(RUN_FIELD) or "").partition(":")[0]
        by = self.sim.stage.current.name if self.sim.stage.current else ""
        late = run in self.facts and self.facts[run].end is not None
        if late:
            self.sim.reach.add("a late copy wrote after the end of its run")
        self.sent[tenant.name].append(Sent(self.sim.trace.tick, by, key, run, write.before is None, changed, late))
