"""CSV as Bulk API 2.0 reads and writes it: ``#N/A`` clears a field, an empty cell leaves it alone."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dev.emulators.salesforce.fields import Field, SObject

CLEAR = "#N/A"
DELIMITERS = {
    "BACKQUOTE": "`",
    "CARET": "^",
    "COMMA": ",",
    "PIPE": "|",
    "SEMICOLON": ";",
    "TAB": "\t",
}
LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}


def read_table(content: bytes, delimiter: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows. Raises ValueError for what is not strict CSV in UTF-8."""
    text = content.decode("utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[delimiter], strict=True)
    try:
        header, *rows = list(reader)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if any(len(row) != len(header) for row in rows):
        raise ValueError("a row has more or fewer cells than the header")
    return header, rows


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str, line_ending: str) -> bytes:
    """A table with every cell quoted, as Salesforce sends them."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=DELIMITERS[delimiter],
        lineterminator=LINE_ENDINGS[line_ending],
        quoting=csv.QUOTE_ALL,
    )
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def unknown_columns(sobject: SObject, header: Sequence[str]) -> list[str]:
    """The columns that name neither a field nor ``Relation__r.External_Id__c``."""
    return [name for name in header if _target(sobject, name) is None]


def record_of(sobject: SObject, header: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """A row as sObject Collections would have it in JSON."""
    record: dict[str, Any] = {}
    for name, cell in zip(header, row, strict=True):
        field = _target(sobject, name)
        if cell == "" or field is None:
            continue
        relation, _, parent_field = name.partition(".")
        if cell == CLEAR:
            record[field.name] = None
        elif parent_field:
            record[relation] = {parent_field: cell}
        else:
            record[name] = _value(field, cell)
    return record


def cell_of(value: Any) -> str:
    """A JSON value as a cell."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def flat(record: Mapping[str, Any], path: str) -> Any:
    """The value at ``Owner.Name`` of a queried record."""
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _target(sobject: SObject, name: str) -> Field | None:
    relation, dot, _ = name.partition(".")
    return sobject.relation(relation) if dot else sobject.find(name)


def _value(field: Field, cell: str) -> Any:
    """The JSON value that a cell stands for; what cannot be read stays text, and is refused as such."""
    if field.type == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(cell.lower(), cell)
    try:
        if field.type == "int":
            return int(cell)
        return float(cell) if field.is_number else cell
    except ValueError:
        return cell
