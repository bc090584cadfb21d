"""Rows that meet a lock: outlasted for a minute, in ever smaller company, and never longer than a worker has time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.core.compare import Values
from chalicelib.ports import RowError, WriteResult
from chalicelib.usecases.resync.chunks import write_in_chunks
from dev.fakes import FakeClock

LOCKED = WriteResult(error=RowError("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"))
WAIT_SECONDS = 10
"""How long Salesforce itself waits for a lock before it refuses the row."""


@dataclass
class Org:
    """Somebody holds these rows until then. ``sizes`` are the rows of each call."""

    clock: FakeClock
    held: frozenset[int]
    until: datetime
    sizes: list[int] = field(default_factory=list)

    def write(self, records: Sequence[Values]) -> list[WriteResult]:
        self.sizes.append(len(records))
        locked = [record["row"] in self.held for record in records]
        if any(locked) and self.clock.now() < self.until:
            self.clock.advance(min(WAIT_SECONDS, (self.until - self.clock.now()).total_seconds()))
        held = self.clock.now() < self.until
        return [LOCKED if held and one else WriteResult("id") for one in locked]


def written(held: Sequence[int], seconds: float, rows: int = 200) -> tuple[Org, list[WriteResult], float]:
    clock = FakeClock()
    began = clock.now()
    org = Org(clock, frozenset(held), began + timedelta(seconds=seconds))
    results = write_in_chunks(clock, org.write, [{"row": Decimal(number)} for number in range(rows)])
    return org, results, (clock.now() - began).total_seconds()


@pytest.mark.parametrize("rows", [1, 50, 200])
def test_rows_locked_for_less_than_a_minute_are_all_written(rows: int) -> None:
    for seconds in range(1, 60):
        org, results, _ = written(range(rows), seconds)
        assert [result.error for result in results] == [None] * 200, seconds
        if rows == 1:
            assert org.sizes == [200, 1, 1, 1][: len(org.sizes)]


def test_a_row_locked_for_longer_is_told_of_and_the_others_are_written_once() -> None:
    org, results, _ = written([7], 3600)
    assert [number for number, result in enumerate(results) if result.error] == [7]
    assert org.sizes == [200, 1, 1, 1]


def test_where_all_rows_are_locked_for_long_a_worker_does_not_lose_its_time_over_them() -> None:
    org, results, seconds = written(range(200), 3600)
    assert all(result.error for result in results)
    assert seconds < 100
    assert org.sizes[:5] == [200, 50, 50, 50, 50]


def test_a_lock_that_goes_while_rows_are_tried_again_lets_all_of_them_through() -> None:
    _, results, _ = written(range(200), 50)
    assert [result.error for result in results] == [None] * 200
