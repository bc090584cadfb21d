"""What happens between two turns: lists change, others write, copies are delivered, time jumps, people act."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.ports import PlanRun, SyncRows
from tests.proof.simulator import actors
from tests.proof.simulator.actors import MOST_ACTORS
from tests.proof.simulator.fates import Fates
from tests.proof.simulator.filling import add_row, change_row, write_as_rival
from tests.proof.simulator.people import Editors, save_other_settings
from tests.proof.simulator.scenario import ALL_KEYS
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import SLOW_PACE, Actor
from tests.proof.simulator.telling import Teller, has_read
from tests.proof.simulator.tenant import Tenant
from tests.proof.simulator.watch import Watch

DEPLOY_CHANCE = 0.02
RIVAL_CHANCE = 0.1
MOST_ROWS = 40
"""Of a list to which rows are added: with many more, some orgs of a seed have too few calls for one look."""
OFTEN = 0.3
"""What happens in the very moment in which it matters, if that moment comes."""


class Happenings:
    def __init__(self, sim: Simulation, watch: Watch, teller: Teller, editors: Editors, fates: Fates) -> None:
        self._sim, self._watch, self._teller, self._editors, self._fates = sim, watch, teller, editors, fates
        self._rival_rows: list[tuple[str, str, str]] = []
        self._overtaken: list[Actor] = []
        """Planners whose run another began to plan."""
        scenario, features = sim.scenario, sim.scenario.features
        chances: tuple[tuple[float, Callable[[], None]], ...] = (
            (scenario.churn, self._change_a_list),
            (RIVAL_CHANCE if scenario.rival else 0.0, self._rival_writes),
            (scenario.cancel, self._cancel),
            (scenario.switch_off, self._switch_off),
            (features.edits, lambda: editors.edit(self._any_tenant())),
            (features.resaved, self._resave),
            (features.revoked, self._revoke),
            (features.opens, self._open_address),
            (1.0 if scenario.churn else 0.0, self._overtake_planner),
            (OFTEN if features.told else 0.0, self._tell_once_more),
            (DEPLOY_CHANCE if features.deploy else 0.0, sim.deploy.go_on),
        )
        self._chances = [(chance, happen) for chance, happen in chances if chance]

    def between_turns(self) -> None:
        luck = self._sim.random.random
        self._time()
        for chance, happen in self._chances:
            if luck() < chance:
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

    def _overtake_planner(self) -> None:
        """While a planner is slow who found a run unplanned, another plans it; then rows are added."""
        sim = self._sim
        looked = "store.GetItem RUN" if sim.scenario.features.on_table else "runs.get"
        planners = [one for one in sim.stage.actors if isinstance(one.task, PlanRun) and looked in one.ticks]
        for one in [one for one in planners if one.pace == SLOW_PACE and "intacct.survey" not in one.ticks][:1]:
            run = self._watch.eyes.runs[one.task.tenant, one.task.run]
            if run.list not in ALL_KEYS:
                return
            if run.cut is None and one not in self._overtaken and len(sim.stage.actors) < MOST_ACTORS:
                self._overtaken.append(one)
                letters = [letter for letter in sim.postbox.in_work() if letter.task == one.task]
                if letters and sim.faults.happens("overtaken"):
                    actors.deliver(sim, letters[0])
            elif run.cut and one in self._overtaken:
                self._overtaken.remove(one)
                if len(sim.tenants[run.tenant].keys(run.list)) >= MOST_ROWS:
                    return
                sim.reach.add("a list changed between two planners of a run")
                for _ in range(sim.random.randint(2, 6)):
                    key = add_row(sim.random, sim.tenants[run.tenant], run.list)
                    self._teller.changed(run.tenant, run.list, key)

    def _tell_once_more(self) -> None:
        """A row changes when its worker, who is slow, has read it; and Intacct tells of it at once."""
        sim = self._sim
        busy = {self._watch.eyes.runs[one].list for one in self._watch.eyes.active()}
        works = [one for one in sim.stage.actors if isinstance(one.task, SyncRows) and one.pace == SLOW_PACE]
        readers = [one for one in works if has_read(one)]
        for reader in [one for one in readers if one.task.list not in busy][:1]:
            tenant, list_key = sim.tenants[reader.task.tenant], reader.task.list
            kept = sim.stores.kept_rows(tenant.name, list_key)
            keys = [key for key in tenant.keys(list_key) if key in kept]
            if keys and len(sim.stage.actors) < MOST_ACTORS:
                key = sim.random.choice(keys)
                tenant.put(list_key, key, {})
                sim.reach.add("a row changed and was told of after its worker had read it")
                self._teller.deliver(self._teller.told(tenant.name, list_key, key, after_seconds=0.0))

    def _rival_writes(self) -> None:
        sim = self._sim
        if not self._rival_rows:
            return
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

    def _open_address(self) -> None:
        if len(self._sim.stage.actors) < MOST_ACTORS:
            self._fates.open_address(self._any_tenant().name)

    def _revoke(self) -> None:
        door = self._sim.random.choice(list(self._sim.doors.values()))
        if self._sim.random.random() < 0.3:
            self._sim.reach.add("credentials replaced")
            door.replace_credentials()
        else:
            self._sim.reach.add("all sign-ins ended by the system")
            door.end_all()
