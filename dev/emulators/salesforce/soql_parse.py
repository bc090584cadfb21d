"""A parser for the part of SOQL that this stand-in speaks: one object, its parents, filters, order and limits."""

from dataclasses import dataclass
from typing import Literal as OneOf

from dev.emulators.salesforce.errors import malformed_query
from dev.emulators.salesforce.soql_tokens import Token, tokens_of

AGGREGATES = ("COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG")
FUNCTIONS = ("TOLABEL", "FORMAT")
_COMPARISONS = ("=", "!=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Selected:
    """One item after SELECT: a path, perhaps inside a function, perhaps renamed."""

    path: str
    function: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """``kind``: string, number, date, datetime, boolean or null; ``text`` as written."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``operator``: one of the signs, LIKE, IN or NOT IN; only the last two have other than one literal."""

    path: str
    operator: str
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    inner: "Condition"


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions joined by one word."""

    word: OneOf["AND", "OR"]
    inner: tuple["Condition", ...]


Condition = Comparison | Negation | Junction


@dataclass(frozen=True, slots=True)
class Ordering:
    path: str
    descending: bool = False
    nulls_last: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A whole statement; ``counts`` means that it is a bare ``SELECT COUNT()``."""

    selected: tuple[Selected, ...]
    object: str
    where: Condition | None = None
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int = 0
    counts: bool = False


def parse(soql: str) -> Query:
    """Read one statement. Raises ApiError MALFORMED_QUERY."""
    return _Parser(tokens_of(soql)).statement()


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def statement(self) -> Query:
        self._expect("SELECT")
        selected = self._selected_list()
        self._expect("FROM")
        name = self._name()
        where = self._disjunction() if self._skip("WHERE") else None
        order = self._orderings() if self._skip("ORDER") else ()
        limit = self._count() if self._skip("LIMIT") else None
        offset = self._count() if self._skip("OFFSET") else 0
        if self._peek.kind != "end":
            raise self._unexpected()
        counts = selected == (Selected("", "COUNT"),)
        return Query(selected, name, where, order, limit, offset, counts)

    def _selected_list(self) -> tuple[Selected, ...]:
        items = [self._selected()]
        while self._sign(","):
            items.append(self._selected())
        return tuple(items)

    def _selected(self) -> Selected:
        name, function = self._name(), ""
        if self._sign("("):
            function = name.upper()
            if function not in AGGREGATES + FUNCTIONS:
                raise malformed_query(f"unexpected token: '{name}'")
            name = self._name() if self._peek.kind == "name" else ""
            self._close()
        renames = self._peek.kind == "name" and not self._peek.is_word("FROM")
        return Selected(name, function, self._name() if renames else "")

    def _disjunction(self) -> Condition:
        first = self._operand()
        word: OneOf["AND", "OR"] = "OR" if self._peek.is_word("OR") else "AND"
        inner = [first]
        while self._skip(word):
            inner.append(self._operand())
        # As in SOQL itself, AND and OR side by side need parentheses.
        if self._peek.is_word("AND", "OR"):
            raise self._unexpected()
        return Junction(word, tuple(inner)) if len(inner) > 1 else first

    def _operand(self) -> Condition:
        if self._skip("NOT"):
            return Negation(self._operand())
        if self._sign("("):
            inner = self._disjunction()
            self._close()
            return inner
        return self._comparison()

    def _comparison(self) -> Comparison:
        path = self._name()
        if self._skip("LIKE"):
            return Comparison(path, "LIKE", (self._literal(),))
        if self._skip("IN"):
            return Comparison(path, "IN", self._literals())
        if self._skip("NOT"):
            self._expect("IN")
            return Comparison(path, "NOT IN", self._literals())
        sign = self._advance()
        if sign.text not in _COMPARISONS:
            raise self._unexpected(sign)
        return Comparison(path, "!=" if sign.text == "<>" else sign.text, (self._literal(),))

    def _literals(self) -> tuple[Literal, ...]:
        if not self._sign("("):
            raise self._unexpected()
        items = [self._literal()]
        while self._sign(","):
            items.append(self._literal())
        self._close()
        return tuple(items)

    def _literal(self) -> Literal:
        token = self._advance()
        if token.is_word("TRUE", "FALSE"):
            return Literal("boolean", token.text.lower())
        if token.is_word("NULL"):
            return Literal("null", "null")
        if token.kind not in ("string", "number", "date", "datetime"):
            raise self._unexpected(token)
        return Literal(token.kind, token.text)

    def _orderings(self) -> tuple[Ordering, ...]:
        self._expect("BY")
        items = [self._ordering()]
        while self._sign(","):
            items.append(self._ordering())
        return tuple(items)

    def _ordering(self) -> Ordering:
        path = self._name()
        descending = self._skip("DESC") or (self._skip("ASC") and False)
        nulls_last = False
        if self._skip("NULLS"):
            nulls_last = self._skip("LAST")
            if not nulls_last:
                self._expect("FIRST")
        return Ordering(path, descending, nulls_last)

    def _count(self) -> int:
        token = self._advance()
        if not token.text.isdecimal():
            raise self._unexpected(token)
        return int(token.text)

    @property
    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _advance(self) -> Token:
        token = self._peek
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _skip(self, word: str) -> bool:
        return self._take(self._peek.is_word(word))

    def _sign(self, sign: str) -> bool:
        return self._take(self._peek.kind == "sign" and self._peek.text == sign)

    def _take(self, fits: bool) -> bool:
        self._next += fits
        return fits

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise self._unexpected()

    def _close(self) -> None:
        if not self._sign(")"):
            raise self._unexpected()

    def _name(self) -> str:
        token = self._advance()
        if token.kind != "name":
            raise self._unexpected(token)
        return token.text

    def _unexpected(self, token: Token | None = None) -> Exception:
        found = token or self._peek
        return malformed_query(f"unexpected token: '{found.text}' at position {found.at + 1}")
