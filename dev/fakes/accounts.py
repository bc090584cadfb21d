"""The Accounts of an org, their description and the cache of the last good values, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import RLock
from typing import Any
from uuid import uuid4

from chalicelib.adapters.account_cache import LEASE
from chalicelib.core.account import AccountField
from chalicelib.core.account_state import AccountNotReadable, Remembered
from chalicelib.core.errors import Problem
from chalicelib.ports import Clock
from chalicelib.ports.account import AccountDescription, AccountKey, AccountValues, FieldsVanished, Unread
from dev.fakes.atomic import atomic
from dev.fakes.gate import Gate, open_gate

Record = dict[str, Any]


@dataclass
class FakeAccounts:
    """Fulfils the port ``Accounts``. ``records`` are by id, names of related records in them by path.

    ``sent`` names every call, ``asked`` the fields of every read. ``refusal`` is raised by each call; ``version`` is
    the Last-Modified of the description.
    """

    clock: Clock
    fields: dict[str, AccountField] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    refusal: Problem | None = None
    version: str = "1"
    gate: Gate = open_gate
    lock: RLock = field(default_factory=RLock)

    @property
    def calls(self) -> int:
        return len(self.sent)

    def describe(self, since: str = "") -> AccountDescription | None:
        self._send("describe")
        unchanged = bool(since) and since == self.version
        return None if unchanged else AccountDescription(tuple(self.fields.values()), self.clock.now(), self.version)

    def find(self, link_field: str, customer_id: str) -> tuple[str, ...]:
        self._send("find")
        if link_field not in self.fields:
            raise AccountNotReadable("account_link_field", f"The Account has no field {link_field}.")
        return tuple(one for one, record in self.records.items() if record.get(link_field) == customer_id)[:2]

    def read(self, account_id: str, names: Sequence[str], etag: str = "") -> AccountValues | FieldsVanished | Unread:
        self._send("read")
        self.asked.append(tuple(names))
        record = self.records.get(account_id)
        if record is None:
            return Unread.NO_ACCOUNT
        unknown = [name for name in names if name not in self.fields]
        if unknown:
            return FieldsVanished((unknown[0],))
        values = {name: record.get(name) for name in names}
        tag = _tag({name: value for name, value in values.items() if "." not in name})
        return Unread.UNCHANGED if tag == etag else AccountValues(values, tag)

    def _send(self, name: str) -> None:
        with self.lock:
            self.sent.append(name)
        self.gate(name, lambda: None)
        if self.refusal:
            raise self.refusal


class FakeFieldDescriptions:
    """Fulfils the port ``FieldDescriptions``."""

    def __init__(self) -> None:
        self.kept: dict[str, AccountDescription] = {}

    def get(self, tenant: str) -> AccountDescription | None:
        return self.kept.get(tenant)

    def put(self, tenant: str, description: AccountDescription) -> None:
        self.kept[tenant] = description


class FakeAccountCache:
    """Fulfils the port ``AccountCache``."""

    def __init__(self) -> None:
        self.lock = RLock()
        self._kept: dict[AccountKey, Remembered] = {}
        self._leases: dict[AccountKey, tuple[str, datetime]] = {}

    @atomic
    def get(self, key: AccountKey) -> Remembered:
        return self._kept.get(key, Remembered())

    @atomic
    def lease(self, key: AccountKey, now: datetime) -> str | None:
        held = self._leases.get(key)
        if held and held[1] >= now:
            return None
        lease = uuid4().hex
        self._leases[key] = (lease, now + LEASE)
        return lease

    @atomic
    def put(self, key: AccountKey, lease: str, remembered: Remembered) -> None:
        held = self._leases.get(key)
        if held and held[0] == lease:
            del self._leases[key]
            self._kept[key] = remembered


def _tag(values: Mapping[str, Any]) -> str:
    return sha256(repr(sorted(values.items())).encode()).hexdigest()
