"""The Salesforce stand-in writes rows, and refuses them, as Salesforce does."""

from collections.abc import Iterator
from typing import Any

import pytest

from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.fields import Field
from tests.contract.salesforce_caller import CLASS, KEY, Caller, caller, errors, row

EMPLOYEE = "Intacct_Employee__c"


@pytest.fixture
def org() -> Iterator[Caller]:
    stand_in = SalesforceStandIn()
    stand_in.add_org("demo")
    with caller(stand_in) as signed_in:
        yield signed_in


def stored(org: Caller, fields: str, number: int = 1) -> dict[str, Any]:
    [found] = org.records(f"SELECT {fields} FROM {CLASS} WHERE Intacct_Key__c = 'class:{number}'")
    return found


def first_error(results: Any) -> dict[str, Any]:
    error: dict[str, Any] = results[0]["errors"][0]
    return error


def test_an_upsert_answers_row_by_row_in_the_order_sent(org: Caller) -> None:
    org.upsert(row(2))
    results = org.upsert(row(3), row(2, Name="Renamed"), row(4, Name="x" * 81), row(1))
    assert errors(results) == ["", "", "STRING_TOO_LONG", ""]
    assert [result.get("created") for result in results] == [True, False, None, True]
    assert stored(org, "Name", 2) == {"Name": "Renamed"}


def test_rows_that_share_a_key_in_one_call_all_fail(org: Caller) -> None:
    results = org.upsert(row(1), row(2), row(1))
    assert errors(results) == ["DUPLICATE_VALUE", "", "DUPLICATE_VALUE"]
    assert first_error(results)["message"] == "Duplicate external id specified: class:1"
    assert org.records(f"SELECT {KEY} FROM {CLASS}") == [{KEY: "class:2"}]


def test_null_clears_a_field_and_text_is_trimmed(org: Caller) -> None:
    org.upsert(row(1, Intacct_Id__c="\t a\u00a0 \r\n", Full_Name__c="kept", Intacct_Entity__c="E"))
    assert stored(org, "Intacct_Id__c") == {"Intacct_Id__c": "a\u00a0"}
    org.upsert({KEY: "class:1", "Intacct_Entity__c": None, "Intacct_Id__c": "  "})
    assert stored(org, "Intacct_Id__c, Full_Name__c, Intacct_Entity__c") == {
        "Intacct_Id__c": None,
        "Full_Name__c": "kept",
        "Intacct_Entity__c": None,
    }


def test_a_parent_is_named_by_its_external_id(org: Caller) -> None:
    org.upsert(row(1))
    results = org.upsert(row(2, Parent__r={KEY: "class:1"}), row(3, Parent__r={KEY: "class:9"}))
    assert errors(results) == ["", "INVALID_FIELD"]
    message = results[1]["errors"][0]["message"]
    assert message == f"Foreign key external ID: class:9 not found for field {KEY} in entity {CLASS}"
    assert stored(org, f"Parent__r.{KEY}", 2) == {"Parent__r": {KEY: "class:1"}}
    org.upsert({KEY: "class:2", "Parent__c": None})
    assert stored(org, f"Parent__r.{KEY}", 2) == {"Parent__r": None}


def test_a_row_cannot_point_to_one_that_the_same_call_creates(org: Caller) -> None:
    assert errors(org.upsert(row(1), row(2, Parent__r={KEY: "class:1"}))) == ["", "INVALID_FIELD"]


@pytest.mark.parametrize(
    ("values", "code", "words"),
    [
        ({"Nope__c": 1}, "INVALID_FIELD", f"No such column 'Nope__c' on sobject of type {CLASS}"),
        ({"Name": 7}, "JSON_PARSER_ERROR", "Cannot deserialize instance of string"),
        ({"Active__c": "true"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of boolean"),
        ({"Intacct_Record_No__c": "7"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of double"),
        ({"Intacct_Record_No__c": 10**18}, "NUMBER_OUTSIDE_VALID_RANGE", "value outside of valid range"),
        ({"Intacct_Id__c": "x" * 101}, "STRING_TOO_LONG", "(max length=100)"),
        ({"CreatedDate": "2026-01-01T00:00:00Z"}, "INVALID_FIELD_FOR_INSERT_UPDATE", "CreatedDate"),
        ({"Parent__c": "nonsense"}, "MALFORMED_ID", "id value of incorrect type"),
        ({"Parent__c": "0015e0000000001AAA"}, "MALFORMED_ID", "id value of incorrect type"),
        ({"Parent__c": "a045e0000000099AAA"}, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id"),
        ({"Parent__r": {"Name": "x"}}, "INVALID_FIELD", "is not an External ID"),
        ({"Parent__r": None}, "JSON_PARSER_ERROR", "must name its record"),
        ({"Parent__r": {KEY: "class:1"}, "Parent__c": None}, "INVALID_FIELD", "Cannot specify both"),
    ],
)
def test_a_bad_value_is_refused_with_the_row(org: Caller, values: dict[str, Any], code: str, words: str) -> None:
    org.upsert(row(1))
    results = org.upsert(row(2), row(3, **values))
    assert errors(results) == ["", code]
    assert words in results[1]["errors"][0]["message"]


def test_dates_and_datetimes_are_checked_and_kept_in_utc(org: Caller) -> None:
    account = {"Intacct_Customer_Id__c": "C-1", "Name": "Client"}
    store = org.stand_in.orgs["demo"].store
    store.add_fields("Account", [Field("Day__c", "Day", "date"), Field("Moment__c", "Moment", "datetime")])

    def write(**values: Any) -> Any:
        return org.upsert({**account, **values}, sobject="Account", field="Intacct_Customer_Id__c")

    assert errors(write(Day__c="2026-02-30")) == ["JSON_PARSER_ERROR"]
    assert errors(write(Moment__c="2026-02-03")) == ["JSON_PARSER_ERROR"]
    assert errors(write(Day__c="2026-02-28", Moment__c="2026-02-28T01:30:00+02:00")) == [""]
    assert org.records("SELECT Day__c, Moment__c FROM Account WHERE Moment__c = 2026-02-27T23:30:00Z") == [
        {"Day__c": "2026-02-28", "Moment__c": "2026-02-27T23:30:00.000+0000"}
    ]


def test_a_missing_key_and_a_missing_required_field_are_named(org: Caller) -> None:
    assert first_error(org.upsert({"Name": "no key"}))["message"] == f"{KEY} not specified"
    results = org.upsert({"Intacct_Customer_Id__c": "C-1"}, sobject="Account", field="Intacct_Customer_Id__c")
    assert first_error(results) == {
        "statusCode": "REQUIRED_FIELD_MISSING",
        "message": "Required fields are missing: [Name]",
        "fields": ["Name"],
    }


def test_a_unique_value_is_held_by_one_row(org: Caller) -> None:
    [made, other] = org.upsert(row(1), row(2))
    body = {"records": [{"attributes": {"type": CLASS}, "id": other["id"], KEY: "class:1"}]}
    [result] = org.call("PATCH", "/composite/sobjects", json=body).json()
    assert result["errors"][0]["statusCode"] == "DUPLICATE_VALUE"
    assert (
        result["errors"][0]["message"]
        == f"duplicate value found: {KEY} duplicates value on record with id: {made['id'][:15]}"
    )


def test_all_or_none_takes_everything_back(org: Caller) -> None:
    results = org.upsert(row(1), row(2, Name="x" * 81), allOrNone=True)
    assert errors(results) == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "STRING_TOO_LONG"]
    assert org.records(f"SELECT Id FROM {CLASS}") == []
    assert org.calls()["rows_written"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"/composite/sobjects/{CLASS}/{KEY}", {"records": [{"attributes": {"type": CLASS}}] * 201}, 400),
        (f"/composite/sobjects/{CLASS}/{KEY}", {"records": [{"attributes": {"type": "Account"}}]}, 400),
        (f"/composite/sobjects/{CLASS}/{KEY}", {"records": [{}]}, 400),
        (f"/composite/sobjects/{CLASS}/{KEY}", [], 400),
        (f"/composite/sobjects/{CLASS}/Name", {"records": []}, 404),
        (f"/composite/sobjects/Nope__c/{KEY}", {"records": []}, 404),
    ],
)
def test_a_malformed_upsert_is_refused_whole(org: Caller, path: str, body: Any, status: int) -> None:
    assert org.call("PATCH", path, json=body).status_code == status


def test_several_rows_under_one_external_id_are_an_error(org: Caller) -> None:
    org.upsert(row(1, Intacct_Id__c="same"), row(2, Intacct_Id__c="same"))
    assert errors(org.upsert({"Intacct_Id__c": "SAME", "Name": "?"}, field="Intacct_Id__c")) == [
        "DUPLICATE_EXTERNAL_ID"
    ]
    several = org.call("PATCH", f"/sobjects/{CLASS}/Intacct_Id__c/same", json={"Name": "?"})
    assert (several.status_code, len(several.json())) == (300, 2)


def test_an_update_by_id_needs_an_id_that_exists(org: Caller) -> None:
    [made] = org.upsert(row(1))
    attributes = {"attributes": {"type": CLASS}}
    rows = [{"id": made["id"], "Name": "By id"}, {"id": "a045e0000000099AAA"}, {"Name": "none"}, {"id": "short"}]
    results = org.call("PATCH", "/composite/sobjects", json={"records": [attributes | item for item in rows]}).json()
    assert errors(results) == ["", "INVALID_CROSS_REFERENCE_KEY", "MISSING_ARGUMENT", "MALFORMED_ID"]
    assert stored(org, "Name") == {"Name": "By id"}


def test_single_records_are_made_read_changed_and_upserted(org: Caller) -> None:
    made = org.call("POST", f"/sobjects/{CLASS}", json=row(1))
    assert made.status_code == 201
    by_id = f"/sobjects/{CLASS}/{made.json()['id'][:15]}"
    assert org.call("PATCH", by_id, json={"Name": "Changed"}).status_code == 204
    assert org.call("GET", f"{by_id}?fields=Name,Active__c").json()["Name"] == "Changed"
    by_key = f"/sobjects/{CLASS}/{KEY}"
    assert org.call("PATCH", f"{by_key}/class:2", json={"Name": "New"}).status_code == 201
    assert org.call("PATCH", f"{by_key}/class:2", json={"Name": "Old"}).json()["created"] is False
    assert org.call("PATCH", f"{by_key}/class:3?updateOnly=true", json={}).status_code == 404
    assert org.call("GET", f"{by_key}/class:2").json()["Name"] == "Old"
    assert org.call("GET", f"{by_key}/class:3").status_code == 404
    bad = org.call("PATCH", by_id, json={"Name": "x" * 81})
    assert (bad.status_code, bad.json()[0]["errorCode"]) == (400, "STRING_TOO_LONG")


def test_records_are_retrieved_by_id_with_null_for_those_unknown(org: Caller) -> None:
    [made] = org.upsert(row(1))
    body = {"ids": [made["id"], "a045e0000000099AAA"], "fields": ["Name"]}
    [found, missing] = org.call("POST", f"/composite/sobjects/{CLASS}", json=body).json()
    assert (found["Name"], missing) == ("Class 1", None)


def test_audit_fields_move_with_every_write(org: Caller) -> None:
    org.upsert(row(1))
    before = stored(org, "CreatedDate, SystemModstamp")
    org.stand_in.clock.advance(60)
    org.upsert(row(1))
    after = stored(org, "CreatedDate, SystemModstamp, LastModifiedBy.Name")
    assert after["CreatedDate"] == before["CreatedDate"]
    assert after["SystemModstamp"] > before["SystemModstamp"]
    assert after["LastModifiedBy"] == {"Name": "Integration User"}


def test_a_locked_row_fails_as_often_as_ordered_and_then_passes(org: Caller) -> None:
    fault = {
        "object": CLASS,
        "keys": ["class:2"],
        "code": "UNABLE_TO_LOCK_ROW",
        "message": "unable to obtain exclusive access",
    }
    org.order("row_faults", {**fault, "times": 2})
    outcomes = [errors(org.upsert(row(1), row(2))) for _ in range(3)]
    assert outcomes == [["", "UNABLE_TO_LOCK_ROW"], ["", "UNABLE_TO_LOCK_ROW"], ["", ""]]


def test_a_share_of_the_rows_fails_and_it_is_always_the_same(org: Caller) -> None:
    org.order("row_faults", {"object": EMPLOYEE, "share": 0.1, "code": "UNABLE_TO_LOCK_ROW", "times": None})
    rows = [{KEY: f"employee:{n}", "Name": "x"} for n in range(200)]
    failed = [errors(org.upsert(*rows, sobject=EMPLOYEE)) for _ in range(2)]
    assert failed[0] == failed[1]
    assert 8 <= failed[0].count("UNABLE_TO_LOCK_ROW") <= 32


def test_a_validation_rule_looks_at_the_row_as_it_would_be(org: Caller) -> None:
    org.upsert(row(1, Full_Name__c="forbidden"))
    rule = {"object": CLASS, "field": "Full_Name__c", "matches": "^forbidden", "message": "Not this name."}
    org.order("validation_rules", rule)
    results = org.upsert({KEY: "class:1", "Active__c": False})
    assert first_error(results) == {
        "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "message": "Not this name.",
        "fields": ["Full_Name__c"],
    }
