"""The filters of a query: operators, and the expression that joins them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dev.emulators.intacct.errors import invalid_request
from dev.emulators.intacct.fields import Read
from dev.emulators.intacct.store import Row

Test = Callable[[Any, Any], bool]
Predicate = Callable[[Row], bool]

MOST_VALUES = 1000

_COMPARISONS: Mapping[str, Test] = {
    "$eq": lambda value, given: value == given,
    "$lt": lambda value, given: value is not None and value < given,
    "$lte": lambda value, given: value is not None and value <= given,
    "$gt": lambda value, given: value is not None and value > given,
    "$gte": lambda value, given: value is not None and value >= given,
    "$in": lambda value, given: value in given,
    "$between": lambda value, given: value is not None and given[0] <= value <= given[1],
    "$contains": lambda value, given: given in (value or ""),
    "$startsWith": lambda value, given: (value or "").startswith(given),
    "$endsWith": lambda value, given: (value or "").endswith(given),
}
_NEGATIONS = {
    "$ne": "$eq",
    "$notIn": "$in",
    "$notBetween": "$between",
    "$notContains": "$contains",
    "$notStartsWith": "$startsWith",
    "$notEndsWith": "$endsWith",
}
_TEXT_ONLY = frozenset({"$contains", "$startsWith", "$endsWith"})
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Condition:
    """One member of ``filters``, its value brought to the form that rows are compared in."""

    field: str
    operator: str
    value: Any
    type: Mapping[str, Any]
    case_sensitive: bool = True

    def test(self, read: Read) -> Predicate:
        """Whether a row passes."""
        compare = _COMPARISONS[_NEGATIONS.get(self.operator, self.operator)]
        wanted = self.operator not in _NEGATIONS

        def passes(row: Row) -> bool:
            return compare(comparable(read(row), self.field, self.type, self.case_sensitive), self.value) is wanted

        return passes


def parse_condition(given: Any, type_of: Callable[[str], Mapping[str, Any]], case_sensitive: bool) -> Condition:
    """Read ``{"$gt": {"key": "12"}}``. Raises Refused."""
    operator, members = _only_member(given, "filter")
    field, value = _only_member(members, operator)
    if operator not in _COMPARISONS and operator not in _NEGATIONS:
        raise invalid_request(f"The operator {operator} is not valid")
    if field == "href" or field.endswith(".href"):
        raise invalid_request("The field href cannot be used in filters")
    type_ = type_of(field)
    parsed = _parsed_value(_NEGATIONS.get(operator, operator), field, value, type_, case_sensitive)
    return Condition(field, operator, parsed, type_, case_sensitive)


def _only_member(given: Any, what: str) -> tuple[str, Any]:
    if not isinstance(given, dict) or len(given) != 1:
        raise invalid_request(f"{what} must have exactly one member")
    [(name, value)] = given.items()
    return name, value


def _parsed_value(operator: str, field: str, value: Any, type_: Mapping[str, Any], case_sensitive: bool) -> Any:
    def one(item: Any) -> Any:
        return comparable(_checked(field, item, type_), field, type_, case_sensitive)

    if operator == "$in":
        if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
            raise invalid_request(f"{operator} takes 1 to {MOST_VALUES} values")
        return {one(item) for item in value}
    if operator == "$between":
        if not isinstance(value, list) or len(value) != 2:
            raise invalid_request(f"{operator} takes two values")
        return [one(item) for item in value]
    if operator in _TEXT_ONLY and (not isinstance(value, str) or type_ != {"type": "string"} or _is_key(field)):
        raise invalid_request(f"{operator} works on text only")
    if value is None and operator != "$eq":
        raise invalid_request(f"{operator} does not take null")
    return one(value)


def _checked(field: str, value: Any, type_: Mapping[str, Any]) -> Any:
    """The given value, when it has the form that the field's type asks for."""
    wrong = invalid_request(f"The value {value!r} is not valid for the field {field}")
    if value is None:
        return None
    if type_["type"] == "boolean":
        return value if isinstance(value, bool) else _raise(wrong)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise wrong
    if "enum" in type_ and value not in type_["enum"]:
        raise wrong
    try:
        _check_date(str(value), type_.get("format", ""))
    except ValueError:
        raise wrong from None
    return str(value) if type_["type"] == "string" else value


def _check_date(value: str, format_: str) -> None:
    if format_ == "date":
        date.fromisoformat(value)
    if format_ == "date-time":
        if not _DATE_TIME.fullmatch(value):
            raise ValueError(value)
        datetime.fromisoformat(value)


def _is_key(field: str) -> bool:
    return field == "key" or field.endswith(".key")


def _raise(error: Exception) -> Any:
    raise error


def comparable(value: Any, field: str, type_: Mapping[str, Any], case_sensitive: bool = True) -> Any:
    """A value in the form that it is compared and sorted in: keys and money as numbers."""
    if value is None:
        return None
    if _is_key(field):
        return int(value) if str(value).isdecimal() else _raise(invalid_request(f"{value!r} is not a key"))
    if type_.get("format") == "decimal-precision-2" or type_["type"] == "number":
        return _decimal(value)
    return value if case_sensitive or not isinstance(value, str) else value.casefold()


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise invalid_request(f"{value!r} is not a number") from None
