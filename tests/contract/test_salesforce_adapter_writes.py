"""The Salesforce adapter writes to the stand-in over HTTP, row by row accounted for, within its share of calls."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from chalicelib.adapters.salesforce import SalesforceRest
from chalicelib.adapters.salesforce_records import body_of
from chalicelib.core.errors import TryAgain
from chalicelib.core.lists import KEY_FIELD
from chalicelib.core.ranges import Selection
from chalicelib.core.rowerrors import RowErrorClass, row_error_class
from dev.emulators.salesforce.row_rules import RowFault
from tests.contract.real_adapters import Connected
from tests.contract.watched_salesforce import CLASS, PARENT, Watched, fill, numbers, row, watched


@pytest.fixture
def stand_in() -> Watched:
    return watched()


@pytest.fixture
def org(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(salesforce_url=running.url)


def test_what_is_written_is_read_again_the_same(org: Connected) -> None:
    salesforce = org.salesforce()
    name = "R&D « Ü » \u00a0☀️ 'quoted' \\ %_"
    [parent, child] = salesforce.upsert(CLASS.salesforce, [row(1), row(2, Name=name, Full_Name__c=name)])
    assert (parent.error, child.error, parent.created) == (None, None, True)
    [linked] = salesforce.upsert(CLASS.salesforce, [{KEY_FIELD: "class:2", PARENT: "class:1", "Active__c": False}])
    assert (linked.error, linked.created, linked.salesforce_id) == (None, False, child.salesforce_id)
    found = list(salesforce.rows(CLASS, Selection()))
    assert [(one.id, one.key, one.stamp) for one in found] == [
        (parent.salesforce_id, "class:1", "run-1:created"),
        (child.salesforce_id, "class:2", "run-1:created"),
    ]
    assert found[1].values == {
        "Intacct_Record_No__c": Decimal(2),
        "Intacct_Id__c": "0002",
        "Name": name,
        "Full_Name__c": name,
        "Active__c": False,
        "Intacct_Entity__c": None,
        PARENT: "class:1",
    }
    assert salesforce.calls == 3


def test_none_clears_a_field_and_a_lookup(org: Connected) -> None:
    salesforce = org.salesforce()
    salesforce.upsert(CLASS.salesforce, [row(1), row(2, Intacct_Entity__c="100")])
    salesforce.upsert(CLASS.salesforce, [{KEY_FIELD: "class:2", PARENT: "class:1"}])
    [result] = salesforce.upsert(CLASS.salesforce, [{KEY_FIELD: "class:2", PARENT: None, "Intacct_Entity__c": None}])
    assert result.error is None
    [_, cleared] = salesforce.rows(CLASS, Selection())
    assert (cleared.values[PARENT], cleared.values["Intacct_Entity__c"]) == (None, None)


def test_a_row_is_changed_by_its_id(org: Connected) -> None:
    salesforce = org.salesforce()
    [written] = salesforce.upsert(CLASS.salesforce, [row(1)])
    [result] = salesforce.update(CLASS.salesforce, [{"Id": written.salesforce_id, "Active__c": False, PARENT: None}])
    assert (result.error, result.salesforce_id) == (None, written.salesforce_id)
    assert next(salesforce.rows(CLASS, Selection())).values["Active__c"] is False


def test_long_numbers_keep_every_digit(org: Connected) -> None:
    number = 123_456_789_012_345_678
    sent = org.salesforce().upsert(CLASS.salesforce, [row(7, Intacct_Record_No__c=Decimal(9_007_199_254_740_991))])
    assert sent[0].error is None
    found = next(org.salesforce().rows(CLASS, Selection()))
    assert found.values["Intacct_Record_No__c"] == Decimal(9_007_199_254_740_991)
    assert str(number).encode() in body_of("X__c", [{"N__c": Decimal(number)}])


def test_each_refused_row_says_why_and_the_others_are_written(stand_in: Watched, org: Connected) -> None:
    stand_in.orgs["demo"].rules.add_fault(RowFault(CLASS.salesforce, "UNABLE_TO_LOCK_ROW", keys=("class:5",)))
    rows = [row(1), row(2, Name="x" * 81), row(3, **{PARENT: "class:77"}), row(4, Nowhere__c="x"), row(5), row(6)]
    results = org.salesforce().upsert(CLASS.salesforce, rows)
    codes = [one.error.code if one.error else "" for one in results]
    assert codes == ["", "STRING_TOO_LONG", "INVALID_FIELD", "INVALID_FIELD", "UNABLE_TO_LOCK_ROW", ""]
    classes = [row_error_class(one.error.code, one.error.message) for one in results if one.error]
    assert classes == [
        RowErrorClass.BAD_ROW,
        RowErrorClass.PARENT_MISSING,
        RowErrorClass.SETUP,
        RowErrorClass.RETRY,
    ]
    assert results[1].error
    assert results[1].error.fields == ("Name",)


def test_two_rows_with_one_key_are_refused_here_and_the_rest_is_written(stand_in: Watched, org: Connected) -> None:
    salesforce = org.salesforce()
    results = salesforce.upsert(CLASS.salesforce, [row(1), row(2), row(1, Name="Other"), row(3)])
    assert [one.error.code if one.error else "" for one in results] == ["DUPLICATE_VALUE", "", "DUPLICATE_VALUE", ""]
    assert numbers(salesforce.rows(CLASS, Selection())) == [2, 3]
    before = salesforce.calls
    assert all(one.error for one in salesforce.upsert(CLASS.salesforce, [row(9), row(9)]))
    assert salesforce.calls == before


@pytest.mark.parametrize("count", [0, 201])
def test_a_call_takes_one_to_two_hundred_rows(org: Connected, count: int) -> None:
    with pytest.raises(ValueError, match="1 to 200"):
        org.salesforce().upsert(CLASS.salesforce, [row(number) for number in range(count)])


def test_calls_stop_at_our_share_of_the_quota(stand_in: Watched, org: Connected) -> None:
    quota = stand_in.orgs["demo"].quota
    quota.daily, quota.used, quota.day = 100, 77, int(stand_in.clock.now() // 86_400)
    salesforce = org.salesforce(quota_stop_percent=80)
    for _ in range(3):
        salesforce.unkeyed_count(CLASS)
    with pytest.raises(TryAgain, match="salesforce_quota_floor") as raised:
        salesforce.unkeyed_count(CLASS)
    assert (quota.used, raised.value.retry_after_seconds) == (80, 900)
    assert "80 of the day's 100 calls" in raised.value.detail


def test_the_library_is_used_without_its_habits(stand_in: Watched, org: Connected) -> None:
    org.salesforce().upsert(CLASS.salesforce, [row(1)])
    [token, write] = stand_in.asked
    assert token.path.endswith("/oauth2/token")
    assert "x-prettyprint" not in write.headers
    assert write.headers["sforce-call-options"] == "client=Passerelle"
    assert write.path == "/services/data/v66.0/composite/sobjects/Intacct_Class__c/Intacct_Key__c"


def test_another_api_version_may_be_spoken(stand_in: Watched, org: Connected) -> None:
    spoken = SalesforceRest(org.org(org.settings()), api_version="60.0")
    fill(stand_in, 2001)
    assert len(list(spoken.rows(CLASS, Selection()))) == 2001
    assert {request.path.split("/")[3] for request in stand_in.asked[1:]} == {"v60.0"}
