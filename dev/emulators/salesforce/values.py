"""Values between JSON and the store: checked and brought into Salesforce's form on the way in.

Stored: text and ids as text, numbers as floats (``int`` fields as ints), booleans as 0 and 1, dates as ``2026-11-24``,
datetimes as ``2026-11-24T07:31:18.000+0000`` in UTC, times as ``07:31:18.000Z``; nothing, or the empty text, as None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from dev.emulators.salesforce.errors import RowError
from dev.emulators.salesforce.fields import Field
from dev.emulators.salesforce.ids import full_id
from dev.emulators.salesforce.store import Stored

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,3})?Z?")
_INT_BOUND = 2**31
_WHITE_SPACE = " \t\r\n\f\v"


def to_stored(field: Field, value: Any) -> Stored:
    """The stored form of a JSON value. Raises RowError as Salesforce words it."""
    if value is None:
        return 0 if field.type == "boolean" else None
    if isinstance(value, str) and not value.strip(_WHITE_SPACE):
        return None
    return _READERS.get(field.type, _text)(field, value)


def to_json(field: Field, stored: Stored) -> Any:
    """The JSON value of a stored one."""
    if stored is None:
        return None
    if field.type == "boolean":
        return bool(stored)
    if field.type == "encryptedstring":
        return "*" * len(str(stored))
    return stored


def parse_datetime(text: str) -> str:
    """The stored form of an ISO 8601 instant with a zone. Raises ValueError."""
    if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def _text(field: Field, value: Any) -> Stored:
    if not isinstance(value, str):
        raise _unreadable(field, value)
    # Only ASCII white space is cut off: a no-break space belongs to the text.
    text = value.strip(_WHITE_SPACE)
    if field.length and len(text) > field.length:
        message = f"{field.label}: data value too large: {text} (max length={field.length})"
        raise RowError("STRING_TOO_LONG", message, [field.name])
    return text


def _picklist(field: Field, value: Any) -> Stored:
    text = _text(field, value)
    chosen = str(text).split(";") if field.type == "multipicklist" else [str(text)]
    known = {choice.value for choice in field.choices if choice.active}
    strange = [item for item in chosen if item not in known]
    if field.restricted and strange:
        message = f"{field.label}: bad value for restricted picklist field: {strange[0]}"
        raise RowError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, [field.name])
    return text


def _number(field: Field, value: Any) -> Stored:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unreadable(field, value)
    whole_digits = field.precision - field.scale
    if field.precision and abs(value) >= 10**whole_digits:
        message = f"{field.label}: value outside of valid range on numeric field: {value}"
        raise RowError("NUMBER_OUTSIDE_VALID_RANGE", message, [field.name])
    return float(round(value, field.scale))


def _int(field: Field, value: Any) -> Stored:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _unreadable(field, value)
    if not -_INT_BOUND <= value < _INT_BOUND:
        message = f"{field.label}: value outside of valid range on numeric field: {value}"
        raise RowError("NUMBER_OUTSIDE_VALID_RANGE", message, [field.name])
    return value


def _boolean(field: Field, value: Any) -> Stored:
    if not isinstance(value, bool):
        raise _unreadable(field, value)
    return int(value)


def _date(field: Field, value: Any) -> Stored:
    try:
        if not _DATE.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise _unreadable(field, value) from error


def _datetime(field: Field, value: Any) -> Stored:
    try:
        return parse_datetime(value)
    except (TypeError, ValueError) as error:
        raise _unreadable(field, value) from error


def _time(field: Field, value: Any) -> Stored:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _unreadable(field, value)
    return f"{value[:8]}.{value.rstrip('Z')[9:]:0<3}Z"


def _id(field: Field, value: Any) -> Stored:
    found = full_id(value) if isinstance(value, str) else None
    if found is None:
        message = f"{field.label}: id value of incorrect type: {value}"
        raise RowError("MALFORMED_ID", message, [field.name])
    return found


def _unreadable(field: Field, value: Any) -> RowError:
    kind = "STRING" if isinstance(value, str) else type(value).__name__.upper()
    message = f"Cannot deserialize instance of {field.type} from VALUE_{kind} value {value} for field {field.name}"
    return RowError("JSON_PARSER_ERROR", message, [field.name])


_READERS: Mapping[str, Callable[[Field, Any], Stored]] = {
    "picklist": _picklist,
    "multipicklist": _picklist,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "int": _int,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "id": _id,
    "reference": _id,
}
