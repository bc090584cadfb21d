"""The steps of a connection check: one after the other, none after the one that makes the rest pointless."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.connection_check import Check
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.ports import Clock

_PATIENCE = "Check again in some minutes; where this stays, look at the status page of the system."


@dataclass(frozen=True, slots=True)
class Step:
    """``find`` may raise a Problem, which fails the check of this ``name``; where ``opens``, it ends its part."""

    name: str
    find: Callable[[], Iterable[Check]]
    list: str = ""
    opens: bool = False


def checks_of(steps: Iterable[Step], clock: Clock, until: datetime) -> Iterator[Check]:
    """Take the steps of one part. What was not looked at, for want of time or sense, is a check with ``ok`` None."""
    why_not = ""
    for step in steps:
        if not why_not and clock.now() > until:
            why_not = "The time for this check was used up before."
        if why_not:
            yield Check(step.name, None, "not_run", why_not, list=step.list)
            continue
        try:
            yield from tuple(step.find())
        except Problem as problem:
            yield _failed(step, problem)
            if step.opens or isinstance(problem, TryAgain):
                why_not = "Not looked at, because an earlier check failed."


def _failed(step: Step, problem: Problem) -> Check:
    remedy = problem.remedy or _PATIENCE
    return Check(step.name, False, problem.code, problem.detail, remedy, step.list)
