"""The ports that the connection check works through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.lists import Catalogue
from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, SettingsStore
from chalicelib.ports.connection import IntacctInspection, SalesforceInspection, SenderInspection


@dataclass(frozen=True, slots=True)
class ConnectionDesk:
    """Built once by the wiring; inspections are made for a tenant and its settings, when asked for."""

    catalogue: Catalogue
    settings: SettingsStore
    clock: Clock
    intacct: Callable[[str, Settings], IntacctInspection]
    salesforce: Callable[[str, Settings], SalesforceInspection]
    sender: Callable[[], SenderInspection]
