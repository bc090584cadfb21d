"""What of a row that people changed in Salesforce goes to Intacct: the newer side wins, in a tie Intacct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chalicelib.core.compare import Present, Value, Values, Wanted, difference
from chalicelib.core.fieldmap import MappedField, Rule

Flat = Mapping[str, Any]
"""An Intacct record's values by dotted name."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A row of Salesforce that was last changed by somebody else than us, and when."""

    present: Present
    edited_at: datetime


def values_to_write(
    rows: Sequence[MappedField], edited: Edited, wanted: Wanted, modified_at: datetime | None, *, fresh: bool
) -> dict[str, Value]:
    """The columns whose Salesforce value goes to Intacct, with that value.

    ``wanted`` is Intacct's row, ``modified_at`` when it was last changed there: the newer side wins. Where Salesforce
    alone fills a field, a ``fresh`` edit, with which no run has dealt, goes to Intacct even so: the newer change there
    may have been to another field.

    Nothing is cleared in Intacct by an empty lookup, which may point to a row not linked to Intacct, nor by an empty
    field that Salesforce alone fills: it may never have been filled.
    """
    newer = modified_at is not None and edited.edited_at > modified_at
    chosen = [row for row in rows if newer or (fresh and row.rule is Rule.TO_INTACCT)]
    theirs = {row.column: edited.present.values.get(row.column) for row in chosen}
    differing = difference(theirs, wanted.values)
    can_clear = {row.column for row in chosen if row.rule is Rule.BOTH and not row.lookup}
    return {column: value for column, value in differing.items() if value is not None or column in can_clear}


def intacct_values(rows: Sequence[MappedField], values: Values) -> dict[str, Any]:
    """The values as Intacct takes them, by dotted name. Raises ValueError for a lookup that leaves its list."""
    return {row.intacct: _written(row, values[row.column]) for row in rows if row.column in values}


def instant(text: Any) -> datetime | None:
    """A stamp of Intacct's, which may lack its zone: then it is UTC. None where it can't be read."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _written(row: MappedField, value: Value) -> Any:
    if value is None:
        return None
    if row.lookup:
        list_key, _, record_key = str(value).rpartition(":")
        if list_key != row.lookup:
            raise ValueError(f"{row.salesforce} points to a row of {list_key or 'no list'}, not of {row.lookup}.")
        return record_key
    if isinstance(value, Decimal):
        return _number(row, value)
    return str(value).replace("+00:00", "Z") if row.shape.type == "datetime" else value


def _number(row: MappedField, value: Decimal) -> str | int | float:
    match row.shape.intacct:
        case "integer":
            return int(value)
        case "number":
            # Decimals of more digits than a float holds are text in Intacct's JSON.
            return float(value)
    return f"{value:f}"
