"""The stage: many actors, each with a course of its own, of which one at a time runs, from one pause to the next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from greenlet import getcurrent, greenlet

from chalicelib.core.errors import Problem, TryAgain


class Crash(BaseException):
    """Ends an actor as a killed process ends: no ``except Exception`` sees it."""


SLOW_PACE = 0.08
"""Much of what others do happens between two calls of one who is slow."""


class Line(NamedTuple):
    """The connection that an actor used last: to which system, of whom, made with which version of the settings."""

    system: str = ""
    tenant: str = ""
    settings_version: int = 0
    number: int = 0
    """Tells connections apart."""


class Actor:
    """One execution of something: a press, a worker with its task, a sweep.

    A ``dead`` actor has no effect on anything any more: what it does while it unwinds, a killed process would not do.
    """

    def __init__(self, name: str, work: Callable[[], None], timeout_at: float) -> None:
        self.name = name
        self.timeout_at = timeout_at
        self.ended = False
        self.dead = False
        self.failure: BaseException | None = None
        self.ticks: dict[str, list[int]] = {}
        """When each port call was made, by name of the call."""
        self.times: dict[str, float] = {}
        """When each was last asked for, in seconds."""
        self.entered = 0
        """The tick at which the actor entered."""
        self.pace = 1.0
        """How often the actor has the turn, beside others."""
        self.slows_at: tuple[str, ...] = ()
        """The calls after which the actor is slow."""
        self.task: Any = None
        """What the actor works on, where that is a task."""
        self.line = Line()
        self.troubles: list[str] = []
        """The calls that failed for the actor."""
        self.due: datetime | None = None
        """When the schedule is due that the actor looked at last."""
        self.asked_until: datetime | None = None
        """Until when an upstream has asked the actor to wait."""
        self.container: Any = None
        """The process that the actor runs in, once it needs one."""
        self.leave: Callable[[], None] = lambda: None
        """Done where the actor ends by himself, whether well or not."""
        self.problem: type[Exception] = Problem
        self.try_again: Callable[..., Exception] = TryAgain
        """What the actor's version of the code raises, and what of it passes by itself."""
        self._work = work
        self._course: greenlet | None = None

    def run(self) -> None:
        """Let the actor run until it pauses or ends."""
        if self._course is None:
            self._course = greenlet(self._perform)
        self._course.switch()

    def wait(self) -> None:
        """Called by the actor itself: give the stage back, and wait for the next turn."""
        getcurrent().parent.switch()
        if self.dead:
            raise Crash

    def _perform(self) -> None:
        try:
            self._work()
        except BaseException as failure:  # noqa: BLE001 - the simulator judges what ended the actor
            self.failure = failure
        self.ended = True
        if not self.dead:
            self.leave()


class Stage:
    """Holds the actors and hands one of them the turn. Everything is as deterministic as the order of turns."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self.current: Actor | None = None
        self.one_by_one = False
        """Whether an actor who has the turn keeps it to the end."""

    def enter(self, name: str, work: Callable[[], None], timeout_at: float = float("inf")) -> Actor:
        actor = Actor(name, work, timeout_at)
        self.actors.append(actor)
        return actor

    def give_turn(self, actor: Actor) -> None:
        """Run ``actor`` to its next pause or its end."""
        self.current = actor
        actor.run()
        self.current = None
        if actor.ended:
            self.actors.remove(actor)

    def pause(self) -> None:
        """Called at each port call: others may have their turn now. Outside of actors nothing happens."""
        if self.current is None:
            return
        if self.current.dead:
            raise Crash
        if not self.one_by_one:
            self.current.wait()

    def clear(self) -> None:
        """Kill all who are still on the stage."""
        for actor in list(self.actors):
            actor.dead = True
            self.give_turn(actor)
