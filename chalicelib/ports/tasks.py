"""Tasks for the event functions, and the queue that hands them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PlanRun:
    tenant: str
    run: str


@dataclass(frozen=True, slots=True)
class SyncRange:
    """``range`` 0 asks to close only."""

    tenant: str
    run: str
    pass_number: int
    range: int


@dataclass(frozen=True, slots=True)
class SendMail:
    tenant: str
    run: str


@dataclass(frozen=True, slots=True)
class SyncRows:
    """Bring the kept rows of a list, of which Intacct told, to Salesforce."""

    tenant: str
    list: str


Task = PlanRun | SyncRange | SendMail | SyncRows


class Queue(Protocol):
    def send(self, tasks: Sequence[Task]) -> None:
        """Hand out tasks: names only, at least once, in any order. May raise TryAgain with some sent."""
