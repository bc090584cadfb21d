"""The WHERE clause of a query as SQL, with Salesforce's rules for types, case and null."""

from collections.abc import Callable

from dev.emulators.salesforce.errors import ApiError
from dev.emulators.salesforce.fields import COMPOUND_TYPES, Field
from dev.emulators.salesforce.ids import full_id
from dev.emulators.salesforce.soql_parse import Comparison, Condition, Junction, Literal, Negation
from dev.emulators.salesforce.soql_paths import Paths, Place
from dev.emulators.salesforce.soql_tokens import unescaped
from dev.emulators.salesforce.store import Store, Stored, fold
from dev.emulators.salesforce.values import parse_datetime

_LONGEST_FILTERED_TEXT = 255
_KINDS = {"boolean": "boolean", "date": "date", "datetime": "datetime", "time": "string"}


class Where:
    """Turns conditions into SQL; ``parameters`` are gathered in the order of their marks."""

    def __init__(self, store: Store, paths: Paths) -> None:
        self.parameters: list[Stored] = []
        self._store = store
        self._paths = paths

    def sql(self, condition: Condition) -> str:
        """Raises ApiError INVALID_FIELD, or what else Salesforce answers to a filter it cannot use."""
        match condition:
            case Junction(word, inner):
                return "(" + f" {word} ".join(self.sql(item) for item in inner) + ")"
            case Negation(inner):
                # In SOQL a comparison with null is false, not unknown: its negation is true.
                return f"(({self.sql(inner)}) IS NOT TRUE)"
            case Comparison():
                return self._comparison(condition)

    def _comparison(self, comparison: Comparison) -> str:
        place = self._paths.resolve(comparison.path)
        _require_filterable(place.field)
        column = self._store.comparable(place.field, place.hop.table)
        if comparison.operator in ("IN", "NOT IN"):
            return self._membership(place, column, comparison)
        if comparison.operator == "LIKE":
            return self._like(place, column, comparison.literals[0])
        return self._order(place, column, comparison)

    def _order(self, place: Place, column: str, comparison: Comparison) -> str:
        value = _value(place.field, comparison.literals[0])
        operator = {"=": "IS", "!=": "IS NOT"}.get(comparison.operator, comparison.operator)
        if value is None and operator not in ("IS", "IS NOT"):
            message = f"invalid operator on {place.field.type} field with null"
            raise ApiError(400, "INVALID_QUERY_FILTER_OPERATOR", message)
        if value is None:
            return f"{place.column()} {operator} NULL"
        self.parameters.append(value)
        return f"{column} {'=' if operator == 'IS' else operator} ?"

    def _membership(self, place: Place, column: str, comparison: Comparison) -> str:
        values = [_value(place.field, literal) for literal in comparison.literals]
        known = [value for value in values if value is not None]
        self.parameters += known
        sql = f"{column} IN ({', '.join('?' * len(known))})"
        if len(known) < len(values):
            sql = f"({sql} OR {place.column()} IS NULL)"
        return sql if comparison.operator == "IN" else f"({sql} IS NOT TRUE)"

    def _like(self, place: Place, column: str, literal: Literal) -> str:
        if literal.kind != "string" or not place.field.is_text:
            raise ApiError(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid operator on {place.field.type} field")
        pattern = unescaped(literal.text, like=True)
        self.parameters.append(fold(pattern) if place.field.folds_case else pattern)
        return f"{column} LIKE ? ESCAPE '\\'"


def _require_filterable(field: Field) -> None:
    long_text = field.type == "textarea" and field.length > _LONGEST_FILTERED_TEXT
    if long_text or field.type in COMPOUND_TYPES or field.type in ("encryptedstring", "base64"):
        raise ApiError(400, "INVALID_FIELD", f"field '{field.name}' can not be filtered in a query call")


def _value(field: Field, literal: Literal) -> Stored:
    """The stored form of a literal; a text that is empty is null, as in Salesforce."""
    if literal.kind == "null":
        return None
    wanted = "number" if field.is_number else _KINDS.get(field.type, "string")
    if literal.kind != wanted:
        quotes = "should be" if wanted == "string" else "should not be"
        message = f"value of filter criterion for field '{field.name}' must be of type {field.type}"
        raise ApiError(400, "INVALID_FIELD", f"{message} and {quotes} enclosed in quotes")
    return _CONVERSIONS[wanted](field, literal.text)


def _string(field: Field, text: str) -> Stored:
    value = unescaped(text)
    if field.type in ("id", "reference"):
        found = full_id(value)
        if found is None and value:
            raise ApiError(400, "INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {value}")
        return found
    return (fold(value) if field.folds_case else value) or None


def _datetime(_field: Field, text: str) -> Stored:
    try:
        return parse_datetime(text)
    except ValueError as error:
        raise ApiError(400, "MALFORMED_QUERY", f"Invalid datetime: {text}") from error


_CONVERSIONS: dict[str, Callable[[Field, str], Stored]] = {
    "string": _string,
    "number": lambda _field, text: float(text),
    "boolean": lambda _field, text: int(text == "true"),
    "date": lambda _field, text: text,
    "datetime": _datetime,
}
