"""Cursors of paged listings: opaque to the caller, and good for the listing and the tenant they were made for."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from hashlib import sha256
from typing import Any

from chalicelib.adapters.run_rules import cursor_refused

MAX_LENGTH = 512


def encode(scope: tuple[str, ...], position: list[str | int]) -> str:
    """A cursor to ``position`` in the listing ``scope``: tenant first, then its name and filters."""
    text = json.dumps([_seal(scope, position), *position], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(scope: tuple[str, ...], cursor: str) -> list[Any]:
    """The position of a cursor. Raises BadRequest on one that was not made for ``scope``.

    The seal is no secret: it catches mistakes. What keeps tenants apart is that every read names its tenant.
    """
    if len(cursor) > MAX_LENGTH:
        raise cursor_refused()
    try:
        decoded: list[Any] = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        seal, *position = decoded
    except (Base64Error, ValueError, TypeError):
        raise cursor_refused() from None
    if seal != _seal(scope, position):
        raise cursor_refused()
    return position


def _seal(scope: tuple[str, ...], position: list[str | int]) -> str:
    return sha256(json.dumps([scope, position]).encode()).hexdigest()[:16]
