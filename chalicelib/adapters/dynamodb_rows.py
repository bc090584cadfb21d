"""Runs in DynamoDB, part three: how far each range has come, and what became of its rows."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from chalicelib.adapters import cursors
from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb_codec import Item, packed, restored, unmoved, unpacked
from chalicelib.adapters.dynamodb_history import Part
from chalicelib.adapters.run_rules import KEEP_ROWS
from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run
from chalicelib.ports import RowPage

CHUNK_BYTES = 350_000
"""An item may have 400 KB, and a transaction 4 MB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"""
CHUNKS_TOGETHER = 10
HIGHEST = 9999
"""No range has a higher number."""

Place = tuple[int, int, int, int]
"""Range, pass, window, index of a row in its window."""
BEGINNING: Place = (0, 0, 0, 0)


class RunRows(Part):
    """Rows are listed once the progress of their range counts their window: list and totals never differ."""

    def progress(self, run: Run, number: int) -> RangeProgress | None:
        item = self.table.get(keys.range_key(run, number))
        return restored(item["progress"], RangeProgress) if item else None

    def all_progress(self, run: Run, first: int = 1) -> list[RangeProgress]:
        return self._begun(run, first, HIGHEST)

    def _begun(self, run: Run, first: int, last: int) -> list[RangeProgress]:
        lowest, highest = keys.range_key(run, first), keys.range_key(run, last)
        values = {"PK": lowest["PK"], "first": lowest["SK"], "last": highest["SK"]}
        items = self.table.query("#PK = :PK AND #SK BETWEEN :first AND :last", values)
        return [restored(item["progress"], RangeProgress) for item in items]

    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        if previous and previous.settled_in(progress.pass_number):
            return False
        sets = {"progress": progress, "expires_at": keys.expiry(run.started_at, KEEP_ROWS)}
        key = keys.range_key(run, progress.number)
        if previous is None:
            return self.table.update(key, sets, "attribute_not_exists(#PK)", {}).done
        return self.table.update(key, sets, *unmoved(previous, "#progress")).done

    def put_rows(self, run: Run, number: int, window: int, rows: Sequence[RowReport]) -> None:
        """The chunks of one write share a mark: chunks of an older, longer write are known by theirs."""
        chunks = list(_chunks(rows))
        common: dict[str, Any] = {
            "mark": sha256(b"".join(chunks)).hexdigest()[:16],
            "expires_at": keys.expiry(run.started_at, KEEP_ROWS),
        }
        if rows:
            common["outcomes"] = {row.outcome.value for row in rows}
        items = [
            {**keys.window_key(run, number, run.pass_number, window, chunk), "rows": content, **common}
            for chunk, content in enumerate(chunks)
        ]
        if len(items) == 1:
            self.table.put(items[0])
            return
        for start in range(0, len(items), CHUNKS_TOGETHER):
            self.table.transact([self.table.putting(item) for item in items[start : start + CHUNKS_TOGETHER]])

    def rows(self, run: Run, outcome: Outcome | None, limit: int, cursor: str) -> RowPage:
        scope = (run.tenant, "rows", run.id, outcome or "")
        start: Place = tuple(cursors.decode(scope, cursor)) if cursor else BEGINNING
        placed = (pair for pair in self._listed(run, outcome, start) if pair[0] >= start)
        found = list(islice(placed, limit + 1))
        more = len(found) > limit
        return RowPage(tuple(row for _, row in found[:limit]), cursors.encode(scope, [*found[-1][0]]) if more else "")

    def failed_keys(self, run: Run, number: int) -> tuple[str, ...]:
        start: Place = (number, 0, 0, 0)
        failed = self._listed(run, Outcome.FAILED, start, only_range=True)
        return tuple(row.record_key for _, row in failed)

    def _listed(
        self, run: Run, outcome: Outcome | None, start: Place, only_range: bool = False
    ) -> Iterator[tuple[Place, RowReport]]:
        """The rows of the windows from the one of ``start`` on, those of one outcome where it is given."""
        ranges = {one.number: one for one in self._begun(run, start[0], start[0] if only_range else HIGHEST)}
        window, mark, index = (-1, -1, -1), "", 0
        for item in self._items(run, outcome, start, only_range):
            here = _window_of(item)
            if here != window:
                window, mark, index = here, item["mark"], 0
            if item["mark"] != mark or not _counted(ranges.get(here[0]), here):
                continue
            for row in unpacked(item["rows"]):
                if outcome in (None, row.outcome):
                    yield (*here, index), row
                index += 1

    def _items(self, run: Run, outcome: Outcome | None, start: Place, only_range: bool) -> Iterator[Item]:
        first = keys.window_key(run, *start[:3])
        last = keys.window_key(run, start[0] if only_range else HIGHEST, 99, 999_999_999, 999)
        values: dict[str, Any] = {"PK": first["PK"], "first": first["SK"], "last": last["SK"]}
        return self.table.query(
            "#PK = :PK AND #SK BETWEEN :first AND :last",
            values | ({"outcome": outcome} if outcome else {}),
            filters="contains(#outcomes, :outcome)" if outcome else "",
        )


def _chunks(rows: Sequence[RowReport]) -> Iterator[bytes]:
    """The rows packed, halved until each part fits into an item."""
    content = packed(rows)
    if len(content) <= CHUNK_BYTES or len(rows) < 2:
        yield content
        return
    middle = len(rows) // 2
    yield from _chunks(rows[:middle])
    yield from _chunks(rows[middle:])


def _window_of(item: Item) -> tuple[int, int, int]:
    _, number, pass_number, window, _ = item["SK"].split("#")
    return int(number), int(pass_number), int(window)


def _counted(progress: RangeProgress | None, window: tuple[int, int, int]) -> bool:
    return progress is not None and progress.pass_number == window[1] and window[2] in progress.windows
