"""Ordered pairs of faults in one case: after each first fault, a second one at every later call."""

from collections.abc import Iterator

from tests.proof.crash.cases import BY_NAME, Case
from tests.proof.crash.play import Faults, judge, play
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.history import Violation

POINTS = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.REFUSED, Fault.ANSWER_LOST)


class ViolationAt(Exception):  # noqa: N818 - the word of the field
    """An invariant is broken in this case by these faults."""

    def __init__(self, case: Case, faults: Faults, violation: Violation) -> None:
        super().__init__(f"{violation}\n\nreplay: python -m tests.proof.crash {spelled(case, faults)}")


def play_pairs(name: str, at: int, fault: Fault, seconds: tuple[Fault, ...] = POINTS) -> int:
    """Play every pair that begins with this fault; returns how many. Raises ViolationAt."""
    case, played = BY_NAME[name], 0
    happy = play(case, {}).end
    for faults in _pairs(case, at, fault, seconds):
        try:
            judge(case, happy, play(case, faults).end)
        except Violation as violation:
            raise ViolationAt(case, faults, violation) from violation
        played += 1
    return played


def _pairs(case: Case, at: int, fault: Fault, seconds: tuple[Fault, ...]) -> Iterator[Faults]:
    """The first fault makes the run longer: calls are counted as they come after it."""
    calls = play(case, {at: fault}).calls
    return ({at: fault, later: second} for later in range(at + 1, calls) for second in seconds)


def spelled(case: Case, faults: Faults) -> str:
    """For a command line: ``"all lists" 12:crash_before 40:refused``."""
    return " ".join([f'"{case}"', *(f"{at}:{fault.name.lower()}" for at, fault in faults.items())])


def read(points: list[str]) -> Faults:
    """Faults as ``spelled`` writes them."""
    split = (point.partition(":") for point in points)
    return {int(at): Fault[name.upper()] for at, _, name in split}
