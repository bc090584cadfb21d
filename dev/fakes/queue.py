"""The queue, in memory: tasks wait until a test takes them."""

from collections import deque
from collections.abc import Sequence
from threading import RLock

from chalicelib.core.errors import Problem
from chalicelib.ports import Task
from dev.fakes.atomic import atomic


class FakeQueue:
    """Fulfils the port ``Queue``. ``sent`` keeps all that was ever sent; ``away``, while set, is raised."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.waiting: deque[Task] = deque()
        self.sent: list[Task] = []
        self.away: Problem | None = None

    @atomic
    def send(self, tasks: Sequence[Task]) -> None:
        if self.away:
            raise self.away
        self.waiting.extend(tasks)
        self.sent.extend(tasks)

    @atomic
    def take(self) -> Task | None:
        """The task that waits longest, gone from the queue; None where none waits."""
        return self.waiting.popleft() if self.waiting else None
