"""Where processes leave their access tokens for each other: Secrets Manager, beside the credentials."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.access_tokens import AccessToken, token_text
from chalicelib.core.errors import Problem
from chalicelib.ports import Secrets

HIGHEST_NUMBER = 10**12
_NOTHING_USABLE = ("secret_missing", "secret_unusable")


class VaultLost(Exception):  # noqa: N818 - what has happened to us, not an error of ours
    """The vault does not serve us just now; the text is the code of why."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The ``number``-th token that was shared. ``made_with`` changes with credentials, user and address."""

    number: int
    made_with: str = ""
    token: AccessToken | None = None


@dataclass(frozen=True, slots=True)
class Drawer:
    """The secret ``<system>-token`` of a tenant; ``key`` is that of the sign-in, system and tenant first."""

    secrets: Secrets = field(repr=False)
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.key[0]}-token"

    def fingerprint(self) -> str:
        """Of key and present credentials: a token that was made with others is not ours. Raises VaultLost."""
        with _lost():
            credentials = self.secrets.get(self.key[1], self.key[0], fresh=True)
        return sha256(json.dumps([self.key, dict(credentials)], sort_keys=True).encode()).hexdigest()

    def read(self) -> Stored:
        """What lies in it; number 0 where that is nothing usable. Raises VaultLost."""
        try:
            with _lost():
                document = self.secrets.get(self.key[1], self.name, fresh=True)
        except VaultLost as lost:
            if str(lost) in _NOTHING_USABLE:
                return Stored(0)
            raise
        return _parsed(document)

    def write(self, number: int, made_with: str, token: AccessToken) -> None:
        """Put a token in the place of the one before. Raises VaultLost."""
        document = {
            "access_token": token.value,
            "instance_url": token.origin,
            "renew_at": token.renew_at.isoformat(),
            "made_with": made_with,
            "number": str(number),
        }
        with _lost():
            self.secrets.put(self.key[1], self.name, document)


def _parsed(document: Mapping[str, str]) -> Stored:
    """A document that somebody else left there, of whatever shape, is no token and no error."""
    value = token_text(document)
    try:
        renew_at = datetime.fromisoformat(document["renew_at"])
        number, made_with = int(document["number"]), document["made_with"]
    except (KeyError, ValueError):
        return Stored(0)
    if value is None or renew_at.tzinfo is None or not 0 < number <= HIGHEST_NUMBER:
        return Stored(0)
    return Stored(number, made_with, AccessToken(value, renew_at, document.get("instance_url", ""), taken_over=True))


@contextmanager
def _lost() -> Iterator[None]:
    """Raise VaultLost, whatever happens to the vault."""
    try:
        yield
    except Problem as problem:
        raise VaultLost(problem.code) from problem
    except (ClientError, BotoCoreError) as error:
        raise VaultLost(type(error).__name__) from error
