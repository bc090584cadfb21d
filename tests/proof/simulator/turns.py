"""Who has the turn: by luck while things go wrong, then in order until every run has ended and every mail is sent."""

from collections.abc import Callable

from chalicelib.core.run import Mode
from tests.proof.simulator import actors
from tests.proof.simulator.actors import MOST_ACTORS
from tests.proof.simulator.fates import Fates
from tests.proof.simulator.happenings import Happenings
from tests.proof.simulator.history import Violation
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor, Crash
from tests.proof.simulator.telling import Teller
from tests.proof.simulator.watch import Watch

MOST_TURNS = 700
PRESSES = 3
MOST_DELIVERIES = 2000
"""How many messages come one after the other in a minute of peace, at most."""
LATE_SECONDS = 600.0
"""How late the minute's tick may be."""
QUIET_MINUTES = 150
"""How long a run may take once nothing goes wrong any more: backoff to a quarter of an hour, five receives."""


class Turns:
    """Drives one simulation to its end; raises Violation where an oracle sees something that may not be."""

    def __init__(self, sim: Simulation, watch: Watch, teller: Teller | None = None, fates: Fates | None = None) -> None:
        self._sim = sim
        self._watch = watch
        self._teller = teller or Teller(sim)
        self._fates = fates or Fates(sim)
        self._presses_left = 0
        self._pressed = True
        """Whether the time of presses has come."""
        self._swept_at = 0.0

    def wild(self, happenings: Happenings) -> None:
        """Presses, deliveries and everything that may go wrong, in an order drawn by luck."""
        sim = self._sim
        self._presses_left = sim.scenario.presses * len(sim.tenants)
        for turn in range(MOST_TURNS):
            self._pressed = turn >= sim.scenario.features.first_press
            happenings.between_turns()
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
        self._sweep()
        for _ in range(0, minutes, step_minutes):
            self._run_out()
            if self._over() and not sim.postbox.letters:
                # A schedule that had to wait for the list is only now at its turn.
                self._sweep()
                self._run_out()
                if self._over() and not sim.postbox.letters:
                    return
            sim.clock.seconds += 60.0 * step_minutes
            self._sweep()
        raise Violation("I7", f"not over {minutes} minutes after the last fault: {self._left()}")

    def press_and_finish(self) -> None:
        """One press in each tenant, again where nothing came of it, and nothing else until its run is over."""
        for tenant in self._sim.tenants:
            known = len(self._watch.eyes.runs)
            for _ in range(PRESSES):
                if len(self._watch.eyes.runs) == known:
                    actors.press(self._sim, tenant, 1, Mode.FULL, dry_run=False)
                    self.play_out()
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
        """Deliver until no letter is visible, and no notice is due."""
        self.play_out()
        for _ in range(MOST_DELIVERIES):
            if not self._sim.postbox.visible() and not self._teller.due() and not self._fates.due():
                return
            for telling in self._teller.due()[:1]:
                self._teller.deliver(telling)
            for word in self._fates.due()[:1]:
                self._fates.deliver(word)
            self.deliver_next()
        raise Violation("I9", f"messages go round without end: {self._left()}")

    def _choices(self) -> list[tuple[float, Callable[[], object]]]:
        sim = self._sim
        choices: list[tuple[float, Callable[[], object]]] = []
        if sim.stage.actors:
            choices.append((10.0 * max(actor.pace for actor in sim.stage.actors), self._next_turn))
        if len(sim.stage.actors) < MOST_ACTORS:
            if sim.postbox.visible():
                choices.append((4.0, self._deliver))
            if self._presses_left and self._pressed:
                choices.append((0.5 if sim.stage.actors or sim.postbox.letters else 5.0, self._press))
            if sim.clock.seconds > self._swept_at + 60.0:
                choices.append((2.0, self._sweep_and_perhaps_be_late))
            due = self._teller.due()
            if due:
                choices.append((2.0, lambda: self._teller.deliver(sim.random.choice(due))))
            words = self._fates.due()
            if words:
                choices.append((2.0, lambda: self._fates.deliver(sim.random.choice(words))))
        return choices

    def _next_turn(self) -> None:
        actors = self._sim.stage.actors
        self._give_turn(self._sim.random.choices(actors, [actor.pace for actor in actors])[0])

    def _give_turn(self, actor: Actor) -> None:
        self._sim.stage.give_turn(actor)
        if actor.failure and not isinstance(actor.failure, (Crash, actor.problem)):
            raise Violation("bug", f"{actor.name} ended in {actor.failure!r}")
        self._watch.raise_first()

    def _deliver(self) -> None:
        visible, reach = self._sim.postbox.visible(), self._sim.reach
        letter = self._sim.random.choice(visible)
        if letter.number > min(one.number for one in visible):
            reach.add("a message overtook an older one")
        if letter.in_work:
            reach.add("visibility ended during work")
        actors.deliver(self._sim, letter)

    def _press(self) -> None:
        sim = self._sim
        self._presses_left -= 1
        tenant = sim.random.choice(list(sim.tenants))
        other = sim.scenario.other_mode and sim.random.random() < 0.5
        mode = Mode.FULL if other else sim.scenario.mode
        actors.press(sim, tenant, sim.random.choice((1, 2)), mode, sim.scenario.dry_run and not other)

    def _sweep_and_perhaps_be_late(self) -> None:
        self._sweep()
        self._swept_at += LATE_SECONDS if self._sim.random.random() < 0.1 else 0.0

    def _sweep(self) -> None:
        self._swept_at = self._sim.clock.seconds
        actors.ticker(self._sim)

    def _over(self) -> bool:
        """Nothing is under way or waits, apart from rows whose upstream stays away."""
        kept = self._watch.eyes.kept_lists() and not self._sim.scenario.dead_upstream
        active = self._watch.eyes.active()
        waiting = self._teller.waiting or self._fates.waiting
        return not active and not kept and not waiting and not list(self._sim.runs.unsent())

    def _left(self) -> str:
        sim, eyes = self._sim, self._watch.eyes
        runs = [eyes.runs[one] for one in eyes.active()]
        states = [f"{run.id} {run.state} open={sorted(run.open)} pass={run.pass_number}" for run in runs]
        mails, letters = list(sim.runs.unsent()), len(sim.postbox.letters)
        notices = f"notices {self._teller.waiting} {eyes.kept_lists()}, words of SES {len(self._fates.waiting)}"
        return f"runs {states}, mails {mails}, letters {letters}, {notices}"
