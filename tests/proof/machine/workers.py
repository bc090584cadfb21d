"""Workers, sweeps and time: who has the turn for how many port calls, and what strikes them there."""

from chalicelib.core.errors import Problem
from tests.proof.crash.turns import DeskTurns
from tests.proof.machine.served import House
from tests.proof.simulator import actors
from tests.proof.simulator.actors import MOST_ACTORS
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.postbox import Letter
from tests.proof.simulator.stage import Actor, Crash

ALL_CALLS = 500


class Workers:
    """Methods choose among those who are there by a number of hypothesis's, and do nothing where nobody is."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sim = house.sim
        self._turns = DeskTurns(house.sim, house.watch)

    def deliver(self, number: int, calls: int) -> None:
        """Hand out a task, and let its worker make some calls; where none waits, let the schedule come round."""
        letters = self._sim.postbox.visible()
        if len(self._sim.stage.actors) == MOST_ACTORS:
            self.go_on(number, calls)
        elif letters:
            self._go_on(actors.deliver(self._sim, letters[number % len(letters)]), calls)
        else:
            self.sweep(calls)

    def do_tasks(self, tasks: int) -> None:
        """Hand out so many tasks, each done to its end."""
        for _ in range(tasks):
            self.deliver(0, ALL_CALLS)

    def deliver_again(self, number: int, calls: int) -> None:
        """Hand out a task that somebody has in work."""
        letter = self._in_work(number)
        if letter and len(self._sim.stage.actors) < MOST_ACTORS:
            self._sim.reach.add("two copies of a task at once")
            self._go_on(actors.deliver(self._sim, letter), calls)

    def go_on(self, number: int, calls: int) -> None:
        """Let somebody who is at work make some more calls."""
        at_work = self._sim.stage.actors
        if at_work:
            self._go_on(at_work[number % len(at_work)], calls)

    def strike(self, number: int, calls: int, fault: Fault) -> None:
        """The same, and the fault strikes at the last of them."""
        if not self._sim.stage.actors:
            self.deliver(number, 1)
        self._house.orders.order(fault, calls - 1)
        self.go_on(number, calls + 1)
        self._house.orders.cancel()

    def sweep(self, calls: int) -> None:
        if len(self._sim.stage.actors) < MOST_ACTORS:
            self._go_on(actors.ticker(self._sim), calls)

    def expire_visibility(self, number: int) -> None:
        letter = self._in_work(number)
        if letter:
            letter.visible_at = self._sim.clock.seconds
            self._sim.reach.add("visibility ended during work")

    def pass_time(self, seconds: float) -> None:
        self._sim.clock.seconds += seconds

    def finish(self) -> None:
        """Nothing goes wrong any more: all runs end, all mails go. Raises Violation where they do not."""
        self._house.orders.cancel()
        self._turns.quiet()

    def _in_work(self, number: int) -> Letter | None:
        if not self._sim.postbox.in_work():
            self.deliver(number, calls=2)
        letters = self._sim.postbox.in_work()
        return letters[number % len(letters)] if letters else None

    def _go_on(self, actor: Actor, calls: int) -> None:
        for _ in range(calls):
            if actor.ended:
                break
            self._sim.stage.give_turn(actor)
            assert not actor.failure or isinstance(actor.failure, Crash | Problem), repr(actor.failure)
            self._house.watch.raise_first()
