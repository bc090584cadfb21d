"""Runs in memory, part three: how far each range has come, and what became of its rows."""

from collections.abc import Iterator, Sequence

from chalicelib.adapters import cursors
from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run
from chalicelib.ports import RowPage
from dev.fakes.atomic import atomic
from dev.fakes.run_tables import RunStore


class RunRows(RunStore):
    """Rows are listed once the progress of their range counts their window: list and totals never differ."""

    @atomic
    def progress(self, run: Run, number: int) -> RangeProgress | None:
        return self._ranges(run).get(number)

    @atomic
    def all_progress(self, run: Run, first: int = 1) -> list[RangeProgress]:
        return [one for number, one in sorted(self._ranges(run).items()) if number >= first]

    @atomic
    def put_progress(self, run: Run, progress: RangeProgress, previous: RangeProgress | None) -> bool:
        stored = self._ranges(run).get(progress.number)
        if stored != previous or (stored and stored.settled_in(progress.pass_number)):
            return False
        self._ranges(run)[progress.number] = progress
        return True

    @atomic
    def put_rows(self, run: Run, number: int, window: int, rows: Sequence[RowReport]) -> None:
        windows = self.tables.windows.setdefault((run.tenant, run.id), {})
        windows[number, run.pass_number, window] = tuple(rows)

    @atomic
    def rows(self, run: Run, outcome: Outcome | None, limit: int, cursor: str) -> RowPage:
        scope = (run.tenant, "rows", run.id, outcome or "")
        start = tuple(cursors.decode(scope, cursor)) if cursor else (0, 0, 0, 0)
        places = ((place, row) for place, row in self._listed(run, start[:3]) if outcome in (None, row.outcome))
        page: list[RowReport] = []
        for place, row in places:
            if place < start:
                continue
            if len(page) == limit:
                return RowPage(tuple(page), cursors.encode(scope, list(place)))
            page.append(row)
        return RowPage(tuple(page))

    @atomic
    def failed_keys(self, run: Run, number: int) -> tuple[str, ...]:
        rows = (row for place, row in self._listed(run) if place[0] == number)
        return tuple(row.record_key for row in rows if row.outcome is Outcome.FAILED)

    def _listed(self, run: Run, start: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], RowReport]]:
        ranges = self._ranges(run)
        for place, rows in sorted(self.tables.windows.get((run.tenant, run.id), {}).items()):
            number, pass_number, window = place
            progress = ranges.get(number)
            if place >= start and progress and progress.pass_number == pass_number and window in progress.windows:
                yield from (((*place, index), row) for index, row in enumerate(rows))

    def _ranges(self, run: Run) -> dict[int, RangeProgress]:
        return self.tables.ranges.setdefault((run.tenant, run.id), {})
