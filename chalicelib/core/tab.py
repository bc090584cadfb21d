"""The customer tab inside Intacct: what its page hands over, and the pass that it gets for it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.core.principal import Principal, Role

LIFE = timedelta(minutes=5)
"""How long a pass holds: as long as a right that was taken away in Intacct may still be used here."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the component in Intacct gives to the page in the frame. Nothing of it is believed but by Intacct's answer.

    ``session`` is the full credential of an Intacct user: it is used once, and neither stored nor logged.
    ``record_number`` is the customer's. ``nonce`` is a number for this hand-over alone.
    """

    tenant: str
    record_number: int
    nonce: str
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TabPass:
    """Somebody of Intacct may see one customer's tab until ``ends_at``; it is good for nothing else."""

    tenant: str
    user: str
    customer_id: str
    ends_at: datetime

    @property
    def principal(self) -> Principal:
        """As a reader: never more, whoever it is in Intacct."""
        return Principal(self.tenant, f"intacct:{self.user}", self.user, "", frozenset({Role.READER}))
