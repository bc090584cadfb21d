"""What a notice says, and which managed lists it concerns."""

import json
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chalicelib
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.core.errors import BadRequest
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.notice import ListWork, Notice, lists_of

OWN = {"user_defined_dimensions": [{"object": "platform-apps/nsp::sales_channel", "label": {"en": "Sales channel"}}]}
CATALOGUE = parse_catalogue(
    tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")),
    OWN,
)


def context(**members: object) -> str:
    return json.dumps({"OBJECTNAME": "CLASS", "RESTOBJECTNAME": "company-config/class", "ID": {}, **members})


@pytest.mark.parametrize(
    ("given_context", "body", "query", "expected"),
    [
        (context(ID={"key": "12"}), b"", {}, Notice("company-config/class", "12")),
        (context(ID="12"), b"", {}, Notice("company-config/class", "12")),
        (context(ID=12), b"", {}, Notice("company-config/class", "12")),
        (context(ID={"RECORDNO": 12}), b"", {}, Notice("company-config/class", "12")),
        (context(), b"", {}, Notice("company-config/class")),
        (context(ID=False), b"", {}, Notice("company-config/class")),
        (context(ID={"key": {"key": "7"}}), b"", {}, Notice("company-config/class", "7")),
        (context(), b'{"RECORDNO":"12"}', {}, Notice("company-config/class", "12")),
        (context(), b"<xml>key=12</xml>", {}, Notice("company-config/class")),
        (context(RESTOBJECTNAME=""), b"", {}, Notice("CLASS")),
        ("", b'{"object":"CLASS","key":"12"}', {}, Notice("CLASS", "12")),
        ("", b"object=CLASS&key=12", {}, Notice("CLASS", "12")),
        ("", b"", {"object": "CLASS", "recordno": "12"}, Notice("CLASS", "12")),
        ("", b"key=12", {"object": "CLASS"}, Notice("CLASS", "12")),
        ("", b"", {"object": "CLASS", "key": "12'; --"}, Notice("CLASS")),
        ("", b"", {"object": "CLASS", "key": "1" * 41}, Notice("CLASS")),
    ],
)
def test_a_notice_is_read_from_where_intacct_puts_it(
    given_context: str, body: bytes, query: dict[str, str], expected: Notice
) -> None:
    assert parse_notice(given_context, body, query) == expected


@pytest.mark.parametrize(
    ("given_context", "body"),
    [
        ("", b""),
        ("", b"\xff\x00"),
        ("", b'{"object":'),
        ("", b'{"object":12}'),
        ("", b'{"object":"' + b"x" * 200 + b'"}'),
        ("[]", b""),
        ("{", b""),
        ("[" * 100_000, b""),
        (context(RESTOBJECTNAME=["a"]), b""),
        (context(RESTOBJECTNAME="../../etc"), b""),
        (context(RESTOBJECTNAME="a\nb"), b""),
    ],
)
def test_a_notice_that_names_no_object_is_refused(given_context: str, body: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_notice(given_context, body, {})


@given(st.text(max_size=200), st.binary(max_size=200))
def test_any_notice_is_read_or_refused_and_nothing_worse(given_context: str, body: bytes) -> None:
    with suppress(BadRequest):
        assert parse_notice(given_context, body, {}).object


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("company-config/class", ["class"]),
        ("Company-Config/Class", ["class"]),
        ("CLASS", ["class"]),
        ("company-config/entity", ["entity_location"]),
        ("company-config/location", ["entity_location"]),
        ("EXCHANGERATETYPE", ["exchange_rate_type"]),
        ("platform-apps/nsp::sales_channel", ["udd:sales_channel"]),
        ("sales_channel", ["udd:sales_channel"]),
        ("accounts-receivable/invoice", []),
        ("", []),
    ],
)
def test_the_lists_of_an_object(name: str, keys: list[str]) -> None:
    assert [one.key for one in lists_of(CATALOGUE, name)] == keys


def test_what_ends_its_worker_is_at_last_looked_at_alone_and_then_given_up() -> None:
    sizes = [ListWork(begun=begun).batch_size for begun in range(7)]
    assert sizes == [200, 200, 50, 10, 1, 1, 1]
    assert [ListWork(begun=begun).stuck for begun in (5, 6)] == [False, True]
