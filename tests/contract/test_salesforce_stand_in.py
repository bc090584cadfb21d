"""The Salesforce stand-in answers queries, pages, descriptions and limits as strictly as Salesforce does."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dev.emulators.salesforce import SalesforceStandIn
from tests.contract.salesforce_caller import CLASS, Caller, bare, caller, row


@pytest.fixture(scope="module")
def org() -> Iterator[Caller]:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    with caller(stand_in) as signed_in:
        signed_in.upsert(*(row(n, Intacct_Id__c=f"ID-{n}", Active__c=n % 2 == 0) for n in range(1, 7)))
        signed_in.upsert(
            row(2, Parent__r={"Intacct_Key__c": "class:1"}), row(3, Parent__r={"Intacct_Key__c": "class:2"})
        )
        signed_in.upsert(row(7, Name="ÉTÉ 100 %", Full_Name__c='It\'s "quoted" \\ done'))
        yield signed_in


def names(org: Caller, condition: str) -> list[str]:
    return [record["Name"] for record in org.records(f"SELECT Name FROM {CLASS} WHERE {condition} ORDER BY Name")]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("Intacct_Record_No__c > 2 AND Intacct_Record_No__c <= 4", [3, 4]),
        ("Intacct_Id__c = 'id-3'", [3]),
        ("Intacct_Key__c = 'CLASS:3'", []),
        ("Intacct_Key__c IN ('class:3', 'class:5')", [3, 5]),
        ("Name NOT IN ('class 1', 'Class 2') AND Intacct_Record_No__c < 4", [3]),
        ("Name LIKE 'CLASS _' AND NOT (Active__c = true OR Intacct_Record_No__c = 1)", [3, 5]),
        ("Parent__c = null AND Intacct_Record_No__c < 3", [1]),
        ("Parent__r.Parent__r.Name = 'class 1'", [3]),
        ("Parent__r.Name != 'class 1' AND Intacct_Record_No__c < 4", [1, 3]),
        ("NOT Parent__r.Name = 'Class 1' AND Intacct_Record_No__c < 4", [1, 3]),
        ("Parent__r.Name IN (null, 'class 2') AND Intacct_Record_No__c < 4", [1, 3]),
        ("Active__c = FALSE AND CreatedDate > 2020-01-01T00:00:00+02:00 AND Intacct_Record_No__c < 4", [1, 3]),
        ("CreatedDate < 2020-01-01T00:00:00Z", []),
    ],
)
def test_a_filter_finds_what_salesforce_would(org: Caller, condition: str, found: list[int]) -> None:
    assert names(org, condition) == [f"Class {number}" for number in found]


@pytest.mark.parametrize(
    "condition", ["Name = 'été 100 %'", r"Name LIKE '%100 \%'", r"Full_Name__c = 'it\'s \"quoted\" \\ DONE'"]
)
def test_text_is_compared_without_case_and_with_its_escapes(org: Caller, condition: str) -> None:
    assert names(org, condition) == ["ÉTÉ 100 %"]


def test_parents_come_nested_and_are_null_where_there_is_none(org: Caller) -> None:
    soql = f"SELECT Parent__r.Intacct_Key__c, parent__r.owner.name FROM {CLASS} WHERE Intacct_Record_No__c < 3"
    assert org.records(f"{soql} ORDER BY Name") == [
        {"Parent__r": None},
        {"Parent__r": {"Intacct_Key__c": "class:1", "Owner": {"Name": "Integration User"}}},
    ]


def test_order_limit_and_offset_hold(org: Caller) -> None:
    soql = f"SELECT Name FROM {CLASS} WHERE Intacct_Record_No__c < 7 ORDER BY Parent__r.Name DESC NULLS LAST, Name DESC"
    numbers = [record["Name"][-1] for record in org.records(f"{soql} LIMIT 4 OFFSET 1")]
    assert numbers == ["2", "6", "5", "4"]


def test_without_order_by_rows_do_not_come_in_the_order_they_were_made(org: Caller) -> None:
    found = [record["Name"] for record in org.records(f"SELECT Name FROM {CLASS} WHERE Intacct_Record_No__c < 4")]
    assert found == ["Class 3", "Class 2", "Class 1"]


def test_a_count_has_a_size_and_no_records(org: Caller) -> None:
    answer = org.query(f"SELECT COUNT() FROM {CLASS} WHERE Active__c = true").json()
    assert answer == {"totalSize": 4, "done": True, "records": []}


def test_aggregates_come_as_one_record(org: Caller) -> None:
    soql = f"SELECT COUNT(Id) n, MIN(Intacct_Record_No__c), MAX(Intacct_Record_No__c) FROM {CLASS}"
    assert [bare(record) for record in org.query(soql).json()["records"]] == [{"n": 7, "expr1": 1.0, "expr2": 7.0}]


@pytest.mark.parametrize(
    ("soql", "code", "words"),
    [
        (f"SELECT Nope__c FROM {CLASS}", "INVALID_FIELD", f"No such column 'Nope__c' on entity '{CLASS}'"),
        (
            f"SELECT Id FROM {CLASS} WHERE Nope__r.Name = 'x'",
            "INVALID_FIELD",
            "Didn't understand relationship 'Nope__r'",
        ),
        (f"SELECT Id FROM {CLASS} WHERE Name = 5", "INVALID_FIELD", "should be enclosed in quotes"),
        (f"SELECT Id FROM {CLASS} WHERE Intacct_Record_No__c = '5'", "INVALID_FIELD", "should not be enclosed"),
        (f"SELECT Id FROM {CLASS} WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"),
        ("SELECT Id FROM Nope__c", "INVALID_TYPE", "sObject type 'Nope__c' is not supported"),
        ("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered"),
        (f"SELECT Id FROM {CLASS} WHERE", "MALFORMED_QUERY", "unexpected token"),
        (
            f"SELECT Id FROM {CLASS} WHERE Name = 'a' AND Id = null OR Id = null",
            "MALFORMED_QUERY",
            "unexpected token: 'OR'",
        ),
        (f"SELECT Id, Id FROM {CLASS}", "MALFORMED_QUERY", "duplicate field selected: Id"),
        (f"SELECT Id FROM {CLASS} WHERE Name = 'open", "MALFORMED_QUERY", "unexpected character"),
        (f"SELECT Id FROM {CLASS} OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "2000"),
        (f"SELECT Id FROM {CLASS} WHERE Name = '{'x' * 20_000}'", "URI_TOO_LONG", "16,384"),
    ],
)
def test_a_bad_query_is_refused_in_salesforces_words(org: Caller, soql: str, code: str, words: str) -> None:
    answer = org.query(soql)
    assert answer.status_code == (414 if code == "URI_TOO_LONG" else 400)
    [error] = answer.json()
    assert error["errorCode"] == code
    assert words in error["message"]


def test_long_headers_count_with_the_uri(org: Caller) -> None:
    answer = org.query(f"SELECT Id FROM {CLASS}", headers={"X-Long": "x" * 16_384})
    assert answer.status_code == 431


def test_pages_follow_each_other_and_only_ten_queries_stay_open(org: Caller) -> None:
    loaded = ({"Intacct_Key__c": f"department:{n}", "Name": f"{n:04d}"} for n in range(450))
    org.stand_in.put_many("demo", "Intacct_Department__c", loaded)
    soql = "SELECT Name FROM Intacct_Department__c ORDER BY Name"
    small = {"Sforce-Query-Options": "batchSize=200"}
    first = org.query(soql, headers=small).json()
    pages = [first, org.call("GET", first["nextRecordsUrl"]).json()]
    pages.append(org.call("GET", pages[-1]["nextRecordsUrl"]).json())
    assert [(page["totalSize"], len(page["records"]), page["done"]) for page in pages] == [
        (450, 200, False),
        (450, 200, False),
        (450, 50, True),
    ]
    assert [r["Name"] for page in pages for r in page["records"]] == [f"{n:04d}" for n in range(450)]
    for _ in range(10):
        org.query(soql, headers=small)
    assert org.call("GET", first["nextRecordsUrl"]).json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_a_field_is_described_with_all_57_members(org: Caller) -> None:
    described = org.call("GET", f"/sobjects/{CLASS}/describe").json()
    fields = {field["name"]: field for field in described["fields"]}
    assert {len(field) for field in fields.values()} == {57}
    key, parent = fields["Intacct_Key__c"], fields["Parent__c"]
    assert (key["type"], key["length"], key["unique"], key["caseSensitive"], key["externalId"]) == (
        "string",
        120,
        True,
        True,
        True,
    )
    assert (parent["type"], parent["referenceTo"], parent["relationshipName"]) == ("reference", [CLASS], "Parent__r")
    assert not fields["CreatedDate"]["updateable"]


def test_a_description_is_sent_again_only_when_it_changed(org: Caller) -> None:
    path = "/sobjects/Account/describe"
    seen = org.call("GET", path).headers["Last-Modified"]
    again = org.call("GET", path, headers={"If-Modified-Since": seen})
    assert (again.status_code, again.content) == (304, b"")
    org.stand_in.clock.advance(5)
    org.order("fields", {"object": "Account", "hide": ["Fax"]})
    changed = org.call("GET", path, headers={"If-Modified-Since": seen})
    assert "Fax" not in {field["name"] for field in changed.json()["fields"]}
    assert org.query("SELECT Fax FROM Account").json()[0]["errorCode"] == "INVALID_FIELD"
    org.order("fields", {"object": "Account", "show": ["Fax"]})
    assert org.query("SELECT Fax FROM Account").status_code == 200


@pytest.mark.parametrize(("version", "status"), [("66.0", 200), ("30.0", 410), ("99.0", 404), ("66", 404)])
def test_versions_come_and_go(org: Caller, version: str, status: int) -> None:
    answer = org.call("GET", f"/services/data/v{version}/limits")
    assert answer.status_code == status
    assert answer.headers["Sforce-Limit-Info"].startswith("api-usage=")


def test_the_list_of_versions_needs_no_sign_in_and_tells_no_limits(org: Caller) -> None:
    answer = requests.get(f"{org.url}/services/data", timeout=10)
    assert answer.json()[-1] == {"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"}
    assert "Sforce-Limit-Info" not in answer.headers


def test_the_daily_quota_ends_and_comes_back() -> None:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    with caller(stand_in) as org:
        org.order("quota", {"daily": 2, "used": 0})
        usage = [org.call("GET", "/limits").headers["Sforce-Limit-Info"] for _ in range(2)]
        assert usage == ["api-usage=1/2", "api-usage=2/2"]
        refused = org.call("GET", "/limits")
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (403, "REQUEST_LIMIT_EXCEEDED")
        stand_in.clock.advance(86_400)
        org = Caller(stand_in, org.url, stand_in.sign_in("demo"))
        assert org.call("GET", "/limits").json()["DailyApiRequests"] == {"Max": 2, "Remaining": 1}


def test_calls_rows_and_deletions_are_counted() -> None:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    with caller(stand_in) as org:
        org.upsert(row(1), row(2), row(2))
        org.query(f"SELECT COUNT() FROM {CLASS}")
        refused = org.call("DELETE", f"/sobjects/{CLASS}/a005e0000000001AAA")
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS_OR_READONLY")
        assert org.call("DELETE", "/composite/sobjects?ids=a005e0000000001AAA").status_code == 403
        counted: dict[str, Any] = {"collections_upsert": 1, "query": 1, "delete": 2}
        assert org.calls() == {"total": 4, "by_name": counted, "rows_written": 1, "deletes": 2}


def test_orgs_do_not_see_each_other() -> None:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    stand_in.add_org("autre")
    with caller(stand_in) as demo:
        demo.upsert(row(1))
        other = Caller(stand_in, demo.url, stand_in.sign_in("autre"))
        assert other.records(f"SELECT Id FROM {CLASS}") == []
        assert len(demo.records(f"SELECT Id FROM {CLASS}")) == 1
