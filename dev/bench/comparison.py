"""The figures of the comparison as they are kept, and what can be said of them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dev.bench.situations import Kill, Pass

KEPT = Path(__file__).parents[2] / "docs" / "bench.json"

NAMES = {
    "passerelle": "Passerelle",
    "collections": "Collections script",
    "bulk": "Bulk API 2.0 script",
    "cli": "Salesforce CLI",
}
SITUATIONS = {"first": "First load", "unchanged": "Nothing changed", "changed": "1 % changed"}


@dataclass(frozen=True, slots=True)
class Figures:
    """One run of the bench: ``passes`` by side and situation, ``kills`` by side, ``versions`` by product."""

    rows: int
    changed: int
    hold_seconds: int
    versions: Mapping[str, str]
    passes: Mapping[str, Mapping[str, Pass]]
    kills: Mapping[str, Kill]

    @classmethod
    def read(cls) -> "Figures":
        """As they were last kept."""
        kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
        passes = {side: {name: Pass(**one) for name, one in of.items()} for side, of in kept.pop("passes").items()}
        kills = {side: Kill(**one) for side, one in kept.pop("kills").items()}
        return cls(**kept, passes=passes, kills=kills)

    def keep(self) -> None:
        KEPT.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    def calls_again(self, side: str) -> int:
        """Calls that a killed first load took more than one that nobody killed."""
        return calls(self.kills[side]) - calls(self.passes[side]["first"])

    def least(self, situation: str, of: Callable[[Pass], float]) -> tuple[str, ...]:
        """The sides that need the least of something; all of them where there is no difference."""
        values = {side: of(found[situation]) for side, found in self.passes.items()}
        return tuple(side for side, value in values.items() if value == min(values.values()))


def calls(one: Pass | Kill) -> int:
    """On both sides together."""
    return one.intacct_calls + one.salesforce_calls


def rows_written(one: Pass) -> int:
    return one.rows_written


def seconds(one: Pass) -> float:
    return one.seconds
