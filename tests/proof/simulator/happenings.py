"""What happens between two turns: lists change, others write, copies are delivered, time jumps, people act."""

from dataclasses import replace

from tests.proof.simulator import actors
from tests.proof.simulator.actors import MOST_ACTORS
from tests.proof.simulator.filling import change_row, write_as_rival
from tests.proof.simulator.people import Editors, save_other_settings
from tests.proof.simulator.scenario import ALL_KEYS
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.telling import Teller
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.watch import Watch

DEPLOY_CHANCE = 0.02


class Happenings:
    def __init__(self, sim: Simulation, watch: Watch, teller: Teller, editors: Editors) -> None:
        self._sim, self._watch, self._teller, self._editors = sim, watch, teller, editors
        self._rival_rows: list[tuple[str, str, str]] = []

    def between_turns(self) -> None:
        scenario, features, luck = self._sim.scenario, self._sim.scenario.features, self._sim.random.random
        self._time()
        for chance, happen in (
            (scenario.churn, self._change_a_list),
            (0.1 if self._rival_rows else 0.0, self._rival_writes),
            (scenario.cancel, self._cancel),
            (scenario.switch_off, self._switch_off),
            (features.edits, lambda: self._editors.edit(self._any_tenant())),
            (features.resaved, self._resave),
            (features.revoked, self._revoke),
            (DEPLOY_CHANCE if features.deploy else 0.0, self._sim.deploy.go_on),
        ):
            if chance and luck() < chance:
                happen()

    def _time(self) -> None:
        sim = self._sim
        if sim.postbox.in_work() and len(sim.stage.actors) < MOST_ACTORS and sim.faults.happens("duplicate"):
            sim.reach.add("two copies of a task at once")
            actors.deliver(sim, sim.random.choice(sim.postbox.in_work()))
        if sim.faults.happens("time_jump"):
            # A long one kills all who are on the stage, as a Lambda time-out does.
            sim.clock.seconds += sim.random.uniform(30, 1200 if sim.random.random() < 0.3 else 150)
        if sim.faults.happens("clock_jump"):
            sim.reach.add("our clock jumped")
            sim.clock.set_wrong(sim.random.choice((-600.0, -200.0, 0.0, 200.0, 290.0, 600.0)))

    def _any_tenant(self) -> Tenant:
        return self._sim.random.choice(list(self._sim.tenants.values()))

    def _change_a_list(self) -> None:
        sim, tenant = self._sim, self._any_tenant()
        pressed = sim.scenario.list if sim.scenario.list in ALL_KEYS else sim.random.choice(ALL_KEYS)
        list_key = pressed if sim.random.random() < 0.8 else sim.random.choice(ALL_KEYS)
        key, there = change_row(sim.random, tenant, list_key)
        self._teller.changed(tenant.name, list_key, key)
        if self._watch.active(tenant.name):
            sim.reach.add("a list changed during a run")
        if there and sim.random.random() < sim.scenario.rival:
            self._rival_rows.append((tenant.name, list_key, key))

    def _rival_writes(self) -> None:
        sim = self._sim
        tenant, list_key, key = self._rival_rows.pop(sim.random.randrange(len(self._rival_rows)))
        write_as_rival(sim.tenants[tenant], list_key, key)
        self._watch.rival_wrote(tenant, list_key, key)

    def _cancel(self) -> None:
        active = self._watch.eyes.active()
        if active:
            actors.cancel(self._sim, *self._sim.random.choice(active))

    def _switch_off(self) -> None:
        tenant = self._any_tenant().name
        current = self._sim.settings.current(tenant)
        self._sim.save_settings(tenant, replace(current, enabled=not current.enabled))
        self._sim.reach.add("synchronization switched off or on")

    def _resave(self) -> None:
        if len(self._sim.stage.actors) < MOST_ACTORS:
            save_other_settings(self._sim, self._any_tenant().name)

    def _revoke(self) -> None:
        door = self._sim.random.choice(list(self._sim.doors.values()))
        if self._sim.random.random() < 0.3:
            self._sim.reach.add("credentials replaced")
            door.replace_credentials()
        else:
            self._sim.reach.add("all sign-ins ended by the system")
            door.end_all()
