"""Credentials as somebody enters them: what can't be right is named, and never quoted."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from chalicelib.core.errors import BadRequest, FieldError

SHORTEST_SECRET = 16
LONGEST_VALUE = 512
"""A client's ids and secrets; of private keys see adapters/private_key.py."""


def fingerprint(tenant: str, name: str, value: Mapping[str, str]) -> str:
    """8 characters that change with the secret.

    They come of the whole of it: those of its last four characters would be guessed within a second.
    """
    content = json.dumps([tenant, name, dict(value)], sort_keys=True)
    return sha256(content.encode()).hexdigest()[:8]


def check_client(value: Mapping[str, str], secrets: tuple[str, ...]) -> None:
    """Raise BadRequest that names each member of ``value`` that can't be an id or, where in ``secrets``, a secret."""
    refuse(tuple(error for name, text in value.items() for error in _mistakes(name, text, name in secrets)))


def refuse(errors: tuple[FieldError, ...]) -> None:
    """Raise BadRequest where there are errors."""
    if errors:
        raise BadRequest(
            "credentials_invalid",
            "The credentials can't be taken.",
            remedy="Copy the named values again, whole and alone; those stored before were kept.",
            errors=errors,
        )


def _mistakes(name: str, text: str, is_secret: bool) -> Iterator[FieldError]:
    shortest = SHORTEST_SECRET if is_secret else 1
    if text != text.strip():
        yield FieldError(name, "Take out the spaces or line breaks before and after the value.")
    elif not shortest <= len(text) <= LONGEST_VALUE:
        yield FieldError(name, f"This must have {shortest} to {LONGEST_VALUE} characters, not {len(text)}.")
    elif not text.isascii() or not text.isprintable() or " " in text:
        yield FieldError(name, "This holds a space or a character that no such value has; copy it again.")
