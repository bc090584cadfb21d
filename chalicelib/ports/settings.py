"""Settings of a tenant."""

from typing import Protocol

from chalicelib.core.audit import Deed
from chalicelib.core.settings import Settings


class SettingsStore(Protocol):
    def current(self, tenant: str) -> Settings:
        """The present settings; version 0 where none were saved."""

    def version(self, tenant: str, number: int) -> Settings:
        """Raises NotFound."""

    def save(self, tenant: str, settings: Settings, expected_version: int, deed: Deed) -> Settings:
        """Store the next version, and what changed in the audit trail, in one step.

        Raises Stale where ``expected_version`` is not the present one.
        """
