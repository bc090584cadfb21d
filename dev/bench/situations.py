"""What each side is put through: a first load, nothing changed, a little changed, and a kill halfway."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from dev.bench.bench_list import BenchList
from dev.bench.sides import LONGEST_SECONDS, SIDES, Side
from dev.stack.apart import Surroundings

CHANGED_SHARE = 0.01
SETTLED_SECONDS = 3.0
"""Longer than a Bulk job waits for its turn: if nothing was written for so long, nothing goes on."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over the list, right at its end: what it cost."""

    intacct_calls: int
    salesforce_calls: int
    rows_written: int
    seconds: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Kill:
    """A first load that was killed when half of the rows were written, and brought to its end later.

    ``missing`` are the rows that Salesforce lacks for as long as nothing is started again; calls and rows are those of
    both parts together.
    """

    missing: int
    intacct_calls: int
    salesforce_calls: int
    rows_written: int


def passes(key: str, rows: int) -> dict[str, Pass]:
    """The three situations in turn, on one pair of stand-ins."""
    with _ready(key, rows) as (side, made):
        first = _measured(side, made)
        unchanged = _measured(side, made)
        made.touch(CHANGED_SHARE)
        return {"first": first, "unchanged": unchanged, "changed": _measured(side, made)}


def kill(key: str, rows: int) -> Kill:
    """On stand-ins of its own, Salesforce's empty."""
    with _ready(key, rows) as (side, made):
        made.reset_calls()
        made.delay()
        side.start()
        _wait_for_half(made)
        side.kill()
        _wait_until_nothing_goes_on(made)
        missing = rows - len(made.present())
        side.start_after_kill()
        side.wait()
        counted = made.counted()
        made.hurry()
        made.check()
        return Kill(missing, **asdict(counted))


@contextmanager
def _ready(key: str, rows: int) -> Iterator[tuple[Side, BenchList]]:
    with Surroundings.started() as around:
        made = BenchList(around.urls.intacct_url, around.urls.salesforce_url, rows)
        os.environ.update(made.environment())
        made.make()
        with SIDES[key](around) as side:
            yield side, made


def _measured(side: Side, made: BenchList) -> Pass:
    made.reset_calls()
    made.delay()
    side.start()
    spent, counted = side.wait(), made.counted()
    made.hurry()
    made.check()
    return Pass(**asdict(counted), seconds=round(spent.seconds, 1), peak_mib=round(spent.peak_mib))


def _wait_for_half(made: BenchList) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while made.counted().rows_written < made.rows / 2:
        if time.monotonic() > until:
            raise RuntimeError("It never came to half of the rows.")
        time.sleep(0.02)


def _wait_until_nothing_goes_on(made: BenchList) -> None:
    written = -1
    while written != made.counted().rows_written:
        written = made.counted().rows_written
        time.sleep(SETTLED_SECONDS)


def main(what: str, key: str, rows: int) -> dict[str, Any]:
    """As JSON has it: the ``passes`` of a side, or its ``kill``."""
    if what == "kill":
        return asdict(kill(key, rows))
    return {name: asdict(one) for name, one in passes(key, rows).items()}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
