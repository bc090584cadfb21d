"""Bad answers to the Salesforce adapter: each ends in what to do, with a sentence, and no row is lost or made up."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.core.ranges import Selection
from tests.contract.real_adapters import Connected
from tests.contract.watched_salesforce import CLASS, Watched, fill, row, watched

URL = "nextRecordsUrl"


@pytest.fixture
def stand_in() -> Watched:
    return watched()


@pytest.fixture
def org(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(salesforce_url=running.url)


def read(org: Connected) -> int:
    return len(list(org.salesforce().rows(CLASS, Selection(above=0))))


def write(org: Connected) -> list[str]:
    results = org.salesforce().upsert(CLASS.salesforce, [row(1), row(2), row(3)])
    return [one.error.code if one.error else "" for one in results]


def problem(org: Connected, work: Any = read) -> Problem:
    with pytest.raises((TryAgain, NeedsAdmin)) as raised:
        work(org)
    found = raised.value
    assert isinstance(found, Problem)
    assert "Salesforce" in found.detail
    assert found.detail.endswith(".")
    assert isinstance(found, TryAgain) or found.remedy.endswith(".")
    assert "Bearer" not in f"{found!r} {found.detail}"
    return found


def changed(*path: Any, **change: Any) -> dict[str, Any]:
    return {"mutate_json": [{"path": list(path), **change}]}


def answered(status: int, document: Any) -> dict[str, Any]:
    return {"status": status, "body": json.dumps(document), "content_type": "application/json;charset=UTF-8"}


def refused(status: int, code: str, message: str = "") -> dict[str, Any]:
    return answered(status, [{"errorCode": code, "message": message}])


@pytest.mark.parametrize(
    "do",
    [
        changed(URL, set="@evil.example/services/data/v66.0/query/01g-2000"),
        changed(URL, set="https://evil.example/services/data/v66.0/query/01g-2000"),
        changed(URL, set="//evil.example/services/data/v66.0/query/01g-2000"),
        changed(URL, set="/services/data/v66.0/query/../../../apexrest/x"),
        changed(URL, set="/services/data/v66.0/query/01g-2000?q=x"),
        changed(URL, set="/services/data/v59.0/query/01g-2000"),
        changed(URL, set=7),
        changed(URL, delete=True),
        changed("done", set=True),
        changed("done", set="false"),
        changed("done", delete=True),
        changed("totalSize", set=2001),
        changed("totalSize", set=-1),
        changed("totalSize", set=True),
        changed("totalSize", delete=True),
        changed("records", set=None),
        changed("records", set={}),
        changed("records", 5, delete=True),
        changed("records", 5, duplicate=True),
        changed("records", 5, set=None),
        changed("records", 5, "Id", set=None),
        changed("records", 5, "Id", delete=True),
        changed("records", 5, "Name", delete=True),
        changed("records", 5, "Parent__r", delete=True),
        changed("records", 5, "Intacct_Record_No__c", set=-3),
        changed("records", 5, "Intacct_Record_No__c", set=None),
        answered(200, []),
    ],
)
def test_pages_that_do_not_add_up_are_refused(stand_in: Watched, org: Connected, do: Mapping[str, Any]) -> None:
    fill(stand_in, 2500)
    stand_in.faults.add({"match": {"name": "query"}, "do": do})
    assert problem(org).code == "salesforce_unreadable"
    assert read(org) == 2500


def test_pages_that_go_round_are_left(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 2500)
    page = {"totalSize": 2500, "done": False, URL: "/services/data/v66.0/query/01g-2000", "records": []}
    stand_in.faults.add({"do": answered(200, page), "match": {"name": "query"}, "times": None})
    assert problem(org).code == "salesforce_unreadable"


@pytest.mark.parametrize(
    "do",
    [
        changed(0, delete=True),
        changed(1, duplicate=True),
        changed(1, set="yes"),
        changed(1, "success", set="true"),
        changed(1, "success", delete=True),
        changed(1, "id", delete=True),
        changed(1, "id", set=7),
        changed(1, "errors", set={}),
        changed(1, "errors", set=["no"]),
        answered(200, {}),
        answered(200, []),
        {"status": 204},
    ],
)
def test_results_that_fit_no_rows_are_refused(stand_in: Watched, org: Connected, do: Mapping[str, Any]) -> None:
    stand_in.faults.add({"match": {"name": "collections_upsert"}, "do": do})
    assert problem(org, write).code == "salesforce_unreadable"
    assert write(org) == ["", "", ""]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (changed(1, set={"success": False, "errors": []}), "UNKNOWN_EXCEPTION"),
        (changed(1, set={"success": False}), "UNKNOWN_EXCEPTION"),
        (changed(1, set={"success": False, "errors": [{"statusCode": "NEW_IN_2027"}]}), "NEW_IN_2027"),
        (changed(1, "created", delete=True), ""),
    ],
)
def test_a_row_without_a_reason_still_has_a_result(stand_in: Watched, org: Connected, change: Any, code: str) -> None:
    stand_in.faults.add({"match": {"name": "collections_upsert"}, "do": change})
    assert write(org) == ["", code, ""]


NO_COLUMN = "\nSELECT Nowhere__c\n^\nERROR at Row:1:Column:8\nNo such column 'Nowhere__c' on entity 'Intacct_Class__c'."


@pytest.mark.parametrize(
    ("do", "kind", "code", "words"),
    [
        (answered(200, None), TryAgain, "salesforce_unreadable", "no object"),
        (answered(200, 7), TryAgain, "salesforce_unreadable", "no object"),
        (answered(200, "no"), TryAgain, "salesforce_unreadable", "no object"),
        ({"html": 200}, TryAgain, "salesforce_maintenance", "maintenance"),
        ({"html": 503}, TryAgain, "salesforce_maintenance", "maintenance"),
        ({"status": 500, "body": "[]"}, TryAgain, "salesforce_failing", "500"),
        ({"status": 420}, TryAgain, "salesforce_busy", ""),
        ({"drop": True}, TryAgain, "salesforce_away", "reached"),
        ({"cut_after": 30}, TryAgain, "salesforce_cut_off", "broke off"),
        ({"redirect": "https://evil.example/", "code": 307}, TryAgain, "salesforce_moved", ""),
        ({"redirect": "https://evil.example/", "code": 301}, NeedsAdmin, "salesforce_moved", ""),
        (refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests"), TryAgain, "salesforce_quota_floor", "limit"),
        (refused(500, "UNKNOWN_EXCEPTION"), TryAgain, "salesforce_failing", "500"),
        (refused(400, "QUERY_TIMEOUT"), TryAgain, "salesforce_busy", "in time"),
        (refused(400, "INVALID_QUERY_LOCATOR"), TryAgain, "salesforce_busy", ""),
        (refused(403, "INSUFFICIENT_ACCESS"), NeedsAdmin, "salesforce_not_allowed", "Intacct_Class__c"),
        (refused(403, "API_DISABLED_FOR_ORG"), NeedsAdmin, "salesforce_api_off", ""),
        ({"html": 403}, NeedsAdmin, "salesforce_turned_away", "turned"),
        ({"status": 403}, NeedsAdmin, "salesforce_turned_away", ""),
        (answered(300, ["/a", "/b"]), NeedsAdmin, "salesforce_turned_away", "300"),
        (
            refused(400, "INVALID_FIELD", NO_COLUMN),
            NeedsAdmin,
            "salesforce_no_column",
            "Nowhere__c on Intacct_Class__c",
        ),
        (refused(400, "INVALID_TYPE"), NeedsAdmin, "salesforce_no_object", "Intacct_Class__c"),
        (refused(404, "NOT_FOUND"), NeedsAdmin, "salesforce_no_object", "Intacct_Class__c"),
        (refused(400, "MALFORMED_QUERY", "unexpected token"), NeedsAdmin, "salesforce_refused", "unexpected token"),
        (refused(410, "GONE"), NeedsAdmin, "salesforce_api_retired", "API version"),
        (refused(401, "INVALID_SESSION_ID"), NeedsAdmin, "salesforce_sign_in", "refused"),
        ({"html": 401}, NeedsAdmin, "salesforce_sign_in", ""),
        ({"status": 401}, NeedsAdmin, "salesforce_sign_in", ""),
        (answered(401, {"error": "x"}), NeedsAdmin, "salesforce_sign_in", ""),
    ],
)
@pytest.mark.parametrize("work", [read, write])
def test_every_refusal_says_what_to_do(
    stand_in: Watched, org: Connected, do: Mapping[str, Any], kind: type[Problem], code: str, words: str, work: Any
) -> None:
    fill(stand_in, 1)
    for name in ("query", "collections_upsert"):
        stand_in.faults.add({"match": {"name": name}, "do": do, "times": None})
    found = problem(org, work)
    assert (type(found), found.code) == (kind, code)
    assert words in found.detail
    assert stand_in.calls.report()["total"] <= 3
    assert stand_in.calls.report()["by_name"]["token"] <= 2


def test_an_org_that_has_moved_is_a_matter_of_its_my_domain(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 1)
    stand_in.faults.add({"do": {"redirect": "https://elsewhere.example/", "code": 301}, "times": None})
    assert problem(org, read).remedy == "Correct the org's My Domain in the settings."


@pytest.mark.parametrize("field", ["Full_Name__c", "Parent__c"])
def test_a_hidden_column_is_named_with_its_remedy(stand_in: Watched, org: Connected, field: str) -> None:
    stand_in.orgs["demo"].show_fields(CLASS.salesforce, hide=[field])
    found = problem(org)
    assert found.code == "salesforce_no_column"
    assert field.removesuffix("c").removesuffix("_") in found.detail
    assert "Intacct_Sync" in found.remedy


def test_rows_written_before_the_answer_was_lost_are_written_once(stand_in: Watched, org: Connected) -> None:
    stand_in.faults.add({"match": {"name": "collections_upsert"}, "do": {"drop_after_effect": True}})
    assert write(org) == ["", "", ""]
    assert read(org) == 3


def test_an_ended_session_is_replaced_once_and_the_call_sent_again(stand_in: Watched, org: Connected) -> None:
    write(org)
    stand_in.sessions.end_all()
    salesforce = org.salesforce()
    assert len(list(salesforce.rows(CLASS, Selection()))) == 3
    stand_in.sessions.end_all()
    assert len(list(salesforce.rows(CLASS, Selection()))) == 3
    assert stand_in.calls.report()["by_name"]["token"] == 3


@pytest.mark.parametrize(
    "info", ["", "api-usage=abc", "api-usage=5", "per-app-api-usage=9/9(appName=x)", "api-usage=1/0"]
)
def test_a_quota_that_cannot_be_read_changes_nothing(stand_in: Watched, org: Connected, info: str) -> None:
    page = {"totalSize": 0, "done": True, "records": []}
    do = {**answered(200, page), "headers": {"Sforce-Limit-Info": info}}
    stand_in.faults.add({"match": {"name": "query"}, "do": do})
    salesforce = org.salesforce()
    assert [salesforce.unkeyed_count(CLASS) for _ in range(3)] == [0, 0, 0]


def test_a_quota_passed_by_others_stops_us(stand_in: Watched, org: Connected) -> None:
    do = {**answered(200, {"totalSize": 0, "done": True, "records": []})}
    do["headers"] = {"Sforce-Limit-Info": "api-usage=15001/15000;per-app-api-usage=1/2(appName=x)"}
    stand_in.faults.add({"match": {"name": "query"}, "do": do})
    salesforce = org.salesforce()
    salesforce.unkeyed_count(CLASS)
    with pytest.raises(TryAgain, match="salesforce_quota_floor"):
        salesforce.unkeyed_count(CLASS)
    assert salesforce.calls == 1
