"""The audit trail: who changed what and when, each entry sealed with the one before it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any

from chalicelib.core.principal import Principal
from chalicelib.core.settings import Invited, Settings

BEGINNING = "0" * 64
"""What the first entry of a tenant is sealed with."""
_CAME_LATER = ("source_ip", "token_id")


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done (``settings.changed``), when, by whom (the token's subject and name), from where, by which token.

    ``source_ip`` is the caller's address as the gateway saw it, ``token_id`` the token's ``jti``. Either is "" where
    there was none, and in entries of before they were kept.
    """

    action: str
    at: datetime
    subject: str
    name: str
    source_ip: str = ""
    token_id: str = ""


def deed_by(principal: Principal, action: str, at: datetime) -> Deed:
    """What a signed-in person did."""
    return Deed(action, at, principal.subject, principal.name, principal.source_ip, principal.token_id)


@dataclass(frozen=True, slots=True)
class Change:
    """One member, by dotted path, as JSON values; None where there was nothing. Never a secret."""

    path: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """``number`` counts from 1 without gaps. The hashes of what was changed tell whole states apart.

    ``hash`` covers all other members and, by ``previous``, every entry before: none can be altered, taken out, put in
    or moved without breaking the chain.
    """

    number: int
    deed: Deed
    changes: tuple[Change, ...]
    before_hash: str
    after_hash: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """The number and hash of a tenant's latest entry."""

    number: int = 0
    hash: str = BEGINNING


def next_entry(
    tenant: str, end: ChainEnd, deed: Deed, changes: tuple[Change, ...], before_hash: str = "", after_hash: str = ""
) -> AuditEntry:
    """The entry that follows ``end``, sealed."""
    unsealed = AuditEntry(end.number + 1, deed, changes, before_hash, after_hash, end.hash, "")
    return AuditEntry(**{**_members(unsealed), "hash": _seal(tenant, unsealed)})


def settings_entry(tenant: str, end: ChainEnd, deed: Deed, before: Settings, after: Settings) -> AuditEntry:
    """The entry on a change of settings."""
    return next_entry(tenant, end, deed, settings_changes(before, after), settings_hash(before), settings_hash(after))


def first_broken(tenant: str, entries: Iterable[AuditEntry], end: ChainEnd) -> int | None:
    """The number at which the chain (oldest first) is first not as it was written; None where it is whole."""
    last = ChainEnd()
    for entry in entries:
        if (entry.number, entry.previous, entry.hash) != (last.number + 1, last.hash, _seal(tenant, entry)):
            return last.number + 1
        last = ChainEnd(entry.number, entry.hash)
    return None if last == end else last.number + 1


def settings_changes(before: Settings, after: Settings) -> tuple[Change, ...]:
    """The members that differ, in the order of the settings; the version is none of them."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    return tuple(Change(path, old[path], new[path]) for path in new if old[path] != new[path] and path != "version")


def settings_hash(settings: Settings) -> str:
    """Equal for equal settings of the same version."""
    return sha256(_canonical(asdict(settings)).encode()).hexdigest()


def _leaves(settings: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for field in fields(settings):
        value = getattr(settings, field.name)
        if is_dataclass(value):
            yield from _leaves(value, f"{path}{field.name}.")
        else:
            yield path + field.name, _plain(value)


def _plain(value: Any) -> Any:
    """As JSON has it. Of an invitation only the address: the hash of its token is nobody's business."""
    if isinstance(value, Invited):
        return value.address
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value.value if isinstance(value, Enum) else value


def _seal(tenant: str, entry: AuditEntry) -> str:
    """Members of a deed that came later count only where they say something: older entries were sealed without."""
    content = {**asdict(entry), "tenant": tenant, "hash": ""}
    content["deed"] = {name: value for name, value in content["deed"].items() if value or name not in _CAME_LATER}
    return sha256(_canonical(content).encode()).hexdigest()


def _members(entry: AuditEntry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _canonical(content: Any) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_text)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
