"""The Intacct stand-in's records, models and dimensions, and its ways to fill and change lists at once."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dev.emulators.intacct import BASE, IntacctStandIn
from dev.emulators.intacct.generate import generate
from dev.emulators.server import Running
from tests.contract.intacct_caller import Caller, seeded

DEPARTMENT = "company-config/department"
CUSTOMER = "accounts-receivable/customer"
MODIFIED = "audit.modifiedDateTime"
BY_KEY = [{"key": "asc"}]


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def running(stand_in: IntacctStandIn) -> Iterator[Running]:
    with stand_in.serve() as running:
        yield running


@pytest.fixture
def caller(running: Running) -> Caller:
    return Caller(running.url)


def error(answer: requests.Response) -> dict[str, Any]:
    described: dict[str, Any] = answer.json()["ia::result"]["ia::error"]
    return described


def test_a_record_is_read_whole_and_nested_by_its_key(caller: Caller) -> None:
    record = caller.get(f"/objects/{DEPARTMENT}/4").json()["ia::result"]
    assert (record["id"], record["parent"]) == ("11", {"key": "3", "id": "10", "name": "Direction générale"})
    assert record["audit"]["modifiedDateTime"].endswith("Z")
    assert "token=" in record["webURL"]
    assert error(caller.get(f"/objects/{DEPARTMENT}/11111"))["code"] == "notFound"
    several = caller.get(f"/objects/{DEPARTMENT}/4,3").json()["ia::result"]
    assert [one["key"] for one in several] == ["4", "3"]


def test_a_list_without_a_query_ends_at_a_hundred_rows_by_key(stand_in: IntacctStandIn, caller: Caller) -> None:
    users = caller.get("/objects/company-config/user").json()["ia::result"]
    assert users[0] == {"key": "1", "id": "cmoreau", "href": "/objects/company-config/user/1"}
    generate(stand_in.store, "demo", DEPARTMENT, rows=300, first_key=500)
    listed = caller.get(f"/objects/{DEPARTMENT}").json()
    keys = [int(row["key"]) for row in listed["ia::result"]]
    assert (len(keys), keys) == (100, sorted(keys))
    assert listed["ia::meta"]["totalCount"] == 330


def test_a_change_is_seen_by_the_query_and_stamped(stand_in: IntacctStandIn, caller: Caller) -> None:
    stand_in.clock.advance(3600)
    since = caller.rows(DEPARTMENT, MODIFIED, orderBy=[{MODIFIED: "desc"}])[0][MODIFIED]
    answer = caller.send("PATCH", f"/objects/{DEPARTMENT}/4", {"name": "Secrétariat", "parent": {"id": "20"}})
    assert answer.json()["ia::result"] == {"key": "4", "id": "11", "href": f"/objects/{DEPARTMENT}/4"}
    changed = caller.rows(DEPARTMENT, "key", "name", "parent.name", filters=[{"$gt": {MODIFIED: since}}])
    assert [(row["key"], row["name"], row["parent.name"]) for row in changed] == [("4", "Secrétariat", "Finance")]


def test_a_new_record_gets_the_next_key(caller: Caller) -> None:
    last = int(caller.rows(DEPARTMENT, "key", orderBy=[{"key": "desc"}], size=1)[0]["key"])
    created = caller.send("POST", f"/objects/{DEPARTMENT}", {"id": "99", "name": "Neuf"})
    assert (created.status_code, created.json()["ia::result"]["key"]) == (201, str(last + 1))
    assert caller.rows(DEPARTMENT, "name", "status", filters=[{"$eq": {"id": "99"}}])[0]["status"] == "active"


def test_a_deleted_record_is_gone_without_a_trace(caller: Caller) -> None:
    assert caller.send("DELETE", f"/objects/{DEPARTMENT}/4").status_code == 204
    assert caller.rows(DEPARTMENT, "key", filters=[{"$eq": {"key": "4"}}]) == []
    assert caller.send("DELETE", f"/objects/{DEPARTMENT}/4").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "No id"}, 422, "operationFailed"),
        ({"id": "10", "name": "Taken"}, 422, "operationFailed"),
        ({"id": "98", "parent": {"id": "no such"}}, 422, "operationFailed"),
        ({"id": "98", "colour": "red"}, 400, "invalidRequest"),
        ({"id": "98", "audit": {"modifiedBy": "me"}}, 400, "invalidRequest"),
        ([], 400, "invalidRequest"),
    ],
)
def test_a_record_that_cannot_be_written_is_refused_and_not_kept(
    caller: Caller, body: Any, status: int, code: str
) -> None:
    before = len(caller.rows(DEPARTMENT, "key"))
    answer = caller.send("POST", f"/objects/{DEPARTMENT}", body)
    assert (answer.status_code, error(answer)["code"]) == (status, code)
    assert len(caller.rows(DEPARTMENT, "key")) == before


def test_the_cause_of_a_failed_create_stands_in_the_details(caller: Caller) -> None:
    failed = error(caller.send("POST", f"/objects/{DEPARTMENT}", {"id": "10"}))
    assert (failed["errorId"], failed["details"][-1]["code"]) == ("REST-7001", "unableToCreateRecordError")


def test_a_model_describes_fields_groups_and_references(caller: Caller) -> None:
    model = caller.get("/services/core/model", name=CUSTOMER).json()["ia::result"]
    assert model["fields"]["creditLimit"]["format"] == "decimal-precision-2"
    assert model["fields"]["status"]["enum"] == ["active", "inactive"]
    assert model["groups"]["audit"]["fields"]["modifiedDateTime"] == {
        "type": "string",
        "format": "date-time",
        "readOnly": True,
        "writeOnly": False,
        "required": False,
        "nullable": True,
    }
    assert model["refs"]["parent"]["apiObject"] == CUSTOMER
    assert model["lists"] == []
    assert set(caller.get("/services/core/model", name="company-config/user").json()["ia::result"]["lists"]) == {
        "departments",
        "locations",
        "roles",
    }
    assert caller.get("/services/core/model", name="company-config/nothing").status_code == 404


def test_own_dimensions_are_listed_with_where_to_read_them(caller: Caller) -> None:
    dimensions = caller.get("/services/company-config/dimensions/list").json()["ia::result"]
    own = {one["dimensionName"]: one["dimensionEndpoint"] for one in dimensions if one["isUserDefinedDimension"]}
    assert own == {
        "market_segment": "/objects/platform-apps/nsp::market_segment",
        "sales_channel": "/objects/platform-apps/nsp::sales_channel",
    }


def test_a_user_says_how_far_its_access_goes(caller: Caller) -> None:
    fields = ("id", "adminPrivileges", "entityAccess.allowUnrestrictedAccess")
    users = {row["id"]: row for row in caller.rows("company-config/user", *fields)}
    assert users["ws_france"]["entityAccess.allowUnrestrictedAccess"] is False
    assert (users["cmoreau"]["adminPrivileges"], users["ws_sync"]["adminPrivileges"]) == ("full", "off")


def test_a_million_rows_are_made_at_once_and_one_in_a_hundred_changed(running: Running, caller: Caller) -> None:
    table = {"company": "demo", "object": "contracts/billing-template"}
    made = {**table, "rows": 1_000_000, "first_key": 1_000}
    assert requests.post(f"{running.url}/_control/generate", json=made, timeout=20).status_code == 204
    window = [{"$gt": {"key": "500000"}}, {"$lte": {"key": "900000"}}]
    page = caller.query(table["object"], "key", "id", filters=window, orderBy=BY_KEY, size=4000).json()
    assert page["ia::meta"]["totalCount"] == 400_000
    assert [int(row["key"]) for row in page["ia::result"]] == list(range(500_001, 504_001))
    touched = requests.post(f"{running.url}/_control/touch", json={**table, "share": 0.01}, timeout=20).json()
    since = [{"$gte": {MODIFIED: "2025-12-31T00:00:00Z"}}]
    changed = caller.query(table["object"], "key", filters=since, orderBy=BY_KEY, size=1).json()["ia::meta"]
    assert changed["totalCount"] == touched["changed"] == 10_000


def test_a_write_sent_twice_with_one_key_is_done_once(stand_in: IntacctStandIn, caller: Caller) -> None:
    def create(name: str) -> requests.Response:
        return caller.send("POST", f"/objects/{DEPARTMENT}", {"id": "96", "name": name}, **{"Idempotency-Key": "k-1"})

    first, again, other = create("Un"), create("Un"), create("Deux")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json() == first.json()
    assert "x-ia-idempotency-cached-date" in again.headers
    stand_in.clock.advance(49 * 3600)
    late = Caller(caller.base.removesuffix(BASE))
    answer = late.send("POST", f"/objects/{DEPARTMENT}", {"id": "96", "name": "Un"}, **{"Idempotency-Key": "k-1"})
    assert answer.status_code == 409
