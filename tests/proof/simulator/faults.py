"""What goes wrong at a port call: by luck, with odds drawn from the seed, or by a script."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from random import Random
from typing import Protocol

MOVES = ("schedules.move", "store.UpdateItem NEXT")


class Fault(StrEnum):
    NONE = "none"
    REFUSED = "refused"
    """Nothing happened, and the caller is told to try again: away, throttled, session expired."""
    AWAY = "away"
    """The same, as an upstream is away for some calls."""
    THROTTLED = "throttled"
    """Nothing happened, and the caller is told when to come again."""
    ANSWER_LOST = "answer lost"
    """It happened, and the caller is told to try again."""
    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"


class Faults(Protocol):
    def next(self, call: str) -> Fault:
        """What goes wrong at this call."""

    def happens(self, kind: str) -> bool:
        """Whether a fault of this kind, which is none of a call, happens now."""


@dataclass(slots=True)
class Odds:
    """How likely each thing is, per call or per turn of the scheduler."""

    refused: float = 0.0
    answer_lost: float = 0.0
    crash: float = 0.0
    row_locked: float = 0.0
    duplicate: float = 0.0
    lost_delete: float = 0.0
    time_jump: float = 0.0
    clock_jump: float = 0.0
    outage: float = 0.0
    throttled: float = 0.0
    mail_doubt: float = 0.0
    """Of a mail that went: its sender dies, or gets no answer."""
    overtaken: float = 0.0
    """A second copy is delivered of the plan that a slow planner works on."""
    tick_cut: float = 0.0
    """Whoever has started a scheduled run dies before that is noted."""

    @classmethod
    def drawn(cls, random: Random) -> "Odds":
        """Each kind is on in three of four seeds; one seed in ten is without any fault."""
        highest = cls(0.04, 0.03, 0.03, 0.06, 0.06, 0.08, 0.02, 0.01, 0.004, 0.02, 0.9, 1.0, 0.6)
        if random.random() < 0.1:
            return cls()
        drawn = {one.name: getattr(highest, one.name) * random.random() for one in fields(cls)}
        return cls(**{name: odds if random.random() < 0.75 else 0.0 for name, odds in drawn.items()})


class Luck:
    """Faults by the odds until ``budget`` is used up, so that the end of every run can be judged."""

    def __init__(self, random: Random, odds: Odds, budget: int) -> None:
        self.odds = odds
        self.budget = budget
        self.dead_port = ""
        """The port that is away for good."""
        self._random = random
        self._away: dict[str, int] = {}

    def next(self, call: str) -> Fault:
        port = call.partition(".")[0]
        if self._is_away(port):
            return Fault.AWAY
        if self.happens("refused"):
            return Fault.REFUSED
        if port in ("intacct", "salesforce") and self.happens("throttled"):
            return Fault.THROTTLED
        if port == "mailer" and self.happens("mail_doubt"):
            return self._random.choice((Fault.ANSWER_LOST, Fault.CRASH_AFTER))
        if call in MOVES and self.happens("tick_cut"):
            return Fault.CRASH_BEFORE
        return self._loss_or_crash()

    def _is_away(self, port: str) -> bool:
        if port == self.dead_port:
            return True
        if self._away.get(port, 0) > 0:
            self._away[port] -= 1
            return True
        if self.happens("outage") and port in ("intacct", "salesforce", "mailer", "queue"):
            self._away[port] = self._random.randint(1, 12)
            return True
        return False

    def _loss_or_crash(self) -> Fault:
        if self.happens("answer_lost"):
            return Fault.ANSWER_LOST
        if self.happens("crash"):
            return self._random.choice((Fault.CRASH_BEFORE, Fault.CRASH_AFTER))
        return Fault.NONE

    def happens(self, kind: str) -> bool:
        odds = getattr(self.odds, kind)
        if not odds or self.budget <= 0 or self._random.random() >= odds:
            return False
        self.budget -= 1
        return True

    def end(self) -> None:
        """From now on nothing new goes wrong."""
        self.budget = 0
        self._away.clear()


@dataclass(slots=True)
class Script:
    """Exactly these faults, by number of the call, counted from 0 once the script is ``armed``."""

    faults: Mapping[int, Fault] = field(default_factory=dict)
    seen: int = 0
    armed: bool = False

    def next(self, call: str) -> Fault:
        self.seen += self.armed
        return self.faults.get(self.seen - 1, Fault.NONE) if self.armed else Fault.NONE

    def happens(self, kind: str) -> bool:
        return False
