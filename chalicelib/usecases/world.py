"""The ports that the use cases work through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.lists import Catalogue
from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, Intacct, Mailer, Queue, Runs, Salesforce, SettingsStore


@dataclass(frozen=True, slots=True)
class World:
    """Built once by the wiring (or by a simulator). Connections are made per tenant and settings, when asked for."""

    catalogue: Catalogue
    runs: Runs
    settings: SettingsStore
    queue: Queue
    mailer: Mailer
    clock: Clock
    intacct: Callable[[str, Settings], Intacct]
    salesforce: Callable[[str, Settings], Salesforce]
    new_id: Callable[[], str]
    """A fresh ULID: 26 characters, later ones greater."""
