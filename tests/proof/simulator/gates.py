"""The gate before every port: a turn for the others, a fault by luck, and a note of what happened when."""

from collections.abc import Callable
from typing import Any, NoReturn, Protocol, TypeVar, cast

from chalicelib.core.errors import TryAgain
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.faults import Fault, Faults
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.stage import Crash, Stage
from tests.proof.simulator.trace import Trace

T = TypeVar("T")


class Passage(Protocol):
    """What the calls of a port pass."""

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T: ...


class Watcher(Protocol):
    def happened(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        """A port call took effect, and nothing else has happened since."""


class SimulatorGate:
    """Fulfils ``dev.fakes.gate.Gate``: each call is a point where the scheduler may let others go first."""

    def __init__(
        self,
        stage: Stage,
        clock: SimulatedClock,
        trace: Trace,
        reach: Reach,
        faults: Faults,
        took_seconds: Callable[[], float],
    ) -> None:
        self.faults = faults
        self.watcher: Watcher | None = None
        self.deadly: Callable[[str, Any], bool] = lambda _call, _answer: False
        """Whether the answer to a call kills whoever gets it, each time."""
        self._stage = stage
        self._clock = clock
        self._trace = trace
        self._reach = reach
        self._took_seconds = took_seconds

    def __call__(self, call: str, effect: Callable[[], T]) -> T:
        return self.through(call, (), effect)

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        self._stage.pause()
        actor = self._stage.current
        if actor and self._clock.seconds > actor.timeout_at:
            self._note(call, "killed by its time-out")
            self._crash()
        fault = self.faults.next(call)
        self._clock.seconds += self._took_seconds()
        if fault is not Fault.NONE:
            self._note(call, fault)
        if fault is Fault.CRASH_BEFORE:
            self._crash()
        if fault is Fault.REFUSED:
            raise TryAgain("away", f"{call}: not available right now")
        answer = effect()
        self._took_effect(call, arguments, answer)
        if fault is Fault.CRASH_AFTER or self.deadly(call, answer):
            self._crash()
        if fault is Fault.ANSWER_LOST:
            raise _lost(call)
        return answer

    def _took_effect(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        tick = self._trace.add(self._who(), call)
        self._trace.count_call(call)
        actor = self._stage.current
        if actor:
            actor.ticks.setdefault(call, []).append(tick)
        if self.watcher:
            self.watcher.happened(call, arguments, answer)

    def _crash(self) -> NoReturn:
        if self._stage.current:
            self._stage.current.dead = True
        raise Crash

    def _note(self, call: str, what: str) -> None:
        self._reach.add(what)
        self._trace.add(self._who(), f"{call}: {what}")

    def _who(self) -> str:
        return self._stage.current.name if self._stage.current else "-"


def _lost(call: str) -> Exception:
    """A store or an upstream without answer is tried again; of a mail nobody knows whether it went."""
    if call.startswith("mailer."):
        return ConnectionError(f"{call}: no answer")
    return TryAgain("no_answer", f"{call}: no answer")


class _Gated:
    """A port whose every method passes the gate."""

    def __init__(self, port: Any, name: str, gate: Passage) -> None:
        self._port = port
        self._name = name
        self._gate = gate

    def __getattr__(self, method: str) -> Callable[..., Any]:
        real = getattr(self._port, method)
        call = f"{self._name}.{method}"

        def gated(*args: Any, **kwargs: Any) -> Any:
            return self._gate.through(call, args, lambda: real(*args, **kwargs))

        return gated


def gated(port: T, name: str, gate: Passage) -> T:
    """The same port, whose calls are named ``name.method`` and pass the gate."""
    return cast(T, _Gated(port, name, gate))
