"""The rows of one org, in an SQLite database in memory: a table an object, a column a field."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from dev.emulators.salesforce.fields import Field, SObject
from dev.emulators.salesforce.ids import make_id

Stored = str | int | float | None
Row = dict[str, Stored]


def fold(value: Stored) -> Stored:
    """What text is compared by where Salesforce takes upper and lower case for the same; other values as they are."""
    return value.lower() if isinstance(value, str) else value


def quoted(name: str) -> str:
    return f'"{name}"'


def folded_column(field: Field) -> str:
    """The column that holds an indexed text field a second time, folded, because SQLite folds ASCII only."""
    return quoted(f"{field.name}~")


class Store:
    """Rows by object; ``clock`` gives seconds since 1970. Values are in stored form (see ``values.py``).

    Hold ``lock`` around steps that belong together; every method takes it as well.
    """

    def __init__(self, objects: Mapping[str, SObject], clock: Callable[[], float]) -> None:
        self.objects = objects
        self.lock = threading.RLock()
        self.user_id: str | None = None
        self._clock = clock
        self._made = dict.fromkeys(objects, 0)
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._database.create_function("fold", 1, fold, deterministic=True)
        for item in objects.values():
            self._create(item)

    def now(self) -> str:
        """The present as a stored datetime."""
        return datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def insert(self, sobject: SObject, values: Mapping[str, Stored]) -> str:
        """Add a row and return its new id; fields not given take their defaults."""
        with self.lock:
            row = self._new_row(sobject, values)
            self._put(sobject, list(row), [list(row.values())])
            return str(row["Id"])

    def update(self, sobject: SObject, record_id: str, values: Mapping[str, Stored]) -> None:
        """Change a row that exists; the audit fields move even where no value differs."""
        changed = {**values, "LastModifiedDate": self.now(), "SystemModstamp": self.now()}
        changed["LastModifiedById"] = self.user_id
        columns = changed | _folded(sobject, changed)
        assignments = ", ".join(f"{quoted(column)} = ?" for column in columns)
        self.run(f"UPDATE {quoted(sobject.name)} SET {assignments} WHERE Id = ?", [*columns.values(), record_id])

    def put_many(self, name: str, rows: Iterable[Mapping[str, Stored]]) -> int:
        """Load rows without any check, quickly; all have the columns of the first. Returns how many."""
        sobject, rows = self.objects[name], iter(rows)
        first = next(rows, None)
        if first is None:
            return 0
        given = list(first)
        folded = [column for column in given if _is_folded(sobject.all_fields[column])]
        with self.lock, self.all_or_nothing():
            before = self._made[name]
            common = {column: value for column, value in self._defaults(sobject).items() if column not in first}
            fixed = tuple(common.values())

            def loaded(row: Mapping[str, Stored]) -> tuple[Stored, ...]:
                self._made[name] += 1
                record_id = make_id(sobject.prefix, self._made[name])
                values = tuple(map(row.get, given)) + tuple(fold(row.get(column)) for column in folded)
                return (record_id, *fixed, *values)

            names = ["Id", *common, *given, *(f"{column}~" for column in folded)]
            self._put(sobject, names, map(loaded, chain([first], rows)))
            return self._made[name] - before

    def row(self, sobject: SObject, record_id: str) -> Row | None:
        """The whole row of this 18-character id."""
        columns = [item.name for item in sobject.stored()]
        listed = ", ".join(map(quoted, columns))
        found = self.run(f"SELECT {listed} FROM {quoted(sobject.name)} WHERE Id = ?", [record_id])
        return dict(zip(columns, found[0], strict=True)) if found else None

    def find(self, sobject: SObject, field: Field, value: Stored) -> list[str]:
        """The ids of the rows with this value, equal in the way that Salesforce compares the field."""
        column, wanted = quoted(field.name), value
        if field.folds_case and isinstance(value, str):
            column, wanted = self.comparable(field), fold(value)
        found = self.run(f"SELECT Id FROM {quoted(sobject.name)} WHERE {column} = ? LIMIT 10", [wanted])
        return [row[0] for row in found]

    def comparable(self, field: Field, table: str = "") -> str:
        """The SQL expression by which a field is compared."""
        prefix = f"{table}." if table else ""
        if not field.folds_case:
            return prefix + quoted(field.name)
        return prefix + folded_column(field) if field.indexed else f"fold({prefix}{quoted(field.name)})"

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.lock:
            return self._database.execute(sql, parameters).fetchall()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo every write of the block where it raises."""
        with self.lock:
            self._database.execute("SAVEPOINT step")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK TO step")
                raise
            finally:
                self._database.execute("RELEASE step")

    def add_fields(self, name: str, fields: Iterable[Field]) -> None:
        """Give an object further fields; those that it has already are left alone."""
        sobject = self.objects[name]
        with self.lock:
            for item in fields:
                if item.name not in sobject.all_fields:
                    sobject.all_fields[item.name] = item
                    self._add_column(sobject, item)

    def _create(self, sobject: SObject) -> None:
        fields = [item for item in sobject.stored() if item.name != "Id" and not item.parts]
        columns = ["Id TEXT PRIMARY KEY", *(column for item in fields for column in _columns(item))]
        # In one statement: SQLite reads the whole schema again for each column that is added later.
        self.run(f"CREATE TABLE {quoted(sobject.name)} ({', '.join(columns)})")
        for item in fields:
            self._index(sobject, item)

    def _add_column(self, sobject: SObject, field: Field) -> None:
        if field.parts:
            return
        for column in _columns(field):
            self.run(f"ALTER TABLE {quoted(sobject.name)} ADD COLUMN {column}")
        self._index(sobject, field)

    def _index(self, sobject: SObject, field: Field) -> None:
        if field.indexed:
            index = quoted(f"{sobject.name}.{field.name}")
            self.run(f"CREATE INDEX {index} ON {quoted(sobject.name)} ({self.comparable(field)})")

    def _new_row(self, sobject: SObject, values: Mapping[str, Stored]) -> Row:
        self._made[sobject.name] += 1
        row = {"Id": make_id(sobject.prefix, self._made[sobject.name]), **self._defaults(sobject), **values}
        return row | _folded(sobject, row)

    def _defaults(self, sobject: SObject) -> Row:
        """What a new row has where nothing else is said."""
        row: Row = {item.name: _default(item) for item in sobject.stored() if item.type == "boolean"}
        row |= dict.fromkeys(("CreatedDate", "LastModifiedDate", "SystemModstamp"), self.now())
        row |= dict.fromkeys(("CreatedById", "LastModifiedById"), self.user_id)
        return row | ({"OwnerId": self.user_id} if "OwnerId" in sobject.all_fields else {})

    def _put(self, sobject: SObject, names: Sequence[str], rows: Iterable[Sequence[Stored]]) -> None:
        columns, marks = ", ".join(map(quoted, names)), ", ".join("?" * len(names))
        self._database.executemany(f"INSERT INTO {quoted(sobject.name)} ({columns}) VALUES ({marks})", rows)


def _columns(field: Field) -> Iterator[str]:
    """The columns that hold a field, as SQL declares them."""
    default = f" DEFAULT {_default(field)}" if field.type == "boolean" else ""
    yield quoted(field.name) + default
    if _is_folded(field):
        yield folded_column(field)


def _is_folded(field: Field) -> bool:
    return field.indexed and field.folds_case


def _folded(sobject: SObject, values: Mapping[str, Stored]) -> Row:
    """The second, folded form of those values that are indexed without regard to case."""
    return {f"{name}~": fold(value) for name, value in values.items() if _is_folded(sobject.all_fields[name])}


def _default(field: Field) -> Stored:
    return int(field.default == "true")
