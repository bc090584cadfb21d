"""Virtual time: many actors at once, each of which waits where a real one would; the clock jumps from wait to wait."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from tests.proof.simulator.stage import Actor, Stage

BEGINNING = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


class Timeline:
    """Fulfils the port ``Clock``. One actor runs at a time, so that the same events always come in the same order."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._stage = Stage()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        """Called by an actor: let ``seconds`` pass, in which others act. Outside of actors the clock just moves."""
        actor = self._stage.current
        if actor is None:
            self.seconds += seconds
            return
        self.at(self.seconds + seconds, lambda: self._stage.give_turn(actor))
        self._stage.pause()

    def at(self, seconds: float, do: Callable[[], None]) -> None:
        heappush(self._due, (seconds, next(self._order), do))

    def begin(self, name: str, work: Callable[[], None], ended: Callable[[Actor], None]) -> None:
        """Let an actor begin now; ``ended`` is called in his last moment, whatever ended him."""
        actor: Actor

        def perform() -> None:
            try:
                work()
            finally:
                ended(actor)

        actor = self._stage.enter(name, perform)
        self.at(self.seconds, lambda: self._first_turn(actor))

    def _first_turn(self, actor: Actor) -> None:
        self._stage.give_turn(actor)

    def run(self, until: Callable[[], bool]) -> None:
        """Go from event to event until ``until()`` holds. Raises what an actor raised, LookupError when all is over."""
        while not until():
            if not self._due:
                raise LookupError("Nothing is due any more, and yet it is not over.")
            due, _, do = heappop(self._due)
            self.seconds = max(self.seconds, due)
            do()

    def close(self) -> None:
        """End the threads of all who still act."""
        self._stage.clear()
