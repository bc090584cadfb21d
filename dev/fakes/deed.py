"""The deed of whoever prepares a store for a test or the demonstration."""

from chalicelib.core.audit import Deed
from dev.fakes.clock import BEGINNING

SET_UP = Deed("settings.changed", BEGINNING, "setup", "Set-up")
