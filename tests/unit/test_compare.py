"""Comparison: only what differs is written, and what Salesforce would store anyway is no difference."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.compare import (
    Change,
    Present,
    Wanted,
    compare,
    difference,
    outcome_of_equal,
    record_reader,
    stamp,
    stamp_for,
    text,
    wanted_row,
)
from chalicelib.core.lists import ExtraField, ManagedList, Source, parse_catalogue

CATALOGUE = parse_catalogue(tomllib.loads(Path("chalicelib/lists.toml").read_text()))


def a_list(key: str) -> ManagedList:
    managed_list = CATALOGUE.get(key)
    assert managed_list is not None
    return managed_list


def wanted(key: str, row: dict[str, Any]) -> Wanted:
    managed_list = a_list(key)
    return wanted_row(managed_list, managed_list.sources[0], row)


DEPARTMENT = {"key": "12", "id": "SALES", "name": "Sales & Marketing", "status": "active", "parent.key": "3"}


def test_a_row_in_salesforces_columns() -> None:
    row = wanted("department", DEPARTMENT)
    assert row.key == "department:12"
    assert row.values == {
        "Intacct_Record_No__c": Decimal(12),
        "Intacct_Id__c": "SALES",
        "Name": "Sales & Marketing",
        "Full_Name__c": "Sales & Marketing",
        "Active__c": True,
        "Parent__r.Intacct_Key__c": "department:3",
    }


def test_columns_written_are_the_columns_compared() -> None:
    for managed_list in CATALOGUE.lists:
        constants = {name for source in managed_list.sources for name in source.constants}
        for source in managed_list.sources:
            row = wanted_row(managed_list, source, dict.fromkeys(managed_list.intacct_fields(source), "1"))
            assert set(row.values) | constants == set(managed_list.columns)


def test_a_long_name_is_cut_for_the_record_name_and_kept_whole_beside_it() -> None:
    row = wanted("department", {**DEPARTMENT, "name": "x" * 79 + " y"})
    assert row.values["Name"] == "x" * 79
    assert row.values["Full_Name__c"] == "x" * 79 + " y"


def test_a_row_without_name_shows_its_id() -> None:
    assert wanted("department", {**DEPARTMENT, "name": None}).values["Name"] == "SALES"


@pytest.mark.parametrize(
    ("raw", "stored"), [("  a ", "a"), ("", None), (None, None), ("\u00a0a", "\u00a0a"), (" ", None)]
)
def test_text_is_compared_as_salesforce_stores_it(raw: str | None, stored: str | None) -> None:
    assert text(raw) == stored


def test_shared_objects_carry_their_type() -> None:
    assert wanted("gl_account", {"key": "9"}).values["Type__c"] == "GL"
    assert wanted("entity_location", {"key": "9"}).values["Location_Type__c"] == "Entity"


def test_a_field_that_intacct_turns_out_to_lack_leaves_its_column_alone() -> None:
    row = wanted("department", {name: value for name, value in DEPARTMENT.items() if name != "parent.key"})
    assert "Parent__r.Intacct_Key__c" not in row.values


def test_a_field_that_a_source_is_known_to_lack_clears_its_column() -> None:
    entity = wanted("entity_location", {"key": "9", "id": "100", "name": "France", "status": "active"})
    assert entity.values["Parent__r.Intacct_Key__c"] is None


def of_salesforce(row: Wanted, **changed: Any) -> Present:
    return Present("a01000000000001", row.key, {**row.values, **changed})


def test_equal_rows_are_not_written() -> None:
    row = wanted("department", DEPARTMENT)
    result = compare([row], {row.key: of_salesforce(row)})
    assert (result.changes, len(result.equal), result.gone) == ((), 1, ())


def test_only_what_differs_is_written() -> None:
    row = wanted("department", DEPARTMENT)
    result = compare([row], {row.key: of_salesforce(row, Name="Old")})
    assert [change.values for change in result.changes] == [{"Name": "Sales & Marketing"}]


def test_a_value_that_is_gone_is_cleared() -> None:
    row = wanted("department", {**DEPARTMENT, "parent.key": None})
    there = of_salesforce(row, **{"Parent__r.Intacct_Key__c": "department:3"})
    assert compare([row], {row.key: there}).changes[0].values == {"Parent__r.Intacct_Key__c": None}


def test_one_is_not_true() -> None:
    assert difference({"A": True}, {"A": Decimal(1)}) == {"A": True}


def test_a_salesforce_record_reads_back_as_it_was_written() -> None:
    row = wanted("department", DEPARTMENT)
    record = {
        "Id": "a01",
        "Intacct_Record_No__c": 12.0,
        "Intacct_Id__c": "SALES",
        "Name": "Sales & Marketing",
        "Full_Name__c": "Sales & Marketing",
        "Active__c": True,
        "Parent__r": {"attributes": {}, "Intacct_Key__c": "department:3"},
    }
    assert difference(row.values, record_reader(a_list("department"))(record)) == {}


@pytest.mark.parametrize(
    ("extra", "intacct", "salesforce"),
    [
        (ExtraField("f", "F__c", "number", scale=2), "1250.00", 1250.0),
        (ExtraField("f", "F__c", "number", scale=2), "0.30", 0.1 + 0.2),
        (ExtraField("f", "F__c", "boolean"), "true", True),
        (ExtraField("f", "F__c", "boolean"), None, False),
        (ExtraField("f", "F__c", "datetime"), "2026-01-05T09:00:00Z", "2026-01-05T09:00:00.000+0000"),
        (ExtraField("f", "F__c", "date"), "2026-01-05", "2026-01-05"),
        (ExtraField("f", "F__c", "text"), "", None),
    ],
)
def test_two_spellings_of_one_value_are_equal(extra: ExtraField, intacct: Any, salesforce: Any) -> None:
    managed_list = ManagedList("l", {"en": "L"}, "L__c", (Source("x/l"),), fields=(extra,))
    ours = wanted_row(managed_list, managed_list.sources[0], {"key": "1", "f": intacct}).values["F__c"]
    theirs = record_reader(managed_list)({"F__c": salesforce})["F__c"]
    assert difference({"F__c": ours}, {"F__c": theirs}) == {}


rows = st.dictionaries(st.integers(1, 30), st.text("abc", max_size=2), max_size=20)


@given(intacct=rows, salesforce=rows)
def test_writing_the_changes_makes_both_sides_equal(intacct: dict[int, str], salesforce: dict[int, str]) -> None:
    ours = [Wanted(f"l:{k}", str(k), {"Name": v}) for k, v in intacct.items()]
    theirs = {f"l:{k}": Present(str(k), f"l:{k}", {"Name": v}) for k, v in salesforce.items()}
    result = compare(ours, theirs)
    assert len(result.changes) + len(result.equal) == len(ours)
    assert {row.key for row in result.gone} == set(theirs) - {row.key for row in ours}
    for change in result.changes:
        before = theirs.get(change.wanted.key, Present("", "", {}))
        theirs[change.wanted.key] = Present("x", change.wanted.key, {**before.values, **change.values})
    assert compare(ours, theirs).changes == ()


def test_a_row_that_this_run_created_stays_created() -> None:
    row = wanted("department", DEPARTMENT)
    change = Change(row, {"Name": "n"}, creates=False)
    mine = Present("a", row.key, {}, stamp("RUN1", "created"))
    assert stamp_for(change, {row.key: mine}, "RUN1") == "RUN1:created"
    assert stamp_for(change, {row.key: mine}, "RUN2") == "RUN2:updated"


@pytest.mark.parametrize(
    ("left", "outcome"),
    [("RUN1:created", "created"), ("RUN1:updated", "updated"), ("RUN0:created", "unchanged"), ("", "unchanged")],
)
def test_an_equal_row_counts_as_what_this_run_made_of_it(left: str, outcome: str) -> None:
    assert outcome_of_equal(Present("a", "k", {}, left), "RUN1") == outcome
