"""Credentials of a tenant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SecretState:
    """All that is told of a secret: when it was replaced, and 8 characters that change with it."""

    replaced_at: datetime
    fingerprint: str = ""


class Secrets(Protocol):
    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        """The secret ``intacct`` or ``salesforce`` of a tenant; ``fresh`` skips the cache. Raises NeedsAdmin."""

    def put(self, tenant: str, name: str, value: Mapping[str, str]) -> None:
        """Replace it; nothing reads it back to a person."""

    def state(self, tenant: str, name: str) -> SecretState | None:
        """None where it was never put. Needs no right to read the secret itself."""
