"""Keep to a pace: what is done too often is refused, with the time to come back."""

from dataclasses import dataclass

from chalicelib.core.errors import TooMany
from chalicelib.core.pace import Pace
from chalicelib.ports import Clock
from chalicelib.ports.pace import Paces


@dataclass(frozen=True, slots=True)
class PaceDesk:
    """Built by the wiring. ``starts`` is how often people may start one list, as the deployment has it."""

    paces: Paces
    clock: Clock
    starts: Pace

    def keep(self, pace: Pace, tenant: str, of: str = "") -> None:
        """Count one deed. Raises TooMany where it is one too many, and then counts nothing."""
        seconds = self.paces.wait(tenant, pace, of, self.clock.now())
        if seconds:
            raise TooMany(pace.code, pace.detail, remedy=pace.remedy, retry_after_seconds=seconds)
