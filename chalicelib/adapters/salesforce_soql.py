"""The SOQL statements of a resync; values get into them quoted, names only if they look like names."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from urllib.parse import quote_plus

from chalicelib.core.lists import ID_FIELD, KEY_FIELD, RECORD_NO_FIELD, RUN_FIELD, TYPE_FIELD, ManagedList
from chalicelib.core.ranges import Selection

LONGEST_URI = 8000
"""Salesforce takes 16,384 bytes of URI and headers; what stands between us and it may take fewer."""
_FIRST_PART = 100
MODIFIED = "SystemModstamp"

# https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
_ESCAPES = str.maketrans(
    {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}(\.[A-Za-z][A-Za-z0-9_]{0,79})?")


def quoted(text: str) -> str:
    """A string literal."""
    return f"'{text.translate(_ESCAPES)}'"


def encoded(statement: str) -> str:
    """A statement as the value of the parameter ``q``."""
    return quote_plus(statement, safe="'(),:=.*")


def rows_of(managed_list: ManagedList, selection: Selection) -> str:
    """The linked rows whose record number lies in a selection, by that number; of a list without numbers, all."""
    conditions = [f"{KEY_FIELD} != null"]
    order = KEY_FIELD
    if managed_list.numeric_key:
        order = RECORD_NO_FIELD
        conditions += _between(selection)
    return f"{_select(managed_list, conditions)} ORDER BY {order} ASC"


def rows_by_keys(managed_list: ManagedList, keys: Sequence[str]) -> Iterator[str]:
    """The linked rows with these external keys, in as few statements as the length of a URI allows."""
    conditions = [f"{RECORD_NO_FIELD} != null"] if managed_list.numeric_key else []
    return _by_values(managed_list, conditions, KEY_FIELD, keys)


def edited_rows(managed_list: ManagedList, selection: Selection, our_user: str) -> str:
    """The linked rows in a selection that another user changed last, since the time that the selection names."""
    conditions = [f"{KEY_FIELD} != null", _edited_by_others(our_user)]
    conditions += _between(selection) if managed_list.numeric_key else []
    if selection.since is not None:
        conditions.append(f"{MODIFIED} >= {selection.since.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}")
    order = RECORD_NO_FIELD if managed_list.numeric_key else KEY_FIELD
    return f"{_select(managed_list, conditions, (MODIFIED,))} ORDER BY {order} ASC"


def edited_by_keys(managed_list: ManagedList, keys: Sequence[str], our_user: str) -> Iterator[str]:
    """Those of the rows with these external keys that another user changed last."""
    return _by_values(managed_list, [_edited_by_others(our_user)], KEY_FIELD, keys, (MODIFIED,))


def unkeyed_by_ids(managed_list: ManagedList, intacct_ids: Sequence[str]) -> Iterator[str]:
    """The rows without key or record number that carry these Intacct ids, in as few statements as possible."""
    return _by_values(managed_list, [_unkeyed(managed_list)], ID_FIELD, intacct_ids)


def unkeyed_count(managed_list: ManagedList) -> str:
    """How many rows lack their key or record number."""
    conditions = [_unkeyed(managed_list), *_of_type(managed_list)]
    return f"SELECT COUNT() FROM {_name(managed_list.salesforce)} WHERE {' AND '.join(conditions)}"  # noqa: S608


def _by_values(
    managed_list: ManagedList,
    conditions: Sequence[str],
    field: str,
    values: Sequence[str],
    further: Sequence[str] = (),
) -> Iterator[str]:
    literals = [quoted(value) for value in dict.fromkeys(values)]
    room = LONGEST_URI - _FIRST_PART - len(encoded(_select(managed_list, [*conditions, f"{field} IN ()"], further)))
    chunk: list[str] = []
    used = 0
    for literal in literals:
        length = len(encoded(literal)) + 1
        if chunk and used + length > room:
            yield _select(managed_list, [*conditions, f"{field} IN ({','.join(chunk)})"], further)
            chunk, used = [], 0
        chunk.append(literal)
        used += length
    if chunk:
        yield _select(managed_list, [*conditions, f"{field} IN ({','.join(chunk)})"], further)


def _select(managed_list: ManagedList, conditions: Sequence[str], further: Sequence[str] = ()) -> str:
    columns = ("Id", KEY_FIELD, RUN_FIELD, *managed_list.columns, *further)
    where = " AND ".join([*conditions, *_of_type(managed_list)])
    return f"SELECT {','.join(map(_name, columns))} FROM {_name(managed_list.salesforce)} WHERE {where}"  # noqa: S608


def _between(selection: Selection) -> Iterator[str]:
    if selection.above is not None:
        yield f"{RECORD_NO_FIELD} > {selection.above:d}"
    if selection.up_to is not None:
        yield f"{RECORD_NO_FIELD} <= {selection.up_to:d}"
    if selection.above is None:
        yield f"{RECORD_NO_FIELD} != null"


def _edited_by_others(our_user: str) -> str:
    return f"LastModifiedBy.Username != {quoted(our_user)}"


def _unkeyed(managed_list: ManagedList) -> str:
    lacks_number = f" OR {RECORD_NO_FIELD} = null" if managed_list.numeric_key else ""
    return f"({KEY_FIELD} = null{lacks_number})"


def _of_type(managed_list: ManagedList) -> list[str]:
    """Where several lists feed one object, the rows of this one."""
    return [f"{TYPE_FIELD} = {quoted(managed_list.type)}"] if managed_list.type else []


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a Salesforce object or field")
    return name
