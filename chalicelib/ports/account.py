"""What the account details need of the world outside, as Protocols; beside ``ports.py``, which is full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from chalicelib.core.account import AccountField
from chalicelib.core.account_state import Remembered, ShownValue, TabState


@dataclass(frozen=True, slots=True)
class AccountDescription:
    """What an org offers of its Accounts, when it was read, and the ``Last-Modified`` that came with it."""

    fields: tuple[AccountField, ...]
    read_at: datetime
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class AccountValues:
    """``values`` by field name; names of related records by path (``Owner.Name``), None where there is none."""

    values: Mapping[str, Any]
    etag: str = ""


class Unread(Enum):
    """Why a read brought no values."""

    UNCHANGED = "unchanged"
    NO_ACCOUNT = "no_account"


@dataclass(frozen=True, slots=True)
class FieldsVanished:
    """These names of the request are unknown to the org, or hidden from our user, since it was described."""

    names: tuple[str, ...]


class Accounts(Protocol):
    """The Accounts of one org, read only. Every method may raise TryAgain, NeedsAdmin or AccountNotReadable."""

    @property
    def calls(self) -> int: ...

    def describe(self, since: str = "") -> AccountDescription | None:
        """The fields that our user can read, in one call; None where nothing changed ``since`` a Last-Modified."""

    def find(self, link_field: str, customer_id: str) -> tuple[str, ...]:
        """Ids of Accounts whose link field is exactly the customer id: none, one, or two where there are more."""

    def read(self, account_id: str, names: Sequence[str], etag: str = "") -> AccountValues | FieldsVanished | Unread:
        """The named fields and paths. UNCHANGED costs one call, and says nothing of names of related records."""


class FieldDescriptions(Protocol):
    def get(self, tenant: str) -> AccountDescription | None: ...

    def put(self, tenant: str, description: AccountDescription) -> None:
        """Keep it in place of the one before. Picklist labels are dropped where it would not fit otherwise."""


@dataclass(frozen=True, slots=True)
class AccountKey:
    """One customer's Account as one choice of fields shows it; ``choice`` changes whenever that choice does."""

    tenant: str
    customer_id: str
    choice: str


class AccountCache(Protocol):
    """The last good values, for a day; and the right to ask Salesforce anew, which one caller has at a time."""

    def get(self, key: AccountKey) -> Remembered: ...

    def lease(self, key: AccountKey, now: datetime) -> str | None:
        """The right to read from Salesforce, for half a minute; None while another has it."""

    def put(self, key: AccountKey, lease: str, remembered: Remembered) -> None:
        """Keep it and give the lease back; nothing happens where the lease has passed to another."""


class ValueFormat(Protocol):
    """Values for one viewer; ``locale`` and ``time_zone`` are the ones in effect."""

    @property
    def locale(self) -> str: ...

    @property
    def time_zone(self) -> str: ...

    def sentence(self, state: TabState, age_seconds: int | None) -> str:
        """What stands over the tab; ``age_seconds`` is that of the values shown, None where none are."""

    def show(self, field: AccountField, value: Any, currency: str) -> ShownValue:
        """One value as the viewer reads it; never raises, whatever Salesforce sent. None is EMPTY."""


class Formats(Protocol):
    def for_viewer(self, languages: Sequence[str], time_zone: str) -> ValueFormat:
        """The first language that is known (BCP 47 tags), English where none is. Raises BadRequest on the zone."""
