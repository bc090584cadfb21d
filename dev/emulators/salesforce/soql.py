"""One SOQL statement against one org: which rows it finds, and their records page by page."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from dev.emulators.salesforce.errors import ApiError, malformed_query
from dev.emulators.salesforce.soql_columns import column_metadata
from dev.emulators.salesforce.soql_parse import AGGREGATES, Ordering, Query, parse
from dev.emulators.salesforce.soql_paths import Paths
from dev.emulators.salesforce.soql_select import Column, Selection, aggregate_sql
from dev.emulators.salesforce.soql_where import Where
from dev.emulators.salesforce.store import Store

LONGEST_OFFSET = 2_000
_LONG_TEXT = 255


class Statement:
    """A statement that was understood. Making one raises ApiError as Salesforce refuses the text."""

    def __init__(self, store: Store, soql: str) -> None:
        query = parse(soql)
        self._store = store
        self._paths = Paths(store.objects, query.object)
        self._where = Where(store, self._paths)
        self._condition = self._where.sql(query.where) if query.where else "TRUE"
        self._query = query
        self._order = self._order_sql(query)
        if query.offset > LONGEST_OFFSET:
            raise ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", f"Maximum SOQL offset allowed is {LONGEST_OFFSET}")
        self.aggregates = bool(query.selected[0].function in AGGREGATES and not query.counts)
        self._names = aggregate_sql(query.selected, self._paths) if self.aggregates else {}
        self._selection = None if query.counts or self.aggregates else Selection(query.selected, self._paths)

    @property
    def counts(self) -> bool:
        """Whether it is ``SELECT COUNT()``: an answer without records."""
        return self._query.counts

    @property
    def columns(self) -> Sequence[Column]:
        return self._selection.columns if self._selection else ()

    @property
    def metadata(self) -> list[dict[str, Any]]:
        return column_metadata(self.columns, list(self._names))

    @property
    def wide(self) -> bool:
        """Whether Salesforce gives only small pages, because of several long texts."""
        fields = [column.place.field for column in self.columns]
        return sum(field.type == "textarea" and field.length > _LONG_TEXT for field in fields) > 1

    @property
    def has_compounds(self) -> bool:
        return any(column.place.field.parts for column in self.columns)

    @property
    def header(self) -> list[str]:
        """The selected paths as one names them in CSV."""
        return [".".join((*column.place.hop.way, column.name)) for column in self.columns]

    def count(self) -> int:
        """How many rows fit, within LIMIT."""
        found: int = self._run("COUNT(*)", ordered=False)[0][0]
        return found if self._query.limit is None else min(found, self._query.limit)

    def row_numbers(self) -> "array[int]":
        """The rows found, in order, by their number in the table."""
        return array("q", [row[0] for row in self._run("t0.rowid", ordered=True)])

    def aggregate_record(self) -> dict[str, Any]:
        row = self._run(", ".join(self._names.values()), ordered=False)[0]
        return {"attributes": {"type": "AggregateResult"}, **dict(zip(self._names, row, strict=True))}

    def records(self, row_numbers: Sequence[int], data_url: str) -> list[dict[str, Any]]:
        """The records of these rows as they are now, in this order; rows that have gone are left out."""
        selection = self._selection
        if selection is None:
            return []
        listed = ",".join(map(str, row_numbers))
        sql = f"SELECT {', '.join(selection.sql)} FROM {self._paths.tables} WHERE t0.rowid IN ({listed})"
        found: Mapping[int, Sequence[Any]] = {row[0]: row for row in self._store.run(sql)}
        return [selection.record(found[number], data_url) for number in row_numbers if number in found]

    def _run(self, what: str, *, ordered: bool) -> list[tuple[Any, ...]]:
        sql = f"SELECT {what} FROM {self._paths.tables} WHERE {self._condition}"
        if ordered:
            limit = -1 if self._query.limit is None else self._query.limit
            sql += f" ORDER BY {self._order} LIMIT {limit} OFFSET {self._query.offset}"
        return self._store.run(sql, self._where.parameters)

    def _order_sql(self, query: Query) -> str:
        # Without ORDER BY Salesforce promises no order: newest first shows who relies on another. The sign keeps
        # SQLite from walking the whole table just to have it in that order.
        return ", ".join(map(self._ordering_sql, query.order)) or "+t0.rowid DESC"

    def _ordering_sql(self, ordering: Ordering) -> str:
        place = self._paths.resolve(ordering.path)
        if place.field.parts or (place.field.type == "textarea" and place.field.length > _LONG_TEXT):
            raise malformed_query(f"field '{place.field.name}' can not be sorted in a query call")
        column = self._store.comparable(place.field, place.hop.table)
        nulls = "LAST" if ordering.nulls_last else "FIRST"
        return f"{column} {'DESC' if ordering.descending else 'ASC'} NULLS {nulls}"
