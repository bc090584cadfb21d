"""Texts that would be commands: in SOQL, in JSON, in addresses of mails, in cells of a file. They stay texts."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters import salesforce_account_soql as account_soql
from chalicelib.adapters import salesforce_soql as soql
from chalicelib.adapters.salesforce_records import body_of
from chalicelib.core.counts import Outcome, RowReport
from chalicelib.core.errors import BadRequest, TryAgain
from chalicelib.core.mail_address import is_plain_address
from chalicelib.core.ranges import Selection
from chalicelib.ports import RowPage
from chalicelib.routes.row_csv import rows_as_csv
from dev.emulators.salesforce.soql_tokens import Token, tokens_of, unescaped
from tests.contract.real_adapters import managed_list

CLASS = managed_list("class")
ACCOUNTS = managed_list("gl_account")
"""One of several lists that share an object, so that its statements hold its type as well."""
EDGES = st.sampled_from(
    ["'", "\\", "\\'", "' OR Name != '", "\n", "\r", "\t", "\b", "\f", '"', ") --", "\0", "%", "_", "\u2028"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
HOSTILE = st.lists(EDGES | TEXTS, min_size=1, max_size=4).map("".join)
SINCE = datetime(2026, 3, 2, 8, tzinfo=UTC)
STATEMENTS: dict[str, Callable[[str], Iterator[str]]] = {
    "rows by keys": lambda text: soql.rows_by_keys(CLASS, [text, "class:1"]),
    "edited rows by keys": lambda text: soql.edited_by_keys(CLASS, [text, "class:1"], "user"),
    "edited by others": lambda text: iter([soql.edited_rows(CLASS, Selection(above=1, since=SINCE), text)]),
    "rows without key": lambda text: soql.unkeyed_by_ids(ACCOUNTS, [text, "1000"]),
    "the Account of a customer": lambda text: iter([account_soql.finding("Intacct_Customer_Id__c", text)]),
}


def shape(tokens: list[Token]) -> list[str]:
    """The statement without what its literals say."""
    return ["'…'" if token.text.startswith("'") else token.text for token in tokens]


@pytest.mark.parametrize("name", STATEMENTS)
@settings(max_examples=200)
@given(text=HOSTILE)
def test_any_text_is_one_literal_of_the_same_statement(name: str, text: str) -> None:
    for hostile, plain in zip(STATEMENTS[name](text), STATEMENTS[name]("plain"), strict=True):
        seen = tokens_of(hostile)
        assert shape(seen) == shape(tokens_of(plain))
        assert text in [unescaped(token.text) for token in seen if token.text.startswith("'")]


@given(name=HOSTILE | st.from_regex(r"[A-Za-z._'() ]{1,12}", fullmatch=True))
def test_no_text_but_a_name_gets_into_the_place_of_one(name: str) -> None:
    """Names come out of descriptions that Salesforce sends, and so from outside."""
    try:
        seen = tokens_of(account_soql.finding(name, "C-1"))
    except BadRequest:
        return
    plain = [name if text == "Name" else text for text in shape(tokens_of(account_soql.finding("Name", "C-1")))]
    assert shape(seen) == plain


@pytest.mark.parametrize(
    "name", ["Id) FROM User--", "Name, Password", "Name'", "", "a.b.c", "Näme", "N" * 81, "Name\n"]
)
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(BadRequest):
        account_soql.finding(name, "C-1")
    with pytest.raises(BadRequest):
        account_soql.naming("001000000000001AAA", [name])


@given(identifier=HOSTILE)
def test_no_text_but_an_id_gets_into_the_place_of_one(identifier: str) -> None:
    if len(identifier) in (15, 18) and identifier.isascii() and identifier.isalnum():
        return
    with pytest.raises(TryAgain):
        account_soql.naming(identifier, ["Name"])


VALUES = st.none() | st.booleans() | HOSTILE | st.integers(-(10**12), 10**12).map(Decimal)


@given(values=st.lists(VALUES, min_size=1, max_size=5))
def test_any_value_is_sent_to_salesforce_as_it_is(values: list[object]) -> None:
    record = {f"Field{number}__c": value for number, value in enumerate(values)}
    [sent] = json.loads(body_of("Intacct_Class__c", [record]), parse_int=Decimal)["records"]  # type: ignore[list-item]
    assert sent == {"attributes": {"type": "Intacct_Class__c"}, **record}


@settings(max_examples=500)
@given(text=HOSTILE | st.from_regex(r"[a-z\r\n,;:<>@\"' .]{1,20}@[a-z.\r\n,-]{1,20}") | st.emails())
def test_whatever_passes_for_an_address_is_one_and_no_header(text: str) -> None:
    if not is_plain_address(text):
        return
    assert text.isascii()
    assert not set(text) & set('\r\n\0 ,;:<>"()[]\\')
    assert text.count("@") == 1
    assert "." in text.partition("@")[2]
    assert len(text) <= 254


TRIGGERS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
HIDDEN = "".join(["\ufeff", *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x2060, 0x2065))])
CELLS = st.builds("".join, st.lists(st.sampled_from([*TRIGGERS, *HIDDEN, " ", "'", '"', ",", "a"]), max_size=6)) | TEXTS


@settings(max_examples=300)
@given(cells=st.lists(CELLS, min_size=5, max_size=5))
def test_no_cell_of_a_file_begins_as_a_formula(cells: list[str]) -> None:
    key, record_key, intacct_id, name, field = cells
    row = RowReport(Outcome.FAILED, key, record_key, intacct_id, name, (field,), key, record_key, intacct_id)
    text, _ = rows_as_csv(lambda _limit, _cursor: RowPage((row,)), 10, "", one_page=False)
    [_, read] = csv.reader(io.StringIO(text, newline=""))
    for cell in read:
        assert not cell.lstrip(HIDDEN + " \u00a0").startswith(TRIGGERS), repr(cell)
