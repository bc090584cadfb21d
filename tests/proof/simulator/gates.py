"""The gate before every port: a turn for the others, a fault by luck, and a note of what happened when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn, Protocol, TypeVar, cast

from chalicelib.core.errors import TryAgain
from chalicelib.ports import SyncRows
from tests.proof.simulator.clock import SimulatedClock
from tests.proof.simulator.faults import Fault, Faults
from tests.proof.simulator.ground import Passage
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.stage import SLOW_PACE, Crash, Stage
from tests.proof.simulator.trace import Trace

T = TypeVar("T")


class Manners(Protocol):
    """How a port fails."""

    def refused(self, call: str) -> Exception:
        """Nothing happened."""

    def lost(self, call: str, repeat: Callable[[], Any]) -> Any:
        """It happened, and the caller gets no answer: raises, or answers as a caller who repeats by itself is."""


class Watcher(Protocol):
    def happened(self, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        """A port call took effect, and nothing else has happened since."""

    def settings(self, tenant: str) -> None:
        """Somebody outside of the product saved settings."""


class PortManners:
    """A port raises TryAgain, of the version of the code that called it; of a mail nobody knows whether it went."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def refused(self, call: str) -> Exception:
        return self._problem("away", f"{call}: not available right now")

    def lost(self, call: str, repeat: Callable[[], Any]) -> NoReturn:
        if call.startswith("mailer."):
            raise ConnectionError(f"{call}: no answer")
        raise self._problem("no_answer", f"{call}: no answer")

    def throttled(self, call: str, seconds: float) -> Exception:
        return self._problem("upstream_busy", f"{call}: slow down", retry_after_seconds=seconds)

    def _problem(self, code: str, detail: str, **more: Any) -> Exception:
        actor = self._stage.current
        kind = actor.try_again if actor else TryAgain
        return kind(code, detail, **more)


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
        self.manners = PortManners(stage)
        self._stage = stage
        self._clock = clock
        self._trace = trace
        self._reach = reach
        self._took_seconds = took_seconds

    def __call__(self, call: str, effect: Callable[[], T]) -> T:
        return self.through(call, (), effect)

    def through(
        self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T], manners: Manners | None = None
    ) -> T:
        if self._stage.current:
            self._stage.current.times[call] = self._clock.seconds
        self._stage.pause()
        actor = self._stage.current
        if actor and self._clock.seconds > actor.timeout_at:
            self._note(call, "killed by its time-out")
            self._crash()
        fault = self.faults.next(call)
        self._clock.seconds += self._took_seconds()
        manners = manners or self.manners
        self._fail(call, fault, manners)
        answer = self._done(call, arguments, effect)
        if fault is Fault.CRASH_AFTER or self.deadly(call, answer):
            self._crash()
        if fault is Fault.ANSWER_LOST:
            repeated: T = manners.lost(call, lambda: self._done(call, arguments, effect))
            return repeated
        return answer

    def _fail(self, call: str, fault: Fault, manners: Manners) -> None:
        """What goes wrong before the call has any effect."""
        if fault is Fault.NONE:
            return
        self._note(call, fault)
        if self._stage.current:
            self._stage.current.troubles.append(call)
        if fault is Fault.CRASH_BEFORE:
            self._crash()
        if fault in (Fault.REFUSED, Fault.AWAY):
            raise manners.refused(call)
        if fault is Fault.THROTTLED:
            raise self._throttled(call)

    def note_time(self, call: str) -> None:
        """Tell the present actor's time of a call that is no step by itself."""
        if self._stage.current:
            self._stage.current.ticks.setdefault(call, []).append(self._trace.tick)

    def _done(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T:
        answer = effect()
        tick = self._trace.add(self._who(), call)
        actor = self._stage.current
        if not actor or not isinstance(actor.task, SyncRows):
            # Of these no run tells.
            self._trace.count_call(call)
        if actor:
            actor.ticks.setdefault(call, []).append(tick)
            if call in actor.slows_at:
                actor.pace = SLOW_PACE
        if self.watcher:
            self.watcher.happened(call, arguments, answer)
        return answer

    def _throttled(self, call: str) -> Exception:
        seconds = self._took_seconds() * 60
        if self._stage.current:
            self._stage.current.asked_until = self._clock.now() + timedelta(seconds=seconds)
        return self.manners.throttled(call, seconds)

    def _crash(self) -> NoReturn:
        if self._stage.current:
            self._stage.current.dead = True
        raise Crash

    def _note(self, call: str, what: str) -> None:
        self._reach.add(what)
        self._trace.add(self._who(), f"{call}: {what}")

    def _who(self) -> str:
        return self._stage.current.name if self._stage.current else "-"


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
            return self._gate.through(call, (*args, *kwargs.values()), lambda: real(*args, **kwargs))

        return gated


def gated(port: T, name: str, gate: Passage) -> T:
    """The same port, whose calls are named ``name.method`` and pass the gate."""
    return cast(T, _Gated(port, name, gate))
