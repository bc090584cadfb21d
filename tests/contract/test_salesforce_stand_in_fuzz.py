"""Nothing that a client sends makes the Salesforce stand-in fail itself: it answers, or refuses."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dev.emulators.messages import Request
from dev.emulators.salesforce import SalesforceStandIn
from tests.contract.salesforce_caller import CLASS, KEY

PATHS = [
    ("POST", "/composite"),
    ("POST", "/composite/sobjects"),
    ("PATCH", "/composite/sobjects"),
    ("PATCH", f"/composite/sobjects/{CLASS}/{KEY}"),
    ("POST", f"/composite/sobjects/{CLASS}"),
    ("POST", f"/sobjects/{CLASS}"),
    ("PATCH", f"/sobjects/{CLASS}/{KEY}/class:1"),
    ("PATCH", f"/sobjects/{CLASS}/Intacct_Record_No__c/one"),
    ("POST", "/jobs/ingest"),
    ("POST", "/jobs/query"),
]
NAMES = st.sampled_from([
    "records", "attributes", "type", "allOrNone", "id", "ids", "fields", "object", "operation", "query", "body", "url",
    "externalIdFieldName", "compositeRequest", "method", "referenceId", "httpHeaders", "Name", "Parent__r", "Parent__c",
    "Active__c", "Intacct_Record_No__c", KEY,
])  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from([CLASS, "upsert", "class:1", "GET", f"/services/data/v66.0/sobjects/{CLASS}/@{{a.b[0]}}", KEY]),
)
BODIES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def stand_in() -> SalesforceStandIn:
    made = SalesforceStandIn()
    made.add_org("demo")
    return made


def status(stand_in: SalesforceStandIn, method: str, path: str, body: bytes, **query: str) -> int:
    headers = {"authorization": f"Bearer {stand_in.sign_in('demo')}", "content-type": "application/json"}
    answer = stand_in.answer(Request(method, f"/services/data/v66.0{path}", {}, query, headers, body))
    assert answer is not None
    return answer.status


@given(st.sampled_from(PATHS), BODIES)
@settings(max_examples=300, deadline=None)
def test_any_json_is_answered_or_refused(stand_in: SalesforceStandIn, path: tuple[str, str], body: Any) -> None:
    assert status(stand_in, *path, json.dumps(body).encode()) < 500


@given(st.lists(st.dictionaries(NAMES, BODIES, max_size=4), max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_row_is_written_or_refused(stand_in: SalesforceStandIn, rows: list[dict[str, Any]]) -> None:
    body = {"records": [{**row, "attributes": {"type": CLASS}} for row in rows]}
    assert status(stand_in, "PATCH", f"/composite/sobjects/{CLASS}/{KEY}", json.dumps(body).encode()) == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"records":NaN}', b"\xff\xfe"])
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_what_is_no_json_is_refused(stand_in: SalesforceStandIn, method: str, path: str, body: bytes) -> None:
    assert 400 <= status(stand_in, method, path, body) < 500
