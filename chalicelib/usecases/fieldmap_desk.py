"""The ports that field maps work through, in one value."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.core.lists import Catalogue
from chalicelib.core.settings import Settings
from chalicelib.ports import Clock, SettingsStore
from chalicelib.ports.fieldmap import IntacctModels, SalesforceModels


@dataclass(frozen=True, slots=True)
class FieldMapDesk:
    """Built once by the wiring; both sides are asked for a tenant and its settings, when they are needed."""

    catalogue: Catalogue
    settings: SettingsStore
    clock: Clock
    intacct: Callable[[str, Settings], IntacctModels]
    salesforce: Callable[[str, Settings], SalesforceModels]
