"""The rows of a range in windows of bounded size, merged from all sources of the list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice

from chalicelib.core.compare import Wanted, wanted_row
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Selection
from chalicelib.ports import Intacct


@dataclass(frozen=True, slots=True)
class Window:
    """Wanted rows with ascending keys; ``selection`` is the piece of the key space that they fill."""

    rows: tuple[Wanted, ...]
    selection: Selection
    last: bool

    @property
    def highest(self) -> int | None:
        return self.selection.up_to


def windows(intacct: Intacct, managed_list: ManagedList, selection: Selection, page_size: int) -> Iterator[Window]:
    """Windows of at most ``page_size`` rows that together cover ``selection``; the last may be empty.

    A list whose keys are no numbers comes whole, in one window.
    """
    rows = wanted_rows(intacct, managed_list, selection, page_size)
    if not managed_list.numeric_key:
        yield Window(tuple(rows), selection, last=True)
        return
    above = selection.above
    following = next(rows, None)
    while True:
        piece = ([following] if following else []) + list(islice(rows, page_size - 1 if following else 0))
        following = next(rows, None) if piece else None
        if following is None:
            yield Window(tuple(piece), replace(selection, above=above), last=True)
            return
        highest = int(piece[-1].record_key)
        yield Window(tuple(piece), replace(selection, above=above, up_to=highest), last=False)
        above = highest


def wanted_rows(intacct: Intacct, managed_list: ManagedList, selection: Selection, page_size: int) -> Iterator[Wanted]:
    """The selected rows of all sources, each key once: where two sources have it, the first source wins."""
    streams = [_of_source(intacct, managed_list, source, selection, page_size) for source in managed_list.sources]
    return _each_key_once(merge(*streams, key=_order(managed_list)))


def _of_source(
    intacct: Intacct, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
) -> Iterator[Wanted]:
    for row in intacct.rows(managed_list, source, selection, page_size):
        yield wanted_row(managed_list, source, row)


def _order(managed_list: ManagedList) -> Callable[[Wanted], int | str]:
    return (lambda row: int(row.record_key)) if managed_list.numeric_key else (lambda row: row.record_key)


def _each_key_once(rows: Iterable[Wanted]) -> Iterator[Wanted]:
    previous = None
    for row in rows:
        if row.record_key != previous:
            yield row
        previous = row.record_key
