"""The filter expression of a query: ``and``, ``or``, or filters by number, as in ``1 and (2 or 3)``."""

import re
from collections.abc import Sequence

from dev.emulators.intacct.errors import invalid_request
from dev.emulators.intacct.filters import Predicate

_TOKEN = re.compile(r"\s*(\d+|and|or|\(|\))", re.IGNORECASE)


def joins_all(expression: str | None) -> bool:
    """Whether every filter has to pass, whatever the others say."""
    return (expression or "and").strip().lower() == "and"


def joined(expression: str | None, tests: Sequence[Predicate]) -> Predicate:
    """One test out of all. Raises Refused where the expression cannot be read or names no filter."""
    word = (expression or "and").strip().lower()
    if word == "and":
        return lambda row: all(test(row) for test in tests)
    if word == "or":
        return lambda row: any(test(row) for test in tests)
    return _Parser(word, tests).parsed()


class _Parser:
    """Recursive descent; ``and`` binds closer than ``or``."""

    def __init__(self, text: str, tests: Sequence[Predicate]) -> None:
        self._tests = tests
        self._text = text
        self._tokens = _TOKEN.findall(text)
        if "".join(self._tokens) != re.sub(r"\s", "", text):
            raise self._wrong()

    def parsed(self) -> Predicate:
        test = self._either()
        if self._tokens:
            raise self._wrong()
        return test

    def _either(self) -> Predicate:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Predicate:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Predicate:
        if self._take("("):
            test = self._either()
            if not self._take(")"):
                raise self._wrong()
            return test
        token = self._tokens.pop(0) if self._tokens else ""
        if not token.isdigit() or not 0 < int(token) <= len(self._tests):
            raise self._wrong()
        return self._tests[int(token) - 1]

    def _take(self, token: str) -> bool:
        if self._tokens and self._tokens[0] == token:
            self._tokens.pop(0)
            return True
        return False

    def _wrong(self) -> Exception:
        return invalid_request(f"The filterExpression {self._text!r} is not valid")
