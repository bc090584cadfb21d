"""Changes of a page of rows, none of which could be true of a list: single rows, their order, and the whole."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from tests.proof.upstream.answers import META, RESULT, Side

Change = Callable[[Any], None]
NO_KEYS: Sequence[Any] = ("", None, "D-17", "-1", True, [], {}, "9" * 30)
ODD_KEYS: Sequence[Any] = ("1.5", "007", " 5", "٣")
"""Salesforce's column is a number of the row like others: these are other values there."""
NO_ROWS: Sequence[Any] = (None, [], "row", 7)
NO_MEMBERS: Sequence[Any] = (None, "", 0, {}, [[]])
NO_TOTALS: Sequence[Any] = (None, "60", -1, 59, 61, 0, True, 60.5, [], 4000)


def rows_of(document: Any, side: Side) -> list[Any]:
    rows: list[Any] = document[RESULT] if side == "intacct" else document["records"]
    return rows


def changes(side: Side, rows: int, columns: Sequence[str]) -> Iterator[tuple[str, Change]]:
    """Each with its name, of a page of so many rows. What only changes a name or a price nobody can see."""
    yield from _of_places(side, rows)
    yield from _of_single_rows(side, rows, columns)
    yield from _of_the_whole(side)


def _of_places(side: Side, rows: int) -> Iterator[tuple[str, Change]]:
    for at in range(rows - 1):
        yield f"row {at} left out", partial(_leave_out, side, at)
        yield f"row {at} twice", partial(_double, side, at)
        yield f"row {at} instead of the next", partial(_instead_of_next, side, at)
        yield f"row {at} after the next", partial(_after_next, side, at)
    yield "backwards", partial(_reverse, side)


def _of_single_rows(side: Side, rows: int, columns: Sequence[str]) -> Iterator[tuple[str, Change]]:
    key, keys = ("key", (*NO_KEYS, *ODD_KEYS)) if side == "intacct" else ("Intacct_Record_No__c", NO_KEYS)
    for number, value in enumerate(keys):
        yield f"key {value!r}", partial(_set_column, side, 5 * number % rows, key, value)
    for number, value in enumerate(NO_ROWS):
        yield f"a row that is {value!r}", partial(_set_row, side, 7 * number, value)
    for number, column in enumerate(columns):
        yield f"no {column}", partial(_drop_column, side, number, column)


def _of_the_whole(side: Side) -> Iterator[tuple[str, Change]]:
    for value in NO_TOTALS:
        yield f"total {value!r}", partial(_set_total, side, value)
    for keep in (0, 1, 10, 30, 58, 59):
        yield f"only {keep} rows", partial(_shorten, side, keep)
    for name in (RESULT, META) if side == "intacct" else ("records", "totalSize"):
        yield f"no {name}", partial(_drop_member, name)
        for odd in NO_MEMBERS:
            yield f"{name} {odd!r}", partial(_set_member, name, odd)


def _leave_out(side: Side, at: int, document: Any) -> None:
    rows_of(document, side).pop(at)


def _double(side: Side, at: int, document: Any) -> None:
    rows_of(document, side).insert(at, rows_of(document, side)[at])


def _instead_of_next(side: Side, at: int, document: Any) -> None:
    rows_of(document, side)[at + 1] = rows_of(document, side)[at]


def _after_next(side: Side, at: int, document: Any) -> None:
    rows_of(document, side).insert(at, rows_of(document, side).pop(at + 1))


def _reverse(side: Side, document: Any) -> None:
    rows_of(document, side).reverse()


def _shorten(side: Side, keep: int, document: Any) -> None:
    del rows_of(document, side)[keep:]


def _set_row(side: Side, at: int, value: Any, document: Any) -> None:
    rows_of(document, side)[at] = value


def _set_column(side: Side, at: int, column: str, value: Any, document: Any) -> None:
    rows_of(document, side)[at][column] = value


def _drop_column(side: Side, at: int, column: str, document: Any) -> None:
    del rows_of(document, side)[at][column]


def _set_total(side: Side, value: Any, document: Any) -> None:
    if side == "intacct":
        document[META]["totalCount"] = value
    else:
        document["totalSize"] = value


def _drop_member(name: str, document: Any) -> None:
    del document[name]


def _set_member(name: str, value: Any, document: Any) -> None:
    document[name] = value
