"""What is known of a customer's Account, how long that holds, and what is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import NeedsAdmin

LIFE = timedelta(seconds=60)
"""How long values are shown without asking Salesforce again."""
PAUSE = timedelta(seconds=10)
"""How long Salesforce is left alone after a read that failed."""
RENEWAL = timedelta(minutes=10)
"""After this all is read anew: an ETag is not known to move with a parent's name, a formula, or a second Account."""
KEPT = timedelta(hours=24)
"""How long the last good values may stand in while Salesforce is away."""


class AccountNotReadable(NeedsAdmin):
    """Our user may not read Accounts, or not the field that links them to customers."""


class TabState(StrEnum):
    OFF = "off"
    NOT_LINKED = "not_linked"
    SEVERAL_ACCOUNTS = "several_accounts"
    ACCOUNT_GONE = "account_gone"
    NOT_PERMITTED = "not_permitted"
    AWAY = "away"
    """Salesforce did not answer; the values, if any, are the last good ones."""
    OK = "ok"


class Finding(StrEnum):
    """What the search for a customer's Account came to."""

    LINKED = "ok"
    NOT_LINKED = "not_linked"
    SEVERAL = "several_accounts"
    GONE = "account_gone"


@dataclass(frozen=True, slots=True)
class AccountReading:
    """One good reading. ``values`` are by field name, those of related records by path; ``asked`` are their names.

    ``found_at`` is when all of it was last read; ``confirmed_at`` when Salesforce last said that it still holds.
    """

    finding: Finding
    found_at: datetime
    confirmed_at: datetime
    account_id: str = ""
    asked: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    etag: str = ""

    def can_be_revalidated(self, now: datetime) -> bool:
        return self.finding is Finding.LINKED and bool(self.etag) and now - self.found_at < RENEWAL


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last good reading, and the trouble of the last attempt where it failed.

    ``denied``: Salesforce said that we may not read it, so that old values must not be shown either.
    """

    good: AccountReading | None = None
    trouble: Trouble | None = None
    tried_at: datetime | None = None
    denied: bool = False

    def holds(self, now: datetime) -> bool:
        """Whether this is recent enough to leave Salesforce alone."""
        if self.trouble is not None and self.tried_at is not None:
            return now - self.tried_at < PAUSE
        return self.good is not None and now - self.good.confirmed_at < LIFE

    def last_good(self, now: datetime) -> AccountReading | None:
        return self.good if self.good is not None and now - self.good.confirmed_at < KEPT else None


class FieldState(StrEnum):
    OK = "ok"
    EMPTY = "empty"
    GONE = "gone"
    """Deleted in Salesforce, or no longer readable for our user."""
    NO_ACCESS = "no_access"
    """Points to a record that our user may not see; the text is its id."""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """``text`` is plain, with line breaks; ``html`` is cleaned, and for rich text only; ``href`` is a safe link."""

    text: str = ""
    state: FieldState = FieldState.OK
    html: str | None = None
    href: str | None = None
