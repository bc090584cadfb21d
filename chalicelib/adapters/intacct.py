"""Sage Intacct over REST: fulfils the port ``Intacct``."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.intacct_errors import Refused
from chalicelib.adapters.intacct_pages import BadPage, Page, key_number, read_page
from chalicelib.adapters.intacct_query import Questions
from chalicelib.adapters.intacct_record import names_record, nested
from chalicelib.adapters.intacct_rows import RowReader
from chalicelib.core.lists import ManagedList, Source
from chalicelib.core.ranges import Selection
from chalicelib.core.settings import Settings
from chalicelib.ports import RowError, Survey

_USER = "company-config/user"
_UNRESTRICTED = "entityAccess.allowUnrestrictedAccess"


class IntacctRest:
    """One company, as the settings' web-services user. For one thread.

    ``dropped_fields`` are (object, field) pairs that Intacct does not know; ``drifted`` is true where a list moved
    while it was read by position, and had to be read again.
    """

    def __init__(self, company: Company, settings: Settings) -> None:
        self._settings = settings
        self._calls = company.calls
        self._upstream = company.calls.upstream
        self._readers: dict[tuple[str, str, int], RowReader] = {}
        self._restricted: bool | None = None

    @property
    def calls(self) -> int:
        return self._upstream.calls

    @property
    def dropped_fields(self) -> frozenset[tuple[str, str]]:
        return frozenset().union(*(reader.questions.dropped for reader in self._readers.values()))

    @property
    def drifted(self) -> bool:
        return any(reader.drifted for reader in self._readers.values())

    @property
    def remarks(self) -> frozenset[str]:
        readers = self._readers.values()
        found = {
            "fields_missing": any(reader.questions.dropped for reader in readers),
            "read_by_position": any(reader.fell_back for reader in readers),
            "moved_while_read": self.drifted,
        }
        return frozenset(code for code, holds in found.items() if holds)

    def survey(self, managed_list: ManagedList, page_size: int, since: datetime | None = None) -> Survey:
        asked = [self._questions(managed_list, source) for source in managed_list.sources]
        tops = [one.keys_only(one.changed_since(since), descending=True) for one in asked]
        count = sum(top.total for top in tops)
        if not managed_list.numeric_key or count <= page_size:
            return Survey(count)
        filled = [one for one, top in zip(asked, tops, strict=True) if top.total]
        bottoms = [one.keys_only(one.changed_since(since), descending=False) for one in filled]
        try:
            keys = [key_number(row) for page in (*tops, *bottoms) for row in page.rows]
        except BadPage as bad:
            raise self._upstream.unreadable(str(bad)) from None
        return Survey(count, min(keys), max(keys))

    def rows(
        self, managed_list: ManagedList, source: Source, selection: Selection, page_size: int
    ) -> Iterator[Mapping[str, Any]]:
        known = managed_list.key, source.object, page_size
        if known not in self._readers:
            by_position = not managed_list.numeric_key
            self._readers[known] = RowReader(self._questions(managed_list, source), page_size, by_position)
        return self._readers[known].read(selection)

    def restricted(self) -> bool:
        if self._restricted is None:
            self._restricted = self._sees_a_part()
        return self._restricted

    def write(
        self, object_name: str, record_key: str, values: Mapping[str, Any], idempotency_key: str
    ) -> RowError | None:
        try:
            answer = self._calls.change(object_name, record_key, nested(values), idempotency_key)
        except Refused as refused:
            if not refused.is_about_a_row:
                raise refused.problem(object_name) from None
            error = refused.error
            return RowError(
                error.code, error.message or "Intacct gave no reason.", (error.field,) if error.field else ()
            )
        if not names_record(answer, record_key):
            raise self._upstream.unreadable(f"{object_name}: it does not name the record that was changed")
        return None

    def _sees_a_part(self) -> bool:
        """Whatever does not prove that we see everything counts as a restriction, but for what passes by itself."""
        connection = self._settings.connection
        if connection.intacct_entity or not self._settings.include_private:
            return True
        fields = ("key", "id", _UNRESTRICTED)
        body = {"object": _USER, "fields": fields, "filters": [{"$eq": {"id": connection.intacct_user}}], "size": 2}
        try:
            page = self._believable(body, fields)
        except Refused as refused:
            if refused.passes_by_itself:
                raise refused.problem(_USER) from None
            return True
        except BadPage:
            return True
        return [row[_UNRESTRICTED] for row in page.rows if row["id"] == connection.intacct_user] != [True]

    def _believable(self, body: Mapping[str, Any], fields: tuple[str, ...]) -> Page:
        """A page that contradicts itself is asked for once more: it may have been no word of Intacct's."""
        try:
            return read_page(self._calls.query(body), fields, 1, 2)
        except BadPage:
            return read_page(self._calls.query(body), fields, 1, 2)

    def _questions(self, managed_list: ManagedList, source: Source) -> Questions:
        return Questions(self._calls, managed_list, source, self._settings.include_private)
