"""The Intacct stand-in is as strict as Intacct: queries, records, and every kind of refusal."""

from collections.abc import Iterator
from typing import Any

import pytest

from dev.emulators.intacct import IntacctStandIn
from dev.emulators.intacct.query import STRAY_COLUMN
from tests.contract.intacct_caller import Caller, seeded

CUSTOMER = "accounts-receivable/customer"
DEPARTMENT = "company-config/department"
LOCATION = "company-config/location"
EMPLOYEE = "company-config/employee"
BY_KEY = [{"key": "asc"}]
PRIVATE = {"includePrivate": True}


@pytest.fixture
def stand_in() -> IntacctStandIn:
    return seeded()


@pytest.fixture
def caller(stand_in: IntacctStandIn) -> Iterator[Caller]:
    with stand_in.serve() as running:
        yield Caller(running.url)


def keys(rows: list[dict[str, Any]]) -> list[int]:
    return [int(row["key"]) for row in rows]


def test_rows_carry_the_asked_fields_flat_behind_a_stray_column(caller: Caller) -> None:
    rows = caller.rows(CUSTOMER, "key", "parent.id", "term.id", "creditLimit", orderBy=BY_KEY, filterParameters=PRIVATE)
    row = next(row for row in rows if row["parent.id"])
    assert list(row) == [STRAY_COLUMN, "key", "parent.id", "term.id", "creditLimit"]
    assert row[STRAY_COLUMN] is None
    assert isinstance(row["creditLimit"], str)
    assert row["creditLimit"].endswith(".00")


def test_related_fields_lead_over_several_references(caller: Caller) -> None:
    rows = caller.rows(DEPARTMENT, "id", "parent.name", "parent.parent.id", "parent.parent.parent.parent.id")
    deepest = next(row for row in rows if row["id"] == "2411")
    assert deepest["parent.name"] == "Contrôle de gestion – Filiales"
    assert deepest["parent.parent.id"] == "24"
    assert deepest["parent.parent.parent.parent.id"] == "10"
    assert next(row for row in rows if row["id"] == "10")["parent.parent.id"] is None


def test_without_order_by_rows_come_in_another_order_each_time(caller: Caller) -> None:
    first, second = (keys(caller.rows(DEPARTMENT, "key")) for _ in range(2))
    assert first != second
    assert first != sorted(first)
    assert sorted(first) == sorted(second)
    assert len(set(first)) == 30


def test_keys_sort_as_numbers_and_other_fields_as_text(caller: Caller) -> None:
    ascending = keys(caller.rows(DEPARTMENT, "key", orderBy=BY_KEY))
    assert ascending == sorted(ascending)
    assert keys(caller.rows(DEPARTMENT, "key", orderBy=[{"key": "desc"}])) == ascending[::-1]
    rows = caller.rows(DEPARTMENT, "parent.id", "id", orderBy=[{"parent.id": "desc"}, {"id": "asc"}])
    assert [(row["parent.id"] or "", row["id"]) for row in rows][:2] == [("70", "71"), ("70", "72")]


def test_pages_start_at_one_and_name_their_neighbours(caller: Caller) -> None:
    def meta(start: int, size: int = 12) -> dict[str, Any]:
        answer = caller.query(DEPARTMENT, "key", orderBy=BY_KEY, start=start, size=size).json()
        return {**answer["ia::meta"], "rows": len(answer["ia::result"])}

    whole = {"totalCount": 30, "pageSize": 12}
    assert meta(1) == {**whole, "start": 1, "next": 13, "previous": None, "rows": 12}
    assert meta(13) == {**whole, "start": 13, "next": 25, "previous": 1, "rows": 12}
    assert meta(25) == {**whole, "start": 25, "next": None, "previous": 13, "rows": 6}
    assert [meta(1, size)["next"] for size in (29, 30, 31)] == [30, None, None]
    assert meta(99) == {**whole, "start": 99, "next": None, "previous": 87, "rows": 0}


@pytest.mark.parametrize(
    ("filter_", "ids"),
    [
        ({"$eq": {"id": "S110"}}, ["S110"]),
        ({"$ne": {"status": "active"}}, ["S900"]),
        ({"$gt": {"id": "S200"}}, ["S300", "S900"]),
        ({"$gte": {"id": "S300"}}, ["S300", "S900"]),
        ({"$lt": {"key": "3"}}, ["S100"]),
        ({"$lte": {"key": 3}}, ["S100", "S110"]),
        ({"$in": {"id": ["S100", "S300"]}}, ["S100", "S300"]),
        ({"$notIn": {"status": ["active"]}}, ["S900"]),
        ({"$between": {"id": ["S110", "S120"]}}, ["S110", "S120"]),
        ({"$notBetween": {"id": ["101000", "S300"]}}, ["S900"]),
        ({"$contains": {"name": "compte"}}, ["101000"]),
        ({"$notContains": {"name": "e"}}, []),
        ({"$startsWith": {"name": "Bill"}}, ["S120"]),
        ({"$notStartsWith": {"id": "S"}}, ["101000"]),
        ({"$endsWith": {"name": "(m²)"}}, ["S200"]),
        ({"$notEndsWith": {"id": "0"}}, []),
        ({"$gte": {"audit.modifiedDateTime": "2025-07-01T00:00:00Z"}}, ["S900"]),
    ],
)
def test_every_operator_selects_its_rows(caller: Caller, filter_: dict[str, Any], ids: list[str]) -> None:
    rows = caller.rows("general-ledger/statistical-account", "id", filters=[filter_], orderBy=[{"id": "asc"}])
    assert [row["id"] for row in rows] == ids


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        (None, []),
        ("and", []),
        ("or", ["A", "A1", "A2", "B"]),
        ("(1 or 2) and 3", ["A", "A1"]),
        ("1 or 2 and 3", ["A", "A1"]),
        ("1 and (2 or 3)", ["A"]),
        ("3 and 2", ["A1"]),
        ("1 or 2 or 3", ["A", "A1", "A2", "B"]),
        ("1 and 2 and 3", []),
    ],
)
def test_a_filter_expression_joins_filters_by_number(caller: Caller, expression: str | None, ids: list[str]) -> None:
    filters = [{"$eq": {"id": "A"}}, {"$eq": {"id": "A1"}}, {"$in": {"id": ["A", "A1", "A2", "B"]}}]
    asked = {"filters": filters, "filterExpression": expression, "orderBy": [{"id": "asc"}]}
    assert [row["id"] for row in caller.rows("company-config/class", "id", **asked)] == ids


def test_case_counts_unless_it_is_said_not_to(caller: Caller) -> None:
    filters = [{"$startsWith": {"name": "LYON"}}]
    assert caller.rows(LOCATION, "id", filters=filters, filterParameters=PRIVATE) == []
    loose = {**PRIVATE, "caseSensitiveComparison": False}
    assert len(caller.rows(LOCATION, "id", filters=filters, filterParameters=loose)) == 2


def test_rows_of_entities_are_hidden_unless_private_ones_are_asked_for(caller: Caller) -> None:
    assert [row["id"] for row in caller.rows(LOCATION, "id")] == ["900"]
    assert len(caller.rows(LOCATION, "id", filterParameters=PRIVATE)) == 24
    assert len(caller.rows(LOCATION, "id", filterParameters={"includePrivate": False})) == 1


def test_inside_an_entity_only_its_rows_and_the_shared_ones_show(stand_in: IntacctStandIn, caller: Caller) -> None:
    inside = caller.send(
        "POST",
        "/services/core/query",
        {"object": LOCATION, "fields": ["id", "entity.id"], "filterParameters": PRIVATE},
        **{"X-IA-API-Param-Entity": "200"},
    ).json()["ia::result"]
    assert {row["entity.id"] for row in inside} == {"200", None}
    refused = caller.send("POST", "/services/core/query", {}, **{"X-IA-API-Param-Entity": "no such"})
    assert (refused.status_code, refused.json()["ia::error"]["code"]) == (403, "GW-0042")


@pytest.mark.parametrize(
    "change",
    [
        {"fields": []},
        {"fields": ["*"]},
        {"fields": "key"},
        {"fields": ["count:key"]},
        {"size": 0},
        {"size": 4001},
        {"size": "100"},
        {"start": 0},
        {"filters": {"$gt": {"key": "1"}}},
        {"filters": [{"$like": {"name": "a%"}}]},
        {"filters": [{"$gt": {"key": "1", "id": "2"}}]},
        {"filters": [{"$gt": {"key": "abc"}}]},
        {"filters": [{"$gt": {"key": None}}]},
        {"filters": [{"$eq": {"href": "/objects/x"}}]},
        {"filters": [{"$in": {"id": []}}]},
        {"filters": [{"$in": {"id": [str(n) for n in range(1001)]}}]},
        {"filters": [{"$between": {"id": ["1"]}}]},
        {"filters": [{"$eq": {"status": "asleep"}}]},
        {"filters": [{"$gte": {"audit.modifiedDateTime": "2025-07-01"}}]},
        {"filters": [{"$gte": {"audit.modifiedDateTime": "2025-13-01T00:00:00Z"}}]},
        {"filters": [{"$eq": {"nothing": "1"}}]},
        {"filters": [{"$eq": {"id": "1"}}], "filterExpression": "1 and 2"},
        {"filters": [{"$eq": {"id": "1"}}], "filterExpression": "1 and"},
        {"filters": [{"$eq": {"id": "1"}}], "filterExpression": "not 1"},
        {"filters": [{"$eq": {"id": "1"}}], "filterExpression": 1},
        {"filters": [{"$contains": {"key": "1"}}]},
        {"filterParameters": {"private": True}},
        {"filterParameters": {"includePrivate": "yes"}},
        {"orderBy": [{"key": "up"}]},
        {"orderBy": [{"href": "asc"}]},
        {"orderBy": [{"nothing": "asc"}]},
        {"object": "company-config/nothing"},
        {"where": "1=1"},
    ],
)
def test_a_query_that_intacct_would_not_read_is_refused(caller: Caller, change: dict[str, Any]) -> None:
    body = {"object": DEPARTMENT, "fields": ["key"], **change}
    answer = caller.send("POST", "/services/core/query", body)
    assert answer.status_code == 400
    assert answer.json()["ia::result"]["ia::error"]["code"] == "invalidRequest"
    assert answer.json()["ia::meta"] == {"totalCount": 1, "totalSuccess": 0, "totalError": 1}


def test_an_unknown_field_and_a_write_only_one_are_told_apart(caller: Caller) -> None:
    unknown = caller.query(EMPLOYEE, "key", "location.colour").json()["ia::result"]["ia::error"]
    assert unknown["details"][0]["additionalInfo"]["placeholders"]["FIELD_PATH"] == "location.colour"
    write_only = caller.query(EMPLOYEE, "bankAccountNumber").json()["ia::result"]["ia::error"]
    assert (write_only["errorId"], "details" in write_only) == ("REST-1106", False)
    assert write_only["additionalInfo"]["placeholders"]["FIELD"] == "bankAccountNumber"


def test_a_field_that_an_object_lacks_is_unknown_there(caller: Caller) -> None:
    for name in ("company-config/exchange-rate-type", "company-config/txn-currency"):
        assert caller.query(name, "status").status_code == 400
    assert caller.query("platform-apps/nsp::market_segment", "audit.modifiedDateTime").status_code == 400


def test_filters_on_key_can_be_made_to_have_no_effect(stand_in: IntacctStandIn, caller: Caller) -> None:
    stand_in.settings.ignores_key_filter.append(DEPARTMENT)
    assert len(caller.rows(DEPARTMENT, "key", filters=[{"$gt": {"key": "9999"}}], orderBy=BY_KEY)) == 30


def test_an_object_nobody_serves_is_not_found(caller: Caller) -> None:
    for answer in (caller.get("/objects/company-config/nothing"), caller.get("/services/core/nothing")):
        assert answer.status_code == 404
        assert answer.json()["ia::result"]["ia::error"]["code"] == "notFound"
