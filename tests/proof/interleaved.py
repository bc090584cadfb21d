"""Every order of the calls of a few actors, each state that they can come to looked at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from chalicelib.ports import SyncRange
from tests.proof.crash.turns import DeskTurns
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.faults import Script
from tests.proof.simulator.postbox import Letter
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.watch import Watch

COPIES = 2
LEASES_END_SECONDS = 1000.0
"""Longer than any lease on a range."""


class Lease(Enum):
    """What keeps a copy from a range that the other has in hand: its lease, nothing, or a lease that ends meanwhile.

    The value is how many seconds a worker has: a lease ends a minute after them.
    """

    HOLDS = 300.0
    IS_OVER = -300.0
    ENDS = 299.0

    def __str__(self) -> str:
        return self.name.lower().replace("_", " ")


class Unhurried(Simulation):
    """Calls take no time: time passes in a step of its own, so that equal states are equal."""

    def _call_seconds(self) -> float:
        return 0.0


@dataclass(slots=True)
class Game:
    """Two copies of a task on the stage; ``heard`` is what each was told, by a port or by the clock.

    What an actor does next depends on what it was told alone, so two orders that come to the same stores and the same
    words go on alike. Where a lease ends meanwhile, that is a step like a call.
    """

    sim: Simulation
    watch: Watch
    turns: DeskTurns
    actors: list[Actor] = field(default_factory=list)
    heard: dict[str, Any] = field(default_factory=dict)
    turns_had: list[int] = field(default_factory=lambda: [0] * COPIES)
    time_stands_still: bool = True

    @classmethod
    def begun(
        cls,
        scenario: Scenario,
        lease: Lease,
        spoil: Callable[[Simulation], None] = lambda _sim: None,
        kind: type = SyncRange,
    ) -> "Game":
        """Somebody has pressed, and the queue hands out the first task of this kind twice."""
        sim = Unhurried(Random(1), scenario, Script(), Reach())
        spoil(sim)
        watch = Watch(sim)
        game = cls(sim, watch, DeskTurns(sim, watch))
        game.turns.press()
        while not (letters := [one for one in sim.postbox.letters.values() if isinstance(one.task, kind)]):
            game.turns.deliver_next()
        game.actors = [_copy(sim, letters[0], number, lease.value) for number in range(COPIES)]
        game.time_stands_still = lease is not Lease.ENDS
        sim.gate.watcher = game
        sim.clock.now = game.now  # type: ignore[method-assign]  # the clock is asked past the gate
        return game

    def happened(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        """Fulfils ``Watcher``."""
        self._hear(f"{call} {answer!r}")
        self.watch.eyes.happened(call, arguments, answer)

    def now(self) -> datetime:
        """What the clock shows; whoever asks has heard it."""
        moment = SimulatedClock.now(self.sim.clock)
        self._hear(moment.isoformat())
        return moment

    def _hear(self, told: str) -> None:
        actor = self.sim.stage.current
        if actor:
            self.heard[actor.name] = sha256(f"{self.heard.get(actor.name)} {told}".encode()).hexdigest()

    def settings(self, tenant: str) -> None:
        self.watch.eyes.settings(tenant)

    def choices(self) -> list[int]:
        """Who may go next: a copy by its number, and after them time."""
        return [n for n, actor in enumerate(self.actors) if not actor.ended] + [COPIES] * (not self.time_stands_still)

    def step(self, choice: int) -> None:
        """One more call of a copy, or the end of all leases. Raises Violation."""
        if choice == COPIES:
            self.time_stands_still = True
            self.sim.clock.seconds += LEASES_END_SECONDS
        else:
            self.turns_had[choice] += 1
            self.sim.stage.give_turn(self.actors[choice])
        self.watch.raise_first()

    def state(self) -> str:
        sim, ended = self.sim, [actor.ended for actor in self.actors]
        orgs = [(one.org.objects, len(one.org.journal)) for one in sim.tenants.values()]
        letters = [(one.body, one.in_work) for one in sim.postbox.letters.values()]
        told = sorted(self.heard.items())
        return repr((sim.runs.tables, orgs, letters, ended, told, self.turns_had, self.time_stands_still))


def _copy(sim: Simulation, letter: Letter, number: int, seconds: float) -> Actor:
    """One of those that the queue hands the letter out to; each deletes it in the end."""
    hands = sim.hands
    sim.postbox.receive(letter, visibility_seconds=6 * Lease.HOLDS.value)

    def work() -> None:
        hands.do(letter.body, seconds, letter.dead)
        letter.in_work -= 1
        sim.postbox.delete(letter)

    actor = sim.enter(f"copy {number}", work, float("inf"), hands)
    actor.task = letter.task
    return actor


@dataclass(slots=True)
class Orders:
    """``after`` holds what follows each state by who goes next; states without any are the ends."""

    after: dict[str, dict[int, str]] = field(default_factory=dict)
    first: str = ""

    def count(self) -> int:
        """How many orders of calls there are, from the first to the last."""

        @cache
        def ways(state: str) -> int:
            following = self.after[state]
            return sum(ways(one) for one in following.values()) if following else 1

        return ways(self.first)

    @property
    def ends(self) -> int:
        return sum(not following for following in self.after.values())


def explore(begin: Callable[[], Game], judge: Callable[[Game], None]) -> Orders:
    """Play every order; ``judge`` sees each end that there is. It, and every step, may raise Violation."""
    orders, waiting = Orders(), [[-1]]
    while waiting:
        path = waiting.pop()
        game = begin()
        for choice in path[1:-1]:
            game.step(choice)
        _go_on(orders, game, path, waiting)
        if not game.choices():
            judge(game)
        game.sim.close()
    return orders


def _go_on(orders: Orders, game: Game, path: list[int], waiting: list[list[int]]) -> None:
    """Play the last step of the path, and go on to a state that is known, or to an end; put aside what else may be."""
    before = _digest(game)
    orders.first = orders.first or before
    while True:
        if path[-1] >= 0:
            game.step(path[-1])
        state = _digest(game)
        if path[-1] >= 0:
            orders.after[before][path[-1]] = state
        if state in orders.after:
            return
        orders.after[state], choices, before = {}, game.choices(), state
        if not choices:
            return
        waiting += [[*path, choice] for choice in choices[1:]]
        path.append(choices[0])


def _digest(game: Game) -> str:
    return sha256(game.state().encode()).hexdigest()
