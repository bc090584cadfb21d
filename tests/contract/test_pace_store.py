"""Contract of the counts of what was done lately: in memory, and in DynamoDB."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_pace import DynamoPaces
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.pace import Pace
from chalicelib.ports.pace import Paces
from dev.fakes.pace import FakePaces
from infra.resources import Created
from tests.contract.at_once import at_once

NOW = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
FIVE = Pace("some_too_many", 5, 60, "Too many.")
HERE = "198.51.100.7"


@pytest.fixture
def paces(lazily: Callable[..., Any]) -> Paces:
    store: Paces = lazily(FakePaces, "table", DynamoPaces)
    return store


def test_one_too_many_waits_for_the_next_window(paces: Paces) -> None:
    assert [paces.wait("demo", FIVE, HERE, NOW) for _ in range(7)] == [0, 0, 0, 0, 0, 30, 30]
    assert paces.wait("demo", FIVE, HERE, NOW + timedelta(seconds=29)) == 1
    assert paces.wait("demo", FIVE, HERE, NOW + timedelta(seconds=30)) == 0


def test_tenants_paces_and_what_they_hold_for_are_counted_apart(paces: Paces) -> None:
    for _ in range(5):
        paces.wait("demo", FIVE, HERE, NOW)
    assert paces.wait("demo", FIVE, "", NOW) == 0
    assert paces.wait("autre", FIVE, HERE, NOW) == 0
    assert paces.wait("demo", Pace("others_too_many", 5, 60, ""), HERE, NOW) == 0
    assert paces.wait("demo#P", FIVE, HERE, NOW) == 0


def test_of_twenty_at_once_five_are_let_through(paces: Paces) -> None:
    waits = at_once(lambda _: paces.wait("demo", FIVE, HERE, NOW), range(20))
    assert sorted(waits) == [0] * 5 + [30] * 15


def test_a_count_ends_by_itself_and_tells_no_address(dynamodb: Any, created: Created, table: Table) -> None:
    DynamoPaces(table).wait("demo", FIVE, HERE, NOW)
    [item] = dynamodb.scan(TableName=created.table)["Items"]
    assert int(item["expires_at"]["N"]) == NOW.timestamp() + 120
    assert HERE not in str(item)
