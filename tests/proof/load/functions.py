"""The queues and the functions they feed: worker slots as the cloud has them, and SQS's fair order of tenants.

A tenant is noisy while it has a backlog and took more than a tenth of the recent working time, or of the messages in
work (of at least 30); noisy tenants come after the others, those with the fewest messages in work first:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
How long "recent" is, AWS does not say; five minutes are assumed.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from chalicelib.ports import Task
from tests.proof.load.timeline import Timeline
from tests.proof.simulator.stage import Actor

NOISY_SHARE = 0.1
NOISY_IN_WORK = 30
RECENT_SECONDS = 300.0
DELIVERY_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class Message:
    task: Task
    sent_at: float


@dataclass(slots=True)
class Lane:
    """One queue and its function: at most ``slots`` invocations at once."""

    slots: int
    timeout_seconds: float
    waiting: list[Message] = field(default_factory=list)
    in_work: Counter[str] = field(default_factory=Counter)
    worked: deque[tuple[float, str, float]] = field(default_factory=deque)
    """(when it ended, tenant, seconds) of the last five minutes."""
    busy_seconds: Counter[str] = field(default_factory=Counter)
    longest_seconds: float = 0.0
    invocations: int = 0

    def next_message(self, now: float) -> Message | None:
        """The message whose turn it is, taken off the queue; None where none waits or no slot is free."""
        if not self.waiting or self.in_work.total() >= self.slots:
            return None
        noisy = self._noisy(now)
        chosen = min(self.waiting, key=lambda one: self._rank(one, noisy))
        self.waiting.remove(chosen)
        return chosen

    def _rank(self, message: Message, noisy: set[str]) -> tuple[bool, int, float]:
        tenant = message.task.tenant
        return tenant in noisy, self.in_work[tenant] if tenant in noisy else 0, message.sent_at

    def _noisy(self, now: float) -> set[str]:
        while self.worked and self.worked[0][0] < now - RECENT_SECONDS:
            self.worked.popleft()
        seconds: Counter[str] = Counter()
        for _, tenant, spent in self.worked:
            seconds[tenant] += spent  # type: ignore[assignment]
        slow = {tenant for tenant, spent in seconds.items() if spent > NOISY_SHARE * sum(seconds.values())}
        many = {tenant for tenant, number in self.in_work.items() if number >= NOISY_IN_WORK}
        return slow | {tenant for tenant in many if self.in_work[tenant] > NOISY_SHARE * self.in_work.total()}


class Functions:
    """Fulfils the port ``Queue``. ``work`` does a task, given the seconds it may take."""

    def __init__(self, timeline: Timeline, slots: Mapping[type, tuple[int, float]]) -> None:
        self.lanes = {kind: Lane(*both) for kind, both in slots.items()}
        self.work: Callable[[Task, float], None] = lambda _task, _seconds: None
        self.failures: list[BaseException] = []
        self._timeline = timeline

    def send(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            lane = self.lanes[type(task)]
            lane.waiting.append(Message(task, self._timeline.seconds))
            self._timeline.at(self._timeline.seconds + DELIVERY_SECONDS, partial(self._deliver, lane))

    def idle(self) -> bool:
        return all(not lane.waiting and not lane.in_work.total() for lane in self.lanes.values())

    def _deliver(self, lane: Lane) -> None:
        while message := lane.next_message(self._timeline.seconds):
            self._invoke(lane, message)

    def _invoke(self, lane: Lane, message: Message) -> None:
        tenant, began = message.task.tenant, self._timeline.seconds
        lane.in_work[tenant] += 1
        lane.invocations += 1

        def ended(_: Actor) -> None:
            spent = self._timeline.seconds - began
            lane.in_work[tenant] -= 1
            lane.worked.append((self._timeline.seconds, tenant, spent))
            lane.busy_seconds[tenant] += spent  # type: ignore[assignment]
            lane.longest_seconds = max(lane.longest_seconds, spent)
            self._timeline.at(self._timeline.seconds, partial(self._deliver, lane))

        self._timeline.begin(type(message.task).__name__, lambda: self._do(lane, message.task), ended)

    def _do(self, lane: Lane, task: Task) -> None:
        try:
            self.work(task, lane.timeout_seconds)
        except Exception as failure:  # noqa: BLE001 - nothing goes wrong here: whatever does is a mistake of ours
            self.failures.append(failure)
