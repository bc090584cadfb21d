"""Records on their way to Salesforce and back: JSON as sObject Collections takes it, answers row by row."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from chalicelib.core.compare import Present, Value, Values, record_reader
from chalicelib.core.lists import KEY_FIELD, RUN_FIELD, ManagedList
from chalicelib.ports import RowError, WriteResult

MOST_RECORDS = 200
LONGEST_TEXT = 1_000
"""Of an error: a rule of the org may say whatever it likes."""

# Numbers leave as they are, with every digit: a float would round long ones.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class BadAnswer(ValueError):  # noqa: N818 - an answer is bad; nothing of ours is in error
    """An answer that can't be true; the text says why, without anybody's data."""


def body_of(object_name: str, records: Sequence[Values]) -> bytes:
    """The body of a Collections call. Each row stands for itself: one that is refused does not hold up the others."""
    rows = [_sent(object_name, record) for record in records]
    return _ENCODER.encode({"allOrNone": False, "records": rows})


def repeated(records: Sequence[Values], name: str) -> frozenset[Value]:
    """The values of ``name`` that more than one record carries."""
    times = Counter(record[name] for record in records)
    return frozenset(value for value, count in times.items() if count > 1)


def refused_twice(name: str, value: Value) -> WriteResult:
    """What Salesforce answers to each of several rows with one key; to choose one of them would be to guess."""
    return WriteResult(error=RowError("DUPLICATE_VALUE", f"Duplicate external id specified: {value}", (name,)))


def results_of(answer: Any, count: int) -> list[WriteResult]:
    """The results of ``count`` records in the order sent. Raises BadAnswer."""
    if not isinstance(answer, list) or len(answer) != count:
        given = len(answer) if isinstance(answer, list) else "no"
        raise BadAnswer(f"it has {given} results for {count} rows")
    return [_result(item) for item in answer]


def present_reader(managed_list: ManagedList) -> Callable[[Any], Present]:
    """Reads rows as a query gives them. Raises BadAnswer where a column is missing."""
    read = record_reader(managed_list)
    needed = {name.partition(".")[0] for name in ("Id", KEY_FIELD, RUN_FIELD, *managed_list.columns)}

    def present(record: Any) -> Present:
        if not isinstance(record, dict):
            raise BadAnswer("a row is no object")
        missing = needed - record.keys()
        if missing or not isinstance(record["Id"], str):
            raise BadAnswer(f"a row lacks {min(missing, default='Id')}")
        return Present(record["Id"], str(record[KEY_FIELD] or ""), read(record), str(record[RUN_FIELD] or ""))

    return present


def _sent(object_name: str, record: Values) -> dict[str, Any]:
    row: dict[str, Any] = {"attributes": {"type": object_name}}
    for name, value in record.items():
        lookup, dot, key = name.partition(".")
        if not dot:
            row["id" if name == "Id" else name] = value
        elif value is None:
            row[lookup.removesuffix("__r") + "__c"] = None
        else:
            row[lookup] = {key: value}
    return row


def _result(item: Any) -> WriteResult:
    if not isinstance(item, Mapping) or not isinstance(item.get("success"), bool):
        raise BadAnswer("a result does not say whether its row was written")
    errors = item.get("errors", [])
    if not isinstance(errors, list) or not all(isinstance(error, Mapping) for error in errors):
        raise BadAnswer("the errors of a row can't be read")
    if not item["success"]:
        return WriteResult(error=_error(errors[0] if errors else {}))
    if not isinstance(item.get("id"), str):
        raise BadAnswer("a row was written, and has no id")
    return WriteResult(item["id"], item.get("created") is True)


def _error(error: Mapping[str, Any]) -> RowError:
    fields = error.get("fields")
    names = tuple(name for name in fields if isinstance(name, str)) if isinstance(fields, list) else ()
    code, message = error.get("statusCode"), error.get("message")
    return RowError(_text(code) or "UNKNOWN_EXCEPTION", _text(message) or "Salesforce gave no reason.", names)


def _text(value: Any) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""
