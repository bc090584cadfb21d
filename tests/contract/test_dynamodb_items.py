"""What lies in the table: keys, lifetimes, sizes, and items of another version of the code."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_codec import from_wire, restored, stored, wire
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.counts import Calls, Counts
from chalicelib.core.ranges import Cut, RangeProgress
from chalicelib.core.run import Pause, Run
from tests.contract.run_values import LATER, NOW, a_run, ended, planned, progress, report
from tests.contract.test_runs_rows import noisy_rows

DAY = 24 * 3600


@pytest.fixture
def store(table: Table) -> DynamoRuns:
    return DynamoRuns(table)


def items(dynamodb: Any) -> dict[str, dict[str, Any]]:
    """Everything in the table by sort key, and how large each item is."""
    return {item["SK"]["S"]: item for item in dynamodb.scan(TableName="passerelle")["Items"]}


def test_every_item_that_may_go_has_its_time_to_live(store: DynamoRuns, dynamodb: Any) -> None:
    store.start(a_run("00RUN", list="class"), "key-1", "hash-1")
    run = planned(store)
    store.put_rows(run, 1, 0, [report(1)])
    store.put_progress(run, progress(1), None)
    ended(store, run)
    days = {
        sort.partition("#")[0]: (int(item["expires_at"]["N"]) - NOW.timestamp()) / DAY
        for sort, item in items(dynamodb).items()
        if "expires_at" in item
    }
    assert days == {"RUN": 400, "IDEM": 7, "G": 30, "W": 30, "MAIL": 30}
    for_ever = {sort.partition("#")[0] for sort, item in items(dynamodb).items() if "expires_at" not in item}
    assert for_ever == {"LIST", "LOCK"}


def test_ttl_and_the_sparse_index_are_set_on_the_table(store: DynamoRuns, dynamodb: Any) -> None:
    ttl = dynamodb.describe_time_to_live(TableName="passerelle")["TimeToLiveDescription"]
    assert (ttl["AttributeName"], ttl["TimeToLiveStatus"]) == ("expires_at", "ENABLED")
    ended(store, planned(store))
    assert "due" not in items(dynamodb)["RUN#01RUN"]
    assert items(dynamodb)["MAIL"]["due"] == {"S": "mail"}


def test_no_idempotency_key_stands_in_the_table(store: DynamoRuns, dynamodb: Any) -> None:
    store.start(a_run(), "secret-looking-key", "hash-1")
    assert "secret-looking-key" not in str(items(dynamodb))


def test_the_head_of_the_largest_run_stays_small(store: DynamoRuns, dynamodb: Any) -> None:
    run = planned(store, ranges=500)
    store.pause(run, Pause("code", "d" * 300, "r" * 300, until=run.started_at))
    assert len(str(items(dynamodb)["RUN#01RUN"])) < 12_000


def test_a_large_window_fills_several_items_below_the_limit(store: DynamoRuns, dynamodb: Any) -> None:
    run = planned(store)
    store.put_rows(run, 1, 0, noisy_rows(4000))
    sizes = [len(item["rows"]["B"]) for sort, item in items(dynamodb).items() if sort.startswith("W#")]
    assert len(sizes) > 1
    assert max(sizes) <= 350_000


def test_items_of_newer_code_are_read_and_those_of_older_code_still_match(store: DynamoRuns, table: Table) -> None:
    """Both versions work on one run while a deploy goes on."""
    run = planned(store)
    key = keys.range_key(run, 1)
    table.put({**key, "progress": {"number": 1, "windows": [0, 1], "counts": {"read": 5}, "a_later_field": "x"}})
    assert store.progress(run, 1) == RangeProgress(1, windows=(0, 1), counts=Counts(read=5))
    table.put({**key, "progress": {"number": 1, "windows": [0, 1]}})
    assert store.put_progress(run, progress(1, windows=3), RangeProgress(1, windows=(0, 1)))


def test_older_code_goes_on_with_what_newer_code_stored_unless_it_moved(store: DynamoRuns, table: Table) -> None:
    """As after a deploy that was taken back: what newer code stored beside is no reason to wait for ever."""
    run = planned(store)
    key = keys.range_key(run, 1)
    newer = {"number": 1, "windows": [0, 1], "counts": {"read": 5, "a_later_count": 2}, "a_later_field": "x"}
    table.put({**key, "progress": newer})
    read = store.progress(run, 1)
    assert read
    assert not store.put_progress(run, progress(1, windows=3), replace(read, counts=Counts(read=4)))
    assert not store.put_progress(run, progress(1, windows=3), replace(read, attempts=1))
    assert store.put_progress(run, progress(1, windows=3), read)
    assert not store.put_progress(run, progress(1, windows=3), read)


def test_members_at_their_default_are_not_stored() -> None:
    assert stored(RangeProgress(7)) == {"number": 7}
    assert stored(Cut(3, only=())) == {"size": 3, "only": []}
    assert restored({"size": 3, "only": []}, Cut) == Cut(3, only=())


@given(st.builds(RangeProgress, due_at=st.none() | st.just(LATER), counts=st.builds(Counts)))
def test_progress_survives_the_wire(one: RangeProgress) -> None:
    assert restored(from_wire(wire(stored(one))), RangeProgress) == one


@given(st.sets(st.integers(1, 500), min_size=1), st.integers(-(10**30), 10**30), st.booleans())
def test_a_head_survives_the_wire(open_ranges: set[int], key: int, flag: bool) -> None:
    run = a_run(open=frozenset(open_ranges), cut=Cut(9, 9, key, key + 9, since=NOW), adopt=flag, calls=Calls(key, 1))
    assert restored(from_wire(wire(stored(run))), Run) == run
    assert set(stored(run)) <= {one.name for one in fields(Run)}


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_two_names_share_a_key_and_the_index_leads_back(tenant: str, run_id: str) -> None:
    assert keys.run_of(keys.run_key(tenant, run_id)) == (tenant, run_id)
    assert keys.run_of(keys.mail_key(tenant, run_id)) == (tenant, run_id)
    assert keys.run_key(tenant, run_id)["PK"].count("#") == 1
