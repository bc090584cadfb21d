"""Contract of the cache of Accounts and of the store of descriptions, in memory and in DynamoDB."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.adapters.account_cache import DynamoAccountCache
from chalicelib.adapters.account_descriptions import DynamoFieldDescriptions
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.account import AccountField, FieldGroup, Sensitivity
from chalicelib.core.account_state import AccountReading, Finding, Remembered
from chalicelib.core.counts import Trouble
from chalicelib.ports.account import AccountCache, AccountDescription, AccountKey, FieldDescriptions
from dev.fakes import FakeClock
from dev.fakes.accounts import FakeAccountCache, FakeFieldDescriptions
from dev.fakes.clock import BEGINNING as NOW
from tests.contract.at_once import at_once

KEY = AccountKey("demo", "C-1", "a" * 32)
VALUES = {
    "Name": "Été & Cie",
    "Amount": Decimal("1250000.0"),
    "Count": 7,
    "Flag": False,
    "Nothing": None,
    "Address": {"city": "Paris"},
}
GOOD = AccountReading(Finding.LINKED, NOW, NOW, "001A", ("Name", "Owner.Name"), ("Old__c",), VALUES, '"tag"')
REMEMBERED = Remembered(GOOD, Trouble("salesforce_away", "Away.", "Wait."), NOW, denied=True)
FIELDS = (
    AccountField("Owner.Name", "Propriétaire", "reference", via="OwnerId"),
    AccountField("T__c", "T", "picklist", FieldGroup.CUSTOM, "help", Sensitivity.BANK, labels=(("A", "Alpha"),)),
)


@pytest.fixture
def cache(lazily: Callable[..., Any]) -> AccountCache:
    made: AccountCache = lazily(FakeAccountCache, "table", DynamoAccountCache)
    return made


@pytest.fixture
def descriptions(lazily: Callable[..., Any]) -> FieldDescriptions:
    made: FieldDescriptions = lazily(FakeFieldDescriptions, "table", DynamoFieldDescriptions)
    return made


def leased(cache: AccountCache, key: AccountKey = KEY) -> str:
    lease = cache.lease(key, NOW)
    assert lease
    return lease


def test_nothing_is_remembered_at_first(cache: AccountCache) -> None:
    assert cache.get(KEY) == Remembered()


@pytest.mark.parametrize("remembered", [REMEMBERED, Remembered(GOOD), Remembered()])
def test_what_was_put_comes_back_as_it_was(cache: AccountCache, remembered: Remembered) -> None:
    cache.put(KEY, leased(cache), remembered)
    assert cache.get(KEY) == remembered


def test_one_of_eight_threads_gets_the_lease(cache: AccountCache) -> None:
    leases = at_once(lambda _: cache.lease(KEY, NOW), range(40))
    assert sum(lease is not None for lease in leases) == 1


def test_a_lease_is_free_after_it_was_used_and_after_its_time(cache: AccountCache) -> None:
    cache.put(KEY, leased(cache), REMEMBERED)
    leased(cache)
    assert cache.lease(KEY, NOW + timedelta(seconds=29)) is None
    assert cache.lease(KEY, NOW + timedelta(seconds=31)) is not None
    assert cache.get(KEY) == REMEMBERED


def test_who_lost_the_lease_overwrites_nothing(cache: AccountCache) -> None:
    late = leased(cache)
    present = cache.lease(KEY, NOW + timedelta(seconds=31))
    assert present
    cache.put(KEY, present, REMEMBERED)
    cache.put(KEY, late, Remembered())
    assert cache.get(KEY) == REMEMBERED


@pytest.mark.parametrize(
    "other",
    [
        AccountKey("demo2", "C-1", "a" * 32),
        AccountKey("demo", "C-2", "a" * 32),
        AccountKey("demo", "C-1", "b" * 32),
        AccountKey("demo#A", "C-1", "a" * 32),
        AccountKey("demo", "c-1", "a" * 32),
    ],
)
def test_tenants_customers_and_choices_are_apart(cache: AccountCache, other: AccountKey) -> None:
    cache.put(KEY, leased(cache), REMEMBERED)
    assert cache.get(other) == Remembered()
    leased(cache, other)


def test_an_account_is_forgotten_after_a_day_and_names_no_customer(table: Table) -> None:
    cache = DynamoAccountCache(table)
    cache.put(KEY, leased(cache), REMEMBERED)
    items = list(table.query("#PK = :pk", {"pk": cache_partition()}))
    assert [item["expires_at"] for item in items] == [int((NOW + timedelta(hours=24)).timestamp())]
    assert "C-1" not in str({name: value for name, value in items[0].items() if name != "content"})


def cache_partition() -> str:
    return f"T#demo#A#{sha256(b'C-1').hexdigest()}"


def test_an_account_too_large_for_an_item_is_read_anew_each_time(table: Table) -> None:
    cache = DynamoAccountCache(table)
    noise = random.Random(1).randbytes(600_000).hex()
    cache.put(KEY, leased(cache), Remembered(replace(GOOD, values={"Notes": noise})))
    assert cache.get(KEY) == Remembered()
    leased(cache)


def test_a_description_comes_back_as_it_was_and_is_replaced_whole(descriptions: FieldDescriptions) -> None:
    assert descriptions.get("demo") is None
    first = AccountDescription(FIELDS, NOW, "Mon, 02 Mar 2026 08:00:00 GMT")
    descriptions.put("demo", first)
    assert descriptions.get("demo") == first
    descriptions.put("demo", AccountDescription(FIELDS[:1], NOW))
    assert descriptions.get("demo") == AccountDescription(FIELDS[:1], NOW)
    assert descriptions.get("demo2") is None


def test_a_description_too_large_for_an_item_gives_up_the_longest_picklists(table: Table) -> None:
    descriptions = DynamoFieldDescriptions(table)
    source = random.Random(1)
    labels = tuple((source.randbytes(20).hex(), source.randbytes(20).hex()) for _ in range(10_000))
    long = replace(FIELDS[1], name="Long__c", labels=labels)
    descriptions.put("demo", AccountDescription((*FIELDS, long), FakeClock().now()))
    kept = descriptions.get("demo")
    assert kept is not None
    assert [len(field.labels) for field in kept.fields] == [0, 1, 0]
