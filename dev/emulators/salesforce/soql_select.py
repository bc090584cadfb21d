"""The SELECT list of a query: the SQL that fetches it, and the records made of what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dev.emulators.salesforce.errors import malformed_query
from dev.emulators.salesforce.fields import Field
from dev.emulators.salesforce.soql_parse import AGGREGATES, Selected
from dev.emulators.salesforce.soql_paths import Hop, Paths, Place
from dev.emulators.salesforce.values import to_json

_ADDRESS_KEYS = ("street", "city", "state", "postalCode", "country", "latitude", "longitude", "geocodeAccuracy")
_LOCATION_KEYS = ("latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a record: ``name`` in the answer, ``at`` its place (or its first part's) in the fetched row."""

    place: Place
    name: str
    at: int
    function: str

    def read(self, row: Sequence[Any]) -> Any:
        field = self.place.field
        if field.parts:
            return compound_value(field, row[self.at : self.at + len(field.parts)])
        value = row[self.at]
        if self.function == "TOLABEL":
            return label_of(field, value)
        return _formatted(field, value) if self.function == "FORMAT" else to_json(field, value)


class Selection:
    """What a query asks of every record."""

    def __init__(self, items: Sequence[Selected], paths: Paths) -> None:
        self.sql: list[str] = ["t0.rowid"]
        self.columns: list[Column] = []
        self._hops: dict[Hop, int] = {}
        for item in items:
            self._add(item, paths.resolve(item.path))

    def record(self, row: Sequence[Any], data_url: str) -> dict[str, Any]:
        """One record as the REST API writes it; ``data_url`` is ``/services/data/v66.0``."""
        made: dict[Hop, dict[str, Any] | None] = {}
        root: dict[str, Any] = {}
        for column in self.columns:
            target = self._target(column.place.hop, row, data_url, root, made)
            if target is not None:
                target[column.name] = column.read(row)
        return root

    def _add(self, item: Selected, place: Place) -> None:
        self._include(place.hop)
        name = item.alias or place.field.name
        if any(column.place.hop == place.hop and column.name == name for column in self.columns):
            raise malformed_query(f"duplicate field selected: {name}")
        self.columns.append(Column(place, name, len(self.sql), item.function))
        self.sql += [place.column(part) for part in place.field.parts or (place.field.name,)]

    def _include(self, hop: Hop) -> None:
        if hop not in self._hops:
            self._hops[hop] = len(self.sql)
            self.sql.append(f"{hop.table}.Id")

    def _target(
        self,
        hop: Hop,
        row: Sequence[Any],
        data_url: str,
        root: dict[str, Any],
        made: dict[Hop, dict[str, Any] | None],
    ) -> dict[str, Any] | None:
        """The object that takes the values of this hop; None where the reference is empty."""
        if hop in made:
            return made[hop]
        record_id = row[self._hops[hop]]
        target = root if not hop.way else {}
        kind = hop.sobject.name
        target["attributes"] = {"type": kind, "url": f"{data_url}/sobjects/{kind}/{record_id}"}
        made[hop] = target if record_id else None
        _attach(root, hop.way, made[hop])
        return made[hop]


def aggregate_sql(items: Sequence[Selected], paths: Paths) -> dict[str, str]:
    """The SQL of each aggregate by its name in the answer."""
    found = {}
    for number, item in enumerate(items):
        if item.function not in AGGREGATES:
            raise malformed_query(f"Field must be grouped or aggregated: {item.path}")
        column = paths.resolve(item.path).column() if item.path else "*"
        function = item.function.replace("COUNT_DISTINCT", "COUNT")
        distinct = "DISTINCT " if item.function == "COUNT_DISTINCT" else ""
        found[item.alias or f"expr{number}"] = f"{function}({distinct}{column})"
    return found


def compound_value(field: Field, parts: Sequence[Any]) -> dict[str, Any] | None:
    """An address or a location out of its parts; None where all of them are empty."""
    if all(part is None for part in parts):
        return None
    keys = _ADDRESS_KEYS if field.type == "address" else _LOCATION_KEYS
    return dict(sorted(zip(keys, parts, strict=True)))


def label_of(field: Field, value: str | None) -> str | None:
    """The labels of a picklist value, or of each of several; a value unknown to the picklist as it is."""
    if value is None:
        return None
    labels = {choice.value: choice.label for choice in field.choices}
    return ";".join(labels.get(item, item) for item in value.split(";"))


def _formatted(field: Field, value: Any) -> Any:
    if value is None or not field.is_number:
        return to_json(field, value)
    return f"{value:,.{field.scale}f}"


def _attach(root: dict[str, Any], way: tuple[str, ...], target: dict[str, Any] | None) -> None:
    if not way:
        return
    for step in way[:-1]:
        root = root.setdefault(step, {})
        if root is None:
            return
    root[way[-1]] = target
