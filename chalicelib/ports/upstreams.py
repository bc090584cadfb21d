"""Intacct and Salesforce, as the resync needs them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chalicelib.core.compare import Present, Values
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Selection
from chalicelib.core.write_back import Edited


@dataclass(frozen=True, slots=True)
class Survey:
    """What a list holds; ``lowest`` and ``highest`` are None where they were not needed or keys are no numbers."""

    count: int
    lowest: int | None = None
    highest: int | None = None


class Intacct(Protocol):
    """One company, as our web-services user. Every method may raise TryAgain or NeedsAdmin."""

    @property
    def calls(self) -> int:
        """Calls sent so far, sign-ins apart."""

    @property
    def remarks(self) -> frozenset[str]:
        """Codes of what people should know of the reading so far.

        ``fields_missing`` (Intacct lacks a field of the list), ``read_by_position`` (it heeds no filter on the key),
        ``moved_while_read`` (by position, so it was read twice).
        """

    def survey(self, managed_list: ManagedList, page_size: int, since: datetime | None = None) -> Survey:
        """Count and key bounds over all sources, in one call per source, or two where the rows pass one page."""

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        """The selected rows, ascending by key (as numbers where the list says so), fetched page by page as needed.

        Each row has flat dotted names (``{"key": "12", "parent.key": None}``); a field that Intacct lacks is absent.
        Every page is checked: count, order, keys inside the selection and unique; a page that fails is TryAgain,
        never a short list.
        """

    def restricted(self) -> bool:
        """Whether our user sees a part of the company only, so that absence proves nothing. Asked once."""

    def write(
        self, object_name: str, record_key: str, values: Mapping[str, Any], idempotency_key: str
    ) -> "RowError | None":
        """Change one record's fields, by dotted name; None clears. Why Intacct refused, None where it was written.

        Safe to repeat under the same key, which stands for this one change.
        """


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a system refused one row, in its own code and words."""

    code: str
    message: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The answer to one row, in the order sent; ``error`` is None where it was written."""

    salesforce_id: str = ""
    created: bool = False
    error: RowError | None = None


class Salesforce(Protocol):
    """One org. Every method may raise TryAgain (away, throttled, quota floor reached) or NeedsAdmin."""

    @property
    def calls(self) -> int: ...

    def rows(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        """The list's linked rows in the selection (by record number, or by key where ``keys`` is set).

        A selection open below or above holds rows without bound on that side. Ordered by record number.
        """

    def edited(self, managed_list: ManagedList, selection: Selection) -> Iterator[Edited]:
        """Those of these rows that somebody else than our user changed last, since ``since`` where that is set."""

    def unkeyed_count(self, managed_list: ManagedList) -> int:
        """How many rows of the list's object (and type) lack ``Intacct_Key__c`` or the record number. One call."""

    def unkeyed(self, managed_list: ManagedList, intacct_ids: Sequence[str]) -> list[Present]:
        """Those of these rows that carry one of the given Intacct ids; ``key`` is "" where it is missing."""

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        """Write at most 200 records by ``Intacct_Key__c``; None clears a field. Safe to repeat.

        Lookups are given by path (``Parent__r.Intacct_Key__c``). Results stand in the order sent.
        """

    def update(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        """Write at most 200 records by their ``Id``. Safe to repeat."""
