"""Who has the turn: by luck while things go wrong, then in order until every run has ended and every mail is sent."""

from collections.abc import Callable
from dataclasses import replace

from chalicelib.core.errors import Problem
from chalicelib.core.run import Mode
from tests.proof.simulator import actors
from tests.proof.simulator.filling import change_row, write_as_rival
from tests.proof.simulator.history import Violation
from tests.proof.simulator.scenario import ALL_KEYS
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor, Crash
from tests.proof.simulator.watch import Watch

MOST_ACTORS = 4
MOST_TURNS = 700
QUIET_MINUTES = 150
"""How long a run may take once nothing goes wrong any more: backoff to a quarter of an hour, five receives."""


class Turns:
    """Drives one simulation to its end; raises Violation where an oracle sees something that may not be."""

    def __init__(self, sim: Simulation, watch: Watch) -> None:
        self._sim = sim
        self._watch = watch
        self._presses_left = 0
        self._swept_at = 0.0
        self._rival_rows: list[tuple[str, str, str]] = []

    def wild(self) -> None:
        """Presses, deliveries and everything that may go wrong, in an order drawn by luck."""
        sim = self._sim
        self._presses_left = sim.scenario.presses * len(sim.tenants)
        for _ in range(MOST_TURNS):
            self._happenings()
            choices = self._choices()
            if not choices:
                if not self._presses_left and not sim.postbox.letters and self._over():
                    return
                sim.clock.seconds += 20.0
                continue
            weights = [weight for weight, _ in choices]
            sim.random.choices(choices, weights)[0][1]()

    def quiet(self, minutes: int = QUIET_MINUTES, step_minutes: int = 1) -> None:
        """Nothing new goes wrong: deliver and sweep until all is over, or fail for want of an end."""
        sim = self._sim
        for _ in range(0, minutes, step_minutes):
            self._run_out()
            if self._over() and not sim.postbox.letters:
                return
            sim.clock.seconds += 60.0 * step_minutes
            self._sweep()
        raise Violation("I7", f"not over {minutes} minutes after the last fault: {self._left()}")

    def press_and_finish(self) -> None:
        """One press in each tenant, and nothing else until its run is over."""
        for tenant in self._sim.tenants:
            actors.press(self._sim, tenant, 1, Mode.FULL, dry_run=False)
        self.quiet()

    def play_out(self) -> None:
        """Give turns until nobody is on the stage; nothing is delivered."""
        while self._sim.stage.actors:
            self._give_turn(self._sim.stage.actors[0])

    def deliver_next(self) -> None:
        """Deliver the oldest visible letter, and let its worker end."""
        for letter in self._sim.postbox.visible()[:1]:
            actors.deliver(self._sim, letter)
        self.play_out()

    def _run_out(self) -> None:
        """Deliver until no letter is visible."""
        self.play_out()
        while self._sim.postbox.visible():
            self.deliver_next()

    def _choices(self) -> list[tuple[float, Callable[[], None]]]:
        sim = self._sim
        choices: list[tuple[float, Callable[[], None]]] = []
        if sim.stage.actors:
            choices.append((10.0, self._next_turn))
        if len(sim.stage.actors) < MOST_ACTORS:
            if sim.postbox.visible():
                choices.append((4.0, self._deliver))
            if self._presses_left:
                choices.append((0.5 if sim.stage.actors or sim.postbox.letters else 5.0, self._press))
            if sim.clock.seconds > self._swept_at + 60.0:
                choices.append((2.0, self._sweep))
        return choices

    def _next_turn(self) -> None:
        self._give_turn(self._sim.random.choice(self._sim.stage.actors))

    def _give_turn(self, actor: Actor) -> None:
        self._sim.stage.give_turn(actor)
        if actor.failure and not isinstance(actor.failure, Crash | Problem):
            raise Violation("bug", f"{actor.name} ended in {actor.failure!r}")
        self._watch.raise_first()

    def _deliver(self) -> None:
        actors.deliver(self._sim, self._sim.random.choice(self._sim.postbox.visible()))

    def _press(self) -> None:
        sim = self._sim
        self._presses_left -= 1
        tenant = sim.random.choice(list(sim.tenants))
        other = sim.scenario.other_mode and sim.random.random() < 0.5
        mode = Mode.FULL if other else sim.scenario.mode
        actors.press(sim, tenant, sim.random.choice((1, 2)), mode, sim.scenario.dry_run and not other)

    def _sweep(self) -> None:
        self._swept_at = self._sim.clock.seconds
        if self._sim.parts.sweeps:
            actors.sweeper(self._sim)

    def _happenings(self) -> None:
        """Between two turns: lists change, the everyday sync writes, copies are delivered, time jumps, people act."""
        sim = self._sim
        luck = sim.random.random
        if luck() < sim.scenario.churn:
            self._change_a_list()
        if self._rival_rows and luck() < 0.1:
            tenant, list_key, key = self._rival_rows.pop(sim.random.randrange(len(self._rival_rows)))
            write_as_rival(sim.tenants[tenant], list_key, key)
            self._watch.rival_wrote(tenant, list_key, key)
        if sim.postbox.in_work() and len(sim.stage.actors) < MOST_ACTORS and sim.faults.happens("duplicate"):
            sim.reach.add("two copies of a task at once")
            actors.deliver(sim, sim.random.choice(sim.postbox.in_work()))
        if sim.faults.happens("time_jump"):
            # A long one kills all who are on the stage, as a Lambda time-out does.
            sim.clock.seconds += sim.random.uniform(30, 1200 if luck() < 0.3 else 150)
        if sim.faults.happens("clock_jump"):
            sim.reach.add("our clock jumped")
            sim.clock.set_wrong(sim.random.choice((-600.0, -200.0, 0.0, 200.0, 290.0, 600.0)))
        if luck() < sim.scenario.cancel:
            self._cancel()
        if luck() < sim.scenario.switch_off:
            self._switch_off()

    def _change_a_list(self) -> None:
        sim = self._sim
        tenant = sim.random.choice(list(sim.tenants.values()))
        pressed = sim.scenario.list if sim.scenario.list in ALL_KEYS else sim.random.choice(ALL_KEYS)
        list_key = pressed if sim.random.random() < 0.8 else sim.random.choice(ALL_KEYS)
        key = change_row(sim.random, tenant, list_key)
        if self._watch.active(tenant.name):
            sim.reach.add("a list changed during a run")
        if key and sim.random.random() < sim.scenario.rival:
            self._rival_rows.append((tenant.name, list_key, key))

    def _cancel(self) -> None:
        active = list(self._sim.runs.active())
        if active:
            actors.cancel(self._sim, *self._sim.random.choice(active))

    def _switch_off(self) -> None:
        sim = self._sim
        tenant = sim.random.choice(list(sim.tenants))
        current = sim.settings.current(tenant)
        sim.save_settings(tenant, replace(current, enabled=not current.enabled))
        sim.reach.add("synchronization switched off or on")

    def _over(self) -> bool:
        return not list(self._sim.runs.active()) and not list(self._sim.runs.unsent())

    def _left(self) -> str:
        sim = self._sim
        runs = [sim.runs.get(*one) for one in sim.runs.active()]
        states = [f"{run.id} {run.state} open={sorted(run.open)} pass={run.pass_number}" for run in runs if run]
        return f"runs {states}, mails {list(sim.runs.unsent())}, letters {len(sim.postbox.letters)}"
