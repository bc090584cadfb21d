"""The stage: many actors, each in a thread of its own, of which one at a time runs, from one pause to the next."""

from collections.abc import Callable
from threading import Lock, Thread


class Crash(BaseException):
    """Ends an actor as a killed process ends: no ``except Exception`` sees it."""


class Actor:
    """One execution of something: a press, a worker with its task, a sweep."""

    def __init__(self, name: str, work: Callable[[], None], timeout_at: float) -> None:
        self.name = name
        self.timeout_at = timeout_at
        self.ended = False
        self.failure: BaseException | None = None
        self.ticks: dict[str, list[int]] = {}
        """When each port call was made, by name of the call."""
        self._work = work
        self._killed = False
        self._go = _closed()
        self._thread: Thread | None = None

    def run(self, back: Lock) -> None:
        """Let the actor run until it pauses or ends; ``back`` is released then."""
        if self._thread is None:
            self._thread = Thread(target=self._perform, args=(back,), daemon=True)
            self._thread.start()
        else:
            self._go.release()

    def wait(self, back: Lock) -> None:
        """Called by the actor itself: give the stage back, and wait for the next turn."""
        back.release()
        self._go.acquire()
        if self._killed:
            raise Crash

    def kill(self) -> None:
        self._killed = True

    def _perform(self, back: Lock) -> None:
        try:
            self._work()
        except BaseException as failure:  # noqa: BLE001 - the simulator judges what ended the actor
            self.failure = failure
        self.ended = True
        back.release()


class Stage:
    """Holds the actors and hands one of them the turn. Everything is as deterministic as the order of turns."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self.current: Actor | None = None
        self.one_by_one = False
        """Whether an actor who has the turn keeps it to the end."""
        self._back = _closed()

    def enter(self, name: str, work: Callable[[], None], timeout_at: float = float("inf")) -> Actor:
        actor = Actor(name, work, timeout_at)
        self.actors.append(actor)
        return actor

    def give_turn(self, actor: Actor) -> None:
        """Run ``actor`` to its next pause or its end."""
        self.current = actor
        actor.run(self._back)
        self._back.acquire()
        self.current = None
        if actor.ended:
            self.actors.remove(actor)

    def pause(self) -> None:
        """Called at each port call: others may have their turn now. Outside of actors nothing happens."""
        if self.current is not None and not self.one_by_one:
            self.current.wait(self._back)

    def clear(self) -> None:
        """Kill all who are still on the stage."""
        for actor in list(self.actors):
            actor.kill()
            self.give_turn(actor)


def _closed() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock
