"""Contract of the store of tab passes: in memory, and in DynamoDB."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_tab import DynamoTabPasses
from chalicelib.core.tab import LIFE, TabPass
from chalicelib.ports.tab import TabPasses
from dev.fakes.tab import FakeTabPasses
from infra.resources import Created
from tests.contract.at_once import at_once

NOW = datetime(2026, 3, 2, 8, 0, 30, tzinfo=UTC)
PASS = TabPass("demo", "cmoreau", "Ö/1", NOW + LIFE)


@pytest.fixture
def passes(lazily: Callable[..., Any]) -> TabPasses:
    store: TabPasses = lazily(FakeTabPasses, "table", DynamoTabPasses)
    return store


def test_a_pass_is_found_by_its_token_and_by_no_other(passes: TabPasses) -> None:
    passes.keep("token", PASS)
    assert passes.find("token") == PASS
    assert passes.find("Token") is None
    assert passes.find("") is None


def test_a_nonce_is_used_up_by_the_first_who_claims_it(passes: TabPasses) -> None:
    claimed = at_once(lambda _: passes.claim("demo", "n" * 43, NOW), range(8))
    assert sorted(claimed) == [False] * 7 + [True]
    assert passes.claim("autre", "n" * 43, NOW)
    assert not passes.claim("demo", "n" * 43, NOW + timedelta(hours=23))


def test_nothing_that_is_stored_tells_a_token_or_a_nonce(dynamodb: Any, created: Created, table: Any) -> None:
    passes = DynamoTabPasses(table)
    passes.keep("the-token", PASS)
    passes.claim("demo", "the-nonce", NOW)
    items = dynamodb.scan(TableName=created.table)["Items"]
    assert len(items) == 2
    assert all("expires_at" in item for item in items)
    assert not any(secret in str(items) for secret in ("the-token", "the-nonce"))
