"""One fault on order: at the n-th port call from now, and none unless it was ordered."""

from tests.proof.simulator.faults import Fault


class Orders:
    """Fulfils ``Faults``."""

    def __init__(self) -> None:
        self._fault, self._calls_left = Fault.NONE, 0

    def order(self, fault: Fault, calls: int = 0) -> None:
        """Let this many calls pass, then strike once."""
        self._fault, self._calls_left = fault, calls

    def cancel(self) -> None:
        self._fault = Fault.NONE

    def next(self, call: str) -> Fault:
        if self._fault is Fault.NONE:
            return Fault.NONE
        if self._calls_left:
            self._calls_left -= 1
            return Fault.NONE
        struck, self._fault = self._fault, Fault.NONE
        return struck

    def happens(self, kind: str) -> bool:
        return False
