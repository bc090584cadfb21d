"""What the customer tab inside Intacct needs of the world outside, as Protocols."""

from datetime import datetime
from typing import Protocol

from chalicelib.core.tab import TabPass


class Visit(Protocol):
    """Intacct as the user of one session sees it. It holds that user's token, and is forgotten with it."""

    @property
    def company(self) -> str:
        """The id of the company that the session belongs to, in Intacct's own words; "" where it does not say."""

    @property
    def user(self) -> str: ...

    def customer_id(self, record_number: int) -> str | None:
        """The id of the customer with this record number; None where this user may not see one.

        Raises TryAgain, or NeedsAdmin where Intacct takes back the token that it just gave.
        """


class TabPasses(Protocol):
    """Passes by the hash of their token, and which hand-overs are used up."""

    def claim(self, tenant: str, nonce: str, now: datetime) -> bool:
        """Use up the number of a hand-over; False where it was used before, for a day at least."""

    def keep(self, token: str, tab_pass: TabPass) -> None:
        """Keep a pass under the hash of its token."""

    def find(self, token: str) -> TabPass | None:
        """The pass of this token, also one that has ended."""
