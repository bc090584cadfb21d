"""Rows refused on order: passing faults such as locks, and the validation rules of an administrator."""

import re
import threading
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dev.emulators.salesforce.errors import RowError

_SHARES = 10_000


@dataclass(slots=True)
class RowFault:
    """Refuses rows of an object: those with these keys (external id, or Id), or a share of all keys, always the same.

    Each row is refused ``times`` times (None: always) with this code and message.
    """

    object: str
    code: str
    message: str = ""
    keys: Sequence[str] = ()
    share: float = 0.0
    times: int | None = 1
    struck: Counter[str] = field(default_factory=Counter)

    def strikes(self, name: str, key: str) -> bool:
        if name != self.object or not (key in self.keys or self._in_share(key)):
            return False
        self.struck[key] += 1
        return self.times is None or self.struck[key] <= self.times

    def _in_share(self, key: str) -> bool:
        return zlib.crc32(key.encode()) % _SHARES < self.share * _SHARES


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """Refuses a row whose ``field`` matches the regular expression ``matches`` (an empty field is an empty text)."""

    object: str
    field: str
    matches: str
    message: str

    def refuses(self, name: str, row: Mapping[str, Any]) -> bool:
        value = row.get(self.field)
        return name == self.object and bool(re.search(self.matches, "" if value is None else str(value)))


class RowRules:
    """The faults and rules of one org."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[RowFault] = []
        self._rules: list[ValidationRule] = []

    def add_fault(self, fault: RowFault) -> None:
        with self._lock:
            self._faults.append(fault)

    def add_rule(self, rule: ValidationRule) -> None:
        with self._lock:
            self._rules.append(rule)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()
            self._rules.clear()

    def check(self, name: str, key: str, row: Mapping[str, Any]) -> None:
        """Raises RowError where this row, as it would be once written, is refused."""
        with self._lock:
            fault = next((fault for fault in self._faults if fault.strikes(name, key)), None)
            rule = next((rule for rule in self._rules if rule.refuses(name, row)), None)
        if fault:
            raise RowError(fault.code, fault.message or fault.code.replace("_", " ").lower())
        if rule:
            raise RowError("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, [rule.field])
