"""The ports that settings, credentials and the audit trail work through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.lists import Catalogue
from chalicelib.ports import Clock, Secrets, SettingsStore
from chalicelib.ports.audit import AuditTrail, Invitations


@dataclass(frozen=True, slots=True)
class SettingsDesk:
    """Built once by the wiring.

    ``parse_host`` gives a Salesforce host as it is stored, ``parse_private_key`` a key; both raise BadRequest.
    """

    catalogue: Catalogue
    languages: tuple[str, ...]
    """Those that mails can be written in."""

    settings: SettingsStore
    audit: AuditTrail
    secrets: Secrets
    invitations: Invitations
    clock: Clock
    parse_host: Callable[[str], str]
    parse_private_key: Callable[[str], str]
    new_token: Callable[[], str]
    """A fresh secret that can stand in an address: at least 32 random bytes."""
