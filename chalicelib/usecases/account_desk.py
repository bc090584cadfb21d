"""The ports that the account details work through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.account_ports import AccountCache, Accounts, FieldDescriptions, Formats
from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, SettingsStore


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """Built once by the wiring. ``accounts`` makes a connection for a tenant and its settings, when asked for."""

    settings: SettingsStore
    accounts: Callable[[str, Settings], Accounts]
    descriptions: FieldDescriptions
    cache: AccountCache
    formats: Formats
    clock: Clock
