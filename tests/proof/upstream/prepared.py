"""A bench with work of every kind before it, and the run that does it while answers are bad."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.core.counts import Counts
from chalicelib.core.run import Run
from dev.emulators.server import StandIn
from tests.proof.upstream.answers import Side
from tests.proof.upstream.bench import Bench
from tests.proof.upstream.doors import Door
from tests.proof.upstream.judge import Rows, judge, rows_in_salesforce

NEW_KEYS = range(42, 66, 4)
"""So spread that every range of the run has rows."""
ALL_DONE = Counts(read=35, created=6, updated=6, unchanged=23, gone=1, marked=1)
CLEAN_CALLS: Mapping[Side, int] = {"intacct": 16, "salesforce": 19}
"""What the run below costs while nothing goes wrong."""


def sums(run: Run) -> Counts:
    """The totals without what only steers the run."""
    return replace(run.totals, in_salesforce=0, unlinked=0)


@dataclass
class Prepared:
    """Synchronized once; since then 6 departments were renamed, 6 added below one of them, and one removed."""

    bench: Bench
    before: Rows

    @classmethod
    def behind(cls, doors: tuple[Door, Door]) -> "Prepared":
        bench = Bench(doors)
        bench.run()
        for key in bench.department_keys()[4:25:4]:
            bench.put(key, name=f"Département renommé {key}")
        for key in NEW_KEYS:
            bench.put(key, id=f"N{key}", name=f"Nouveau {key}", **{"parent.key": str(NEW_KEYS[1])})
        bench.remove(bench.department_keys()[3])
        bench.intacct.calls.reset()
        bench.salesforce.calls.reset()
        return cls(bench, rows_in_salesforce(bench))

    def stand_in(self, side: Side) -> StandIn:
        return self.bench.intacct if side == "intacct" else self.bench.salesforce

    def spoil(self, side: Side, *rules: Mapping[str, Any]) -> None:
        self.stand_in(side).faults.add(*rules)

    def heal(self) -> None:
        """From now on both sides answer as they should."""
        self.bench.intacct.faults.clear()
        self.bench.salesforce.faults.clear()

    def run(self) -> Run:
        """The judged end of a run."""
        run = self.bench.run()
        judge(self.bench, run, self.before)
        return run

    @staticmethod
    def clean_calls(side: Side) -> int:
        return CLEAN_CALLS[side]

    def extra_calls(self) -> dict[str, int]:
        """Calls beyond those of a run with nothing going wrong."""
        intacct, salesforce = self.bench.calls()
        return {"intacct": intacct - CLEAN_CALLS["intacct"], "salesforce": salesforce - CLEAN_CALLS["salesforce"]}
