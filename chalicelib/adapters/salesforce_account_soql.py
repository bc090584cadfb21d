"""The two queries about Accounts; values are quoted, and names checked, before they stand in one."""

import re
from collections.abc import Sequence

from chalicelib.adapters.salesforce_account_answers import unreadable
from chalicelib.core.errors import BadRequest

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}(\.[A-Za-z][A-Za-z0-9_]{0,79})?")
_ID = re.compile(r"[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")
_ESCAPES = str.maketrans(
    {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_MOST_SPELLINGS = 20
"""Of one id, in upper and lower case."""


def finding(link_field: str, customer_id: str) -> str:
    """The Accounts linked to a customer, as Salesforce compares texts: in any case of letters."""
    link = _checked(link_field)
    return f"SELECT Id, {link} FROM Account WHERE {link} = {quoted(customer_id)} LIMIT {_MOST_SPELLINGS}"  # noqa: S608


def naming(account_id: str, paths: Sequence[str]) -> str:
    """What the records are called that one Account points to."""
    selected = ", ".join(map(_checked, paths))
    return f"SELECT {selected} FROM Account WHERE Id = {quoted(identifier(account_id))}"  # noqa: S608


def quoted(value: str) -> str:
    """A text literal: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm"""
    return f"'{value.translate(_ESCAPES)}'"


def identifier(value: object) -> str:
    """A record id as Salesforce makes them; anything else in an answer is no answer. Raises TryAgain."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise unreadable()
    return value


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadRequest("field_name", f"{name[:80]!r} is no name of a field.", remedy="Choose the field anew.")
    return name
