"""The Salesforce adapter reads the stand-in over HTTP: ranges, keys and rows that nobody has linked yet."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.salesforce_soql import encoded, rows_by_keys
from chalicelib.core.lists import KEY_FIELD
from chalicelib.core.ranges import Selection
from tests.contract.real_adapters import Connected, managed_list
from tests.contract.watched_salesforce import CLASS, Watched, fill, numbers, row, watched

GL, STATISTICAL = managed_list("gl_account"), managed_list("stat_account")
SEGMENT = managed_list("udd:market_segment", numeric_key=False)


@pytest.fixture
def stand_in() -> Watched:
    return watched()


@pytest.fixture
def org(stand_in: Watched) -> Iterator[Connected]:
    with stand_in.serve() as running:
        yield Connected(salesforce_url=running.url)


def test_a_range_is_open_below_closed_above_and_paged(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 5000, first=10)
    salesforce = org.salesforce()
    assert numbers(salesforce.rows(CLASS, Selection(above=999, up_to=5000))) == list(range(1000, 5001))
    assert salesforce.calls == 3
    assert numbers(salesforce.rows(CLASS, Selection(up_to=12))) == [10, 11, 12]
    assert numbers(salesforce.rows(CLASS, Selection(above=5008))) == [5009]
    assert list(salesforce.rows(CLASS, Selection(above=6000))) == []


def test_exactly_full_pages_end(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 4000)
    salesforce = org.salesforce()
    assert len(list(salesforce.rows(CLASS, Selection()))) == 4000
    assert salesforce.calls == 2


def test_named_keys_share_few_calls_and_short_addresses(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 1000, first=100_001)
    salesforce = org.salesforce()
    wanted = (*map(str, range(100_001, 100_901)), "100500", "7")
    found = list(salesforce.rows(CLASS, Selection(keys=wanted)))
    assert sorted(numbers(iter(found))) == list(range(100_001, 100_901))
    assert salesforce.calls <= 4
    assert list(salesforce.rows(CLASS, Selection(keys=()))) == []
    assert list(salesforce.rows(CLASS, Selection(keys=("x' OR Name != '", "\\", "a\nb")))) == []


def test_a_key_in_other_case_is_another_key(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 2)
    change = {"path": ["records", 0, "Intacct_Key__c"], "set": "CLASS:1"}
    stand_in.faults.add({"match": {"name": "query"}, "do": {"mutate_json": [change]}})
    assert len(list(org.salesforce().rows(CLASS, Selection(keys=("1", "2"))))) == 1


def test_addresses_stay_under_eight_thousand_bytes_whatever_the_keys_hold() -> None:
    keys = [f"class:{'é☀️ &+#%' * 8}{number}" for number in range(500)]
    statements = list(rows_by_keys(CLASS, keys))
    assert max(len(encoded(one)) for one in statements) < 7_950
    assert all(any(key in one for one in statements) for key in keys)


def test_lists_that_share_an_object_keep_apart(org: Connected) -> None:
    salesforce = org.salesforce()
    rows = [row(1, "gl_account", Type__c="GL"), row(1, "stat_account", Type__c="Statistical")]
    assert [one.error for one in salesforce.upsert(GL.salesforce, rows)] == [None, None]
    assert [one.key for one in salesforce.rows(GL, Selection())] == ["gl_account:1"]
    assert [one.key for one in salesforce.rows(STATISTICAL, Selection(keys=("1",)))] == ["stat_account:1"]


def test_a_list_without_record_numbers_is_read_by_its_keys(org: Connected) -> None:
    salesforce = org.salesforce()
    rows = [{**row(0, SEGMENT.key, Type__c=SEGMENT.type), KEY_FIELD: f"{SEGMENT.key}:{key}"} for key in ("b", "a", "A")]
    for record in rows:
        del record["Intacct_Record_No__c"]
    assert [one.error for one in salesforce.upsert(SEGMENT.salesforce, rows)] == [None] * 3
    assert {one.key for one in salesforce.rows(SEGMENT, Selection())} == {f"{SEGMENT.key}:{key}" for key in "abA"}
    assert [one.key for one in salesforce.rows(SEGMENT, Selection(keys=("A",)))] == [f"{SEGMENT.key}:A"]
    assert salesforce.unkeyed_count(SEGMENT) == 0


def test_rows_that_nobody_has_linked_are_counted_and_found(stand_in: Watched, org: Connected) -> None:
    fill(stand_in, 3)
    bare = {"Name": "Old", "Full_Name__c": "Old", "Active__c": 1, KEY_FIELD: None, "Intacct_Record_No__c": None}
    ids = ["x'1", "x'1", "X'1", "0042"]
    stand_in.put_many("demo", CLASS.salesforce, [{**bare, "Intacct_Id__c": one} for one in ids])
    stand_in.put_many("demo", CLASS.salesforce, [{**bare, "Intacct_Id__c": "9", KEY_FIELD: "class:9"}])
    salesforce = org.salesforce()
    assert salesforce.unkeyed_count(CLASS) == 5
    assert salesforce.calls == 1
    found = salesforce.unkeyed(CLASS, ["x'1", "0001", "9", "none"])
    assert sorted((str(one.values["Intacct_Id__c"]), one.key) for one in found) == [
        ("9", "class:9"),
        ("x'1", ""),
        ("x'1", ""),
    ]
    assert len(list(salesforce.rows(CLASS, Selection()))) == 3
    assert salesforce.unkeyed(CLASS, []) == []
