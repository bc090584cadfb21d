"""Salesforce over REST: fulfils the port ``Salesforce``."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from chalicelib.adapters import salesforce_soql as soql
from chalicelib.adapters.salesforce_calls import API_VERSION, SalesforceCalls
from chalicelib.adapters.salesforce_org import Org
from chalicelib.adapters.salesforce_records import (
    MOST_RECORDS,
    BadAnswer,
    body_of,
    present_reader,
    refused_twice,
    repeated,
    results_of,
)
from chalicelib.core.compare import Present, Values
from chalicelib.core.lists import ID_FIELD, KEY_FIELD, RECORD_NO_FIELD, ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.core.write_back import Edited
from chalicelib.ports import WriteResult


class SalesforceRest:
    """One org, as the settings' integration user. For one thread."""

    def __init__(self, org: Org, api_version: str = API_VERSION) -> None:
        self._upstream = org.upstream
        self._our_user = org.user
        self._calls = SalesforceCalls(org, api_version)
        self._next_page = re.compile(rf"/services/data/v{re.escape(api_version)}/(query/[A-Za-z0-9_-]{{1,200}})")

    @property
    def calls(self) -> int:
        return self._upstream.calls

    def rows(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        if selection.keys is None:
            yield from self._in_range(managed_list, selection)
            return
        asked = [managed_list.external_key(key) for key in selection.keys]
        wanted = frozenset(asked)
        for statement in soql.rows_by_keys(managed_list, asked):
            # Salesforce may take upper and lower case for the same; our keys do not.
            yield from (row for row in self._found(managed_list, statement) if row.key in wanted)

    def edited(self, managed_list: ManagedList, selection: Selection) -> Iterator[Edited]:
        if selection.keys is None:
            statements = [soql.edited_rows(managed_list, selection, self._our_user)]
        else:
            asked = [managed_list.external_key(key) for key in selection.keys]
            statements = list(soql.edited_by_keys(managed_list, asked, self._our_user))
        for statement in statements:
            read = self._reader(managed_list)
            for record in self._records(managed_list.salesforce, statement):
                yield Edited(read(record), self._edited_at(managed_list.salesforce, record))

    def unkeyed_count(self, managed_list: ManagedList) -> int:
        answer = self._query(soql.unkeyed_count(managed_list), managed_list.salesforce)
        return self._total(answer, managed_list.salesforce)

    def unkeyed(self, managed_list: ManagedList, intacct_ids: Sequence[str]) -> list[Present]:
        wanted = frozenset(intacct_ids)
        statements = soql.unkeyed_by_ids(managed_list, intacct_ids)
        found = [row for statement in statements for row in self._found(managed_list, statement)]
        return [row for row in found if row.values[ID_FIELD] in wanted]

    def upsert(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        return self._written(f"composite/sobjects/{object_name}/{KEY_FIELD}", object_name, records, KEY_FIELD)

    def update(self, object_name: str, records: Sequence[Values]) -> list[WriteResult]:
        return self._written("composite/sobjects", object_name, records, "Id")

    def _written(self, path: str, object_name: str, records: Sequence[Values], identified_by: str) -> list[WriteResult]:
        """Results in the order sent; rows that share a key are refused here and never sent."""
        if not 0 < len(records) <= MOST_RECORDS:
            raise ValueError(f"{len(records)} records in one call; Salesforce takes 1 to {MOST_RECORDS}")
        twice = repeated(records, identified_by)
        single = [record for record in records if record[identified_by] not in twice]
        answer = self._calls.patch(path, object_name, body_of(object_name, single)) if single else []
        try:
            results = iter(results_of(answer, len(single)))
        except BadAnswer as bad:
            raise self._upstream.unreadable(f"{object_name}: {bad}") from None
        return [
            refused_twice(identified_by, record[identified_by]) if record[identified_by] in twice else next(results)
            for record in records
        ]

    def _in_range(self, managed_list: ManagedList, selection: Selection) -> Iterator[Present]:
        for row in self._found(managed_list, soql.rows_of(managed_list, selection)):
            # A row from outside would be taken for gone from Intacct.
            if managed_list.numeric_key and not _inside(selection, row):
                raise self._upstream.unreadable(f"{managed_list.salesforce}: it has rows that were not asked for")
            yield row

    def _found(self, managed_list: ManagedList, statement: str) -> Iterator[Present]:
        """Every row of a statement, each once: one that came twice would stand for another that did not come."""
        read, seen = self._reader(managed_list), set[str]()
        for record in self._records(managed_list.salesforce, statement):
            row = read(record)
            if row.id in seen:
                raise self._upstream.unreadable(f"{managed_list.salesforce}: it has a row twice")
            seen.add(row.id)
            yield row

    def _records(self, name: str, statement: str) -> Iterator[Any]:
        """Every record of a statement, page by page. Raises TryAgain where the pages do not add up."""
        answer = self._query(statement, name)
        total, pages, seen = self._total(answer, name), set[str](), 0
        while True:
            records = answer.get("records")
            if not isinstance(records, list):
                raise self._upstream.unreadable(f"{name}: it has no rows")
            yield from records
            seen += len(records)
            following = self._following(answer, name)
            if following is None:
                break
            if following in pages or not records:
                raise self._upstream.unreadable(f"{name}: its pages go round in a circle")
            pages.add(following)
            answer = self._checked(self._calls.get(following, name), name)
        if seen != total:
            raise self._upstream.unreadable(f"{name}: it has {seen} rows where {total} were announced")

    def _reader(self, managed_list: ManagedList) -> Callable[[Any], Present]:
        present = present_reader(managed_list)

        def read(record: Any) -> Present:
            try:
                return present(record)
            except BadAnswer as bad:
                raise self._upstream.unreadable(f"{managed_list.salesforce}: {bad}") from None

        return read

    def _edited_at(self, name: str, record: Any) -> datetime:
        try:
            return datetime.fromisoformat(record[soql.MODIFIED])
        except (KeyError, TypeError, ValueError):
            raise self._upstream.unreadable(f"{name}: it does not say when a row was changed") from None

    def _following(self, answer: dict[str, Any], name: str) -> str | None:
        """The path of the next page, None after the last. The address given must be one of this org's own."""
        done, url = answer.get("done"), answer.get("nextRecordsUrl")
        if done is True and url is None:
            return None
        match = self._next_page.fullmatch(url) if done is False and isinstance(url, str) else None
        if match is None:
            raise self._upstream.unreadable(f"{name}: it does not say where its next page is")
        return match[1]

    def _query(self, statement: str, name: str) -> dict[str, Any]:
        return self._checked(self._calls.get(f"query?q={soql.encoded(statement)}", name), name)

    def _checked(self, answer: Any, name: str) -> dict[str, Any]:
        if not isinstance(answer, dict):
            raise self._upstream.unreadable(f"{name}: it is no answer to a query")
        return answer

    def _total(self, answer: dict[str, Any], name: str) -> int:
        total = answer.get("totalSize")
        if not isinstance(total, int) or isinstance(total, bool) or total < 0:
            raise self._upstream.unreadable(f"{name}: it does not say how many rows there are")
        return total


def _inside(selection: Selection, row: Present) -> bool:
    number = row.values[RECORD_NO_FIELD]
    if number is None:
        return False
    above = selection.above is None or int(str(number)) > selection.above
    return above and (selection.up_to is None or int(str(number)) <= selection.up_to)
