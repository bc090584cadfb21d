"""How often things were done lately."""

from datetime import datetime
from typing import Protocol

from chalicelib.core.pace import Pace


class Paces(Protocol):
    """Counts deeds by tenant, in windows of time that follow each other."""

    def wait(self, tenant: str, pace: Pace, of: str, now: datetime) -> int:
        """Count a deed and return 0; where it is one too many, count nothing and return the seconds to wait.

        ``of`` is what the pace holds for: a list, or a network address; "" for the whole tenant.
        """
