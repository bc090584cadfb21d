"""Accounts of a Salesforce org over its REST API: described, found by customer, read by id. Nothing here writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.adapters.salesforce_account_answers import (
    API_VERSION,
    Answer,
    OrgCalls,
    error_code,
    no_such_column,
    part_of,
    parts_of,
    problem_of,
    unreadable,
)
from chalicelib.adapters.salesforce_account_soql import finding, identifier, naming
from chalicelib.core.account_describe import offered_fields
from chalicelib.core.account_state import AccountNotReadable
from chalicelib.ports import Clock
from chalicelib.ports.account import AccountDescription, AccountValues, FieldsVanished, Unread

LONGEST_FIELD_LIST = 6_000
"""Salesforce takes 16 KiB of address and headers together; more names than this go into a body instead."""
MOST_RELATIONSHIPS = 50
"""A query may follow 55 references to parents."""


class SalesforceAccounts:
    """Fulfils the port ``Accounts``. ``org`` signs in, counts, and raises TryAgain where the org is away."""

    def __init__(self, org: OrgCalls, clock: Clock) -> None:
        self._org = org
        self._clock = clock

    @property
    def calls(self) -> int:
        return self._org.calls

    def describe(self, since: str = "") -> AccountDescription | None:
        """https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm"""
        headers = {"If-Modified-Since": since} if since else {}
        answer = self._get("describe", "/sobjects/Account/describe", {}, headers)
        if answer.status == 304:
            return None
        try:
            fields = offered_fields(parts_of(_good(answer), "fields"))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise unreadable() from error
        return AccountDescription(fields, self._clock.now(), answer.headers.get("Last-Modified", ""))

    def find(self, link_field: str, customer_id: str) -> tuple[str, ...]:
        """SOQL compares texts without regard to case: only ids that are the very same count."""
        answer = self._query(finding(link_field, customer_id))
        if no_such_column(answer):
            raise AccountNotReadable(
                "account_link_field",
                f"The Account has no field {link_field} that the integration user may read.",
                remedy="Give the integration user read access to that field, or name another link field.",
            )
        records = parts_of(_good(answer), "records")
        return tuple(identifier(part_of(one, "Id")) for one in records if one.get(link_field) == customer_id)[:2]

    def read(self, account_id: str, names: Sequence[str], etag: str = "") -> AccountValues | FieldsVanished | Unread:
        """An ETag covers the Account alone: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm"""
        fields = [name for name in names if "." not in name] or ["Id"]
        record, tag = self._record(account_id, fields, etag)
        if not isinstance(record, Mapping):
            return record
        values = {name: part_of(record, name) for name in fields}
        paths = [name for name in names if "." in name]
        for start in range(0, len(paths), MOST_RELATIONSHIPS):
            found = self._names(account_id, paths[start : start + MOST_RELATIONSHIPS])
            if not isinstance(found, Mapping):
                return found
            values |= found
        return AccountValues(values, tag)

    def _record(
        self, account_id: str, fields: Sequence[str], etag: str
    ) -> tuple[Mapping[str, Any] | FieldsVanished | Unread, str]:
        listed = ",".join(fields)
        wide = len(listed) > LONGEST_FIELD_LIST
        asked = {"fields": "SystemModstamp" if wide else listed}
        headers = {"If-None-Match": etag} if etag else {}
        answer = self._get("account_read", f"/sobjects/Account/{identifier(account_id)}", asked, headers)
        tag = answer.headers.get("ETag", "")
        if answer.status == 304:
            return Unread.UNCHANGED, tag
        record = _one_record(answer)
        return (self._wide_record(account_id, fields), tag) if wide and isinstance(record, Mapping) else (record, tag)

    def _wide_record(self, account_id: str, fields: Sequence[str]) -> Mapping[str, Any] | FieldsVanished | Unread:
        body = {"ids": [account_id], "fields": list(fields)}
        answer = self._org.call("account_read_wide", "POST", _path("/composite/sobjects/Account"), {}, {}, body)
        if answer.status == 200 and isinstance(answer.body, list) and len(answer.body) == 1:
            return answer.body[0] if isinstance(answer.body[0], dict) else Unread.NO_ACCOUNT
        return _one_record(answer)

    def _names(self, account_id: str, paths: Sequence[str]) -> Mapping[str, Any] | FieldsVanished | Unread:
        """The refusal of a query does not say which path it means: then each half is asked by itself."""
        answer = self._query(naming(account_id, paths))
        if error_code(answer) == "INVALID_FIELD":
            return FieldsVanished(tuple(paths)) if len(paths) == 1 else self._names_by_halves(account_id, paths)
        records = parts_of(_good(answer), "records")
        return {path: _follow(records[0], path) for path in paths} if records else Unread.NO_ACCOUNT

    def _names_by_halves(self, account_id: str, paths: Sequence[str]) -> Mapping[str, Any] | FieldsVanished | Unread:
        middle = len(paths) // 2
        found = [self._names(account_id, half) for half in (paths[:middle], paths[middle:])]
        vanished = tuple(_vanished(found))
        if vanished:
            return FieldsVanished(vanished)
        merged: dict[str, Any] = {}
        for one in found:
            if not isinstance(one, Mapping):
                return one
            merged |= one
        return merged

    def _query(self, soql: str) -> Answer:
        return self._get("query", "/query", {"q": soql}, {})

    def _get(self, name: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        return self._org.call(name, "GET", _path(path), query, headers, None)


def _path(path: str) -> str:
    return f"/services/data/v{API_VERSION}{path}"


def _good(answer: Answer) -> Any:
    """The body of an answer that is one. Raises what a refusal means."""
    if answer.status != 200:
        raise problem_of(answer)
    return answer.body


def _one_record(answer: Answer) -> Mapping[str, Any] | FieldsVanished | Unread:
    if answer.status == 404:
        return Unread.NO_ACCOUNT
    column = no_such_column(answer)
    if column:
        return FieldsVanished((column,))
    body = _good(answer)
    if not isinstance(body, dict):
        raise unreadable()
    return body


def _vanished(found: Sequence[object]) -> Iterator[str]:
    for one in found:
        if isinstance(one, FieldsVanished):
            yield from one.names


def _follow(record: Any, path: str) -> Any:
    """``Owner.Name`` in a record; None where nothing is pointed to, or nothing that our user may see."""
    for step in path.split("."):
        if record is None:
            return None
        record = part_of(record, step)
    return record
