"""What the connection check needs of the world outside, as Protocols: looks only, in few calls each."""

from datetime import timedelta
from typing import Protocol

from chalicelib.core.connection_check import CallsLeft, ObjectSeen, OrganizationSeen, SenderSeen
from chalicelib.core.lists import ManagedList


class IntacctInspection(Protocol):
    """One company, looked at with a sign-in of its own. Methods raise TryAgain or NeedsAdmin."""

    def company(self) -> str:
        """Sign in; the id of the company that the token is for, "" where it does not say."""

    def restricted(self) -> bool:
        """Whether our user sees a part of the company only, or may not find out."""

    def currencies(self) -> tuple[str, ...] | None:
        """The codes of the company's transaction currencies, sorted; None where our user may not see them."""

    def missing_fields(self, managed_list: ManagedList) -> tuple[str, ...]:
        """Fields that Intacct lacks of the list's; NeedsAdmin where it can't be read at all.

        One call for each source, and one more for each missing field.
        """

    def skew(self) -> timedelta | None:
        """How far its clock is ahead of ours, by its latest answer."""


class SalesforceInspection(Protocol):
    """One org, looked at with a sign-in of its own. Methods raise TryAgain or NeedsAdmin."""

    def organization(self) -> OrganizationSeen:
        """Sign in, and read what the org says of itself."""

    def calls_left(self) -> CallsLeft: ...

    def describe(self, object_name: str) -> ObjectSeen | None:
        """The object as our user sees it; None where there is none."""

    def skew(self) -> timedelta | None: ...


class SenderInspection(Protocol):
    def sender(self) -> SenderSeen:
        """Whether the mail service may send as our address. Raises TryAgain or NeedsAdmin."""
