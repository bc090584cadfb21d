"""SOQL text cut into tokens."""

import re
from dataclasses import dataclass

from dev.emulators.salesforce.errors import malformed_query

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))
    | (?P<date>\d{4}-\d\d-\d\d)
    | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)
    | (?P<sign><=|>=|!=|<>|[=<>(),])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Token:
    """``kind``: string, datetime, date, number, name, sign or end; ``text`` is as written, ``at`` its place."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "name" and self.text.upper() in words


def tokens_of(soql: str) -> list[Token]:
    """The tokens in order, an ``end`` last. Raises ApiError MALFORMED_QUERY."""
    if len(soql) > _MOST_CHARACTERS:
        raise malformed_query("SOQL statements cannot be longer than 100000 characters.")
    found, at = [], 0
    while at < len(soql):
        match = _TOKEN.match(soql, at)
        if match is None:
            raise malformed_query(f"unexpected character {soql[at]!r} at position {at + 1}")
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), at))
        at = match.end()
    return [*found, Token("end", "<EOF>", at)]


def unescaped(literal: str, *, like: bool = False) -> str:
    r"""The text of a quoted literal; for LIKE, ``\%`` and ``\_`` keep their backslash. Raises MALFORMED_QUERY."""

    def char(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if like and match[2] in "%_\\":
            return match[0]
        if match[2].lower() not in _ESCAPED:
            raise malformed_query(f"Illegal character sequence '{match[0]}' in string literal")
        return _ESCAPED[match[2].lower()]

    return _ESCAPE.sub(char, literal[1:-1])
