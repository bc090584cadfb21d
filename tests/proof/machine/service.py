"""The rules of the state machine, in any order; the invariants hold after each step, and in the end all is done."""

from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chalicelib.core.mail_event import Fate
from chalicelib.core.run import ALL_LISTS, Run
from passerelle.follow import TERMINAL_STATES
from tests.app.client import refused
from tests.proof.machine.mails import Mails
from tests.proof.machine.people import People, Press
from tests.proof.machine.served import House
from tests.proof.machine.workers import ALL_CALLS, Workers
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.catalogue import DEPARTMENT, EMPLOYEE, TERM
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.filling import change_row
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.simulation import TENANTS

tenants = st.sampled_from(TENANTS)
lists = st.sampled_from((DEPARTMENT, DEPARTMENT, DEPARTMENT, EMPLOYEE, TERM, ALL_LISTS))
numbers = st.integers(0, 7)
calls = st.sampled_from((1, 3, 5, 8, 13, ALL_CALLS, ALL_CALLS))
bodies = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(("full", "full", "full", "full", "changes", "errors")),
        "dry_run": st.sampled_from((False, False, False, True)),
    }
)
api_faults = st.sampled_from((Fault.NONE, Fault.NONE, Fault.REFUSED, Fault.ANSWER_LOST))
changes = st.sampled_from(
    (
        {"enabled": False},
        {"enabled": True},
        {"enabled": True, "disabled_lists": []},
        {"page_size": 100},
        {"page_size": 250},
        {"concurrency": 1},
        {"gone_policy": "inactivate"},
        {"disabled_lists": [DEPARTMENT]},
        {"language": "fr"},
        {"schedules": [{"list": TERM, "when": "hourly", "time_zone": "UTC", "mode": "changes"}]},
    )
)
reach = Reach()
"""Of all examples together."""


class Service(RuleBasedStateMachine):
    """Two tenants whose administrators press, change and cancel while workers come, go and die."""

    def __init__(self) -> None:
        super().__init__()
        self.house = House(reach)
        self.people, self.workers, self.mails = People(self.house), Workers(self.house), Mails(self.house)
        self.versions: dict[str, int] = {}
        self.ended: dict[str, Any] = {}
        self.judged: dict[tuple[str, str], Run] | None = None
        """The runs as they stood when they were last asked for."""
        self.hidden: set[tuple[str, str]] = set()
        """In which states runs were asked for by the other tenant's administrator."""
        for tenant in TENANTS:
            self.people.rotate_secret(tenant)

    @rule(tenant=tenants, list_key=lists, body=bodies, fault=api_faults, after=numbers, tasks=numbers)
    def start(self, tenant: str, list_key: str, body: dict[str, Any], fault: Fault, after: int, tasks: int) -> None:
        press = Press(tenant, list_key, f"click-{len(self.people.presses)}", body)
        self.people.presses.append(press)
        self.people.press(press, fault, after)
        self.workers.do_tasks(tasks)

    @rule(number=numbers)
    def start_again(self, number: int) -> None:
        if self.people.presses:
            self.people.press(self._press(number))

    @rule(number=numbers, list_key=lists)
    def start_with_a_used_key(self, number: int, list_key: str) -> None:
        if self.people.presses:
            self.people.press_with_a_used_key(self._press(number), list_key)

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        answered = [press for press in self.people.presses if press.run]
        for press in sorted(answered, key=self.people.has_ended)[number % 2 :][:1]:
            self.people.cancel(press)

    @rule(number=numbers, made=calls)
    def deliver(self, number: int, made: int) -> None:
        self.workers.deliver(number, made)

    @rule(tasks=st.integers(1, 8))
    def go_undisturbed_for_a_while(self, tasks: int) -> None:
        self.workers.do_tasks(tasks)

    @rule(number=numbers, made=calls)
    def redeliver(self, number: int, made: int) -> None:
        self.workers.deliver_again(number, made)

    @rule(number=numbers, made=calls)
    def go_on(self, number: int, made: int) -> None:
        self.workers.go_on(number, made)

    @rule(number=numbers, made=st.integers(1, 12), fault=st.sampled_from((Fault.CRASH_BEFORE, Fault.CRASH_AFTER)))
    def crash_worker(self, number: int, made: int, fault: Fault) -> None:
        self.workers.strike(number, made, fault)

    @rule(number=numbers, made=st.integers(1, 12), fault=st.sampled_from((Fault.REFUSED, Fault.ANSWER_LOST)))
    def throttle(self, number: int, made: int, fault: Fault) -> None:
        self.workers.strike(number, made, fault)

    @rule(number=numbers)
    def expire_visibility(self, number: int) -> None:
        self.workers.expire_visibility(number)

    @rule(made=calls)
    def sweeper(self, made: int) -> None:
        self.workers.sweep(made)

    @rule(seconds=st.sampled_from((1, 61, 700, 3700, 90_000)))
    def advance_clock(self, seconds: int) -> None:
        self.workers.pass_time(seconds)

    @rule(tenant=tenants, change=changes, tag=st.sampled_from(("read", "read", "old", "none")), number=numbers)
    def change_config(self, tenant: str, change: dict[str, Any], tag: str, number: int) -> None:
        """With the ETag just read, with one of an older version, or with none."""
        known = self.people.tags.get(tenant, [])
        old = known[number % len(known)] if known and tag == "old" else None
        self.people.change_settings(tenant, change, "" if tag == "read" else old)

    @rule(tenant=tenants)
    def rotate_secret(self, tenant: str) -> None:
        self.people.rotate_secret(tenant)

    @rule(tenant=tenants, signer=tenants, number=numbers, age=st.sampled_from((0, 0, 0, 1)))
    def notice(self, tenant: str, signer: str, number: int, age: int) -> None:
        keys = [*self.house.sim.tenants[tenant].keys(DEPARTMENT), "1000"]
        self.people.notice(tenant, keys[-1 - number], signer, age)

    @rule(number=numbers, fate=st.sampled_from((Fate.SENT, Fate.DELIVERED, Fate.BOUNCED, Fate.COMPLAINED)))
    def ses_event(self, number: int, fate: Fate) -> None:
        if not self.house.sim.mailer.sent:
            self.workers.do_tasks(5)
        self.mails.event(number, fate)

    @rule(tenant=tenants)
    def open_address(self, tenant: str) -> None:
        self.mails.open_address(tenant)

    @rule(tenant=tenants, list_key=st.sampled_from((DEPARTMENT, EMPLOYEE, TERM)), number=st.integers(0, 999))
    def mutate_list(self, tenant: str, list_key: str, number: int) -> None:
        change_row(Random(number), self.house.sim.tenants[tenant], list_key)

    @invariant()
    def no_oracle_saw_a_violation(self) -> None:
        self.house.watch.raise_first()

    @invariant()
    def what_has_become_of_runs_is_seen_by_those_whom_it_concerns(self) -> None:
        """Asked when a run is another than before: of one that is not, the same store would give the same answer."""
        if self.judged != self.house.watch.eyes.runs:
            self.judged = dict(self.house.watch.eyes.runs)
            self.each_tenant_sees_its_own_runs_as_they_are()

    def each_tenant_sees_its_own_runs_as_they_are(self) -> None:
        for tenant, other in zip(TENANTS, reversed(TENANTS), strict=True):
            runs = self.house.apis[tenant].get("/runs?limit=100").json["runs"]
            under_way = [run["list"] for run in runs if run["state"] not in TERMINAL_STATES]
            assert len(under_way) == len(set(under_way)), f"two runs of one list: {under_way}"
            for run in runs:
                self._judge_run(tenant, run)
            for run in runs[:1]:
                self._judge_foreign(other, run["id"], run["state"])

    def _judge_run(self, tenant: str, run: dict[str, Any]) -> None:
        assert self.house.run(tenant, run["id"]), "a run of somebody else"
        assert self.versions.setdefault(run["id"], run["settings_version"]) == run["settings_version"]
        if run["state"] in TERMINAL_STATES:
            totals = run["totals"]
            assert totals["read"] == sum(totals[one] for one in ("created", "updated", "unchanged", "failed"))
            assert self.ended.setdefault(run["id"], run) == run, "a run changed after its end"

    def _judge_foreign(self, other: str, run_id: str, state: str) -> None:
        """To the other tenant's administrator there is no such run, in whichever state."""
        if (run_id, state) in self.hidden:
            return
        self.hidden.add((run_id, state))
        api = self.house.apis[other]
        for answer in (api.get(f"/runs/{run_id}"), api.get(f"/runs/{run_id}/rows"), api.post(f"/runs/{run_id}/cancel")):
            assert refused(answer, 404)["code"] == "run_unknown"

    def teardown(self) -> None:
        """All runs end, with one mail each; no secret is anywhere but in the vault."""
        try:
            self.workers.finish()
            self.each_tenant_sees_its_own_runs_as_they_are()
            self.mails.judge()
            judge_aftermath(self.house.sim, self.house.watch, calm=False)
            assert "canary" not in self.house.all_that_is_kept()
        finally:
            self.house.sim.stage.clear()

    def _press(self, number: int) -> Press:
        return self.people.presses[number % len(self.people.presses)]
