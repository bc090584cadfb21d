"""What each list held at each moment, and what was done to whom when: the memory that the oracles judge by."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.core.compare import Wanted
from chalicelib.core.run import Run


class Violation(Exception):  # noqa: N818 - the word of the field
    """An invariant is broken: its name, and what was seen."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")


@dataclass(frozen=True, slots=True)
class Version:
    """A row from ``tick`` on; ``wanted`` is None while it is not in Intacct."""

    tick: int
    wanted: Wanted | None
    at: datetime
    """Intacct's stamp."""
    ours: bool = False
    """Whether the product wrote it."""


@dataclass(slots=True)
class ListHistory:
    """The versions of every row that a list ever held, by record key."""

    rows: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))

    def note(self, key: str, version: Version) -> None:
        self.rows[key].append(version)

    def changed_by_others(self, key: str, since: int, edited_at: datetime) -> bool:
        """Whether somebody else than the product changed the row after tick ``since``, or in the second of an edit."""
        return any(not one.ours and (one.tick > since or one.at >= edited_at) for one in self.rows[key])

    def at(self, key: str, tick: int) -> Wanted | None:
        """The row as it stood at ``tick``."""
        return next((one.wanted for one in reversed(self.rows[key]) if one.tick <= tick), None)

    def between(self, key: str, first: int, last: int) -> list[Wanted | None]:
        """Every state of the row from ``first`` to ``last``, the one at ``first`` before all."""
        return [self.at(key, first)] + [one.wanted for one in self.rows[key] if first < one.tick <= last]

    def changed_at(self, key: str, before: int) -> int:
        """When the row last changed, up to ``before``; -1 where it never did."""
        return max((one.tick for one in self.rows[key] if one.tick <= before), default=-1)

    def stamp(self, key: str) -> datetime:
        """When the row last changed, as Intacct tells it."""
        return self.rows[key][-1].at

    def throughout(self, first: int, last: int) -> set[str]:
        """Keys that were in the list all the time."""
        return {key for key in self.rows if all(self.between(key, first, last))}

    def ever(self, first: int, last: int) -> set[str]:
        """Keys that were in the list at some time."""
        return {key for key in self.rows if any(self.between(key, first, last))}


@dataclass(frozen=True, slots=True)
class Sent:
    """One row that a worker wrote to Salesforce; ``late`` says that its run had ended already."""

    tick: int
    by: str
    key: str
    run: str
    created: bool
    changed: bool
    late: bool


@dataclass(slots=True)
class RunFacts:
    """What is known of one run from the outside."""

    started: int
    present_at_start: frozenset[str] = frozenset()
    """Keys of the rows that stood in Salesforce when the run began."""
    unkeyed_at_start: frozenset[str] = frozenset()
    """Record keys of the rows that stood there without their key."""
    judged_exact: frozenset[str] = frozenset()
    """Keys of the rows that had to be, and were, exact when the run ended."""
    looked: int = 0
    """When the last look at the list began, before the run ended."""
    finished: list[int] = field(default_factory=list)
    end: Run | None = None
    mails: list[int] = field(default_factory=list)
    doubtful_mails: int = 0
    """Sends of which the sender does not know whether they went."""
