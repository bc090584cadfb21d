"""Reads the selected rows of one Intacct object whole: by ranges of keys, by named keys, or by position."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chalicelib.adapters.intacct_pages import BadPage, Row, key_number
from chalicelib.adapters.intacct_query import MOST_KEYS, Questions
from chalicelib.core.errors import TryAgain
from chalicelib.core.ranges import Selection

READINGS = 2


@dataclass(slots=True)
class RowReader:
    """Reads one object. ``fell_back`` turns true where it can't be read by ranges of keys, as it was meant to be;
    ``drifted`` where it moved while it was read by position.
    """

    questions: Questions
    size: int
    by_position: bool
    drifted: bool = False
    fell_back: bool = False

    def read(self, selection: Selection) -> Iterator[Row]:
        """The selected rows, each once, ascending by key. Raises TryAgain where an answer does not hold."""
        if selection.keys is not None:
            yield from self._named(selection.keys)
        elif self.by_position:
            yield from self._positioned(selection)
        else:
            yield from self._ranged(selection)

    def _ranged(self, selection: Selection) -> Iterator[Row]:
        rest = selection
        while True:
            page = self.questions.page(self.questions.selected(rest), self.size)
            keys = [self._number(row) for row in page.rows]
            self._check_ascending(keys)
            if not all(_inside(rest, key) for key in keys):
                # This object does not heed filters on its key: what is left of it is read by position.
                self.by_position = self.fell_back = True
                yield from self._positioned(rest)
                return
            yield from page.rows
            if len(keys) == page.total:
                return
            rest = replace(rest, above=keys[-1])

    def _named(self, keys: Sequence[str]) -> Iterator[Row]:
        wanted = sorted(set(keys), key=self._order)
        size = min(MOST_KEYS, self.size)
        for first in range(0, len(wanted), size):
            chunk = wanted[first : first + size]
            rows = self.questions.page([{"$in": {"key": chunk}}], size).rows
            found = [str(row["key"]) for row in rows]
            if len(set(found)) < len(found) or not set(found) <= set(chunk):
                raise self._unreadable("it has rows that were not asked for")
            yield from sorted(rows, key=lambda row: self._order(str(row["key"])))

    def _positioned(self, selection: Selection) -> Iterator[Row]:
        rows = self._whole(selection)
        ordered = sorted(rows, key=lambda row: self._order(str(row["key"])))
        if selection.above is None and selection.up_to is None:
            yield from ordered
        else:
            yield from (row for row in ordered if _inside(selection, self._number(row)))

    def _whole(self, selection: Selection) -> list[Row]:
        filters = self.questions.changed_since(selection.since)
        for _ in range(READINGS):
            rows = self._pages(filters)
            if rows is not None:
                return rows
            self.drifted = True
        list_name = self.questions.source.object
        raise TryAgain("intacct_list_moving", f"Rows of {list_name} came and went while they were read, twice.")

    def _pages(self, filters: list[dict[str, dict[str, str]]]) -> list[Row] | None:
        """All rows, or None where they moved meanwhile: every page begins with the last row of the one before."""
        page = self.questions.page(filters, max(self.size, 2))
        rows, total = list(page.rows), page.total
        while len(rows) < total:
            page = self.questions.page(filters, max(self.size, 2), start=len(rows))
            if page.total != total or page.rows[0]["key"] != rows[-1]["key"]:
                return None
            rows += page.rows[1:]
        return rows if len({str(row["key"]) for row in rows}) == total else None

    @property
    def _order(self) -> Callable[[str], int | str]:
        return int if self.questions.managed_list.numeric_key else str

    def _check_ascending(self, keys: Sequence[int]) -> None:
        if any(key <= before for before, key in pairwise(keys)):
            raise self._unreadable("its keys do not ascend")

    def _number(self, row: Row) -> int:
        try:
            return key_number(row)
        except BadPage as bad:
            raise self._unreadable(str(bad)) from None

    def _unreadable(self, what: str) -> TryAgain:
        return self.questions.calls.upstream.unreadable(f"{self.questions.source.object}: {what}")


def _inside(selection: Selection, key: int) -> bool:
    above = selection.above is None or key > selection.above
    return above and (selection.up_to is None or key <= selection.up_to)
