"""The ports that the account details work through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, SettingsStore
from chalicelib.ports.account import AccountCache, Accounts, FieldDescriptions, Formats


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """Built once by the wiring. ``accounts`` makes a connection for a tenant and its settings, when asked for."""

    settings: SettingsStore
    accounts: Callable[[str, Settings], Accounts]
    descriptions: FieldDescriptions
    cache: AccountCache
    formats: Formats
    clock: Clock
