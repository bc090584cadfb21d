"""Each port of the stores twice: in memory, and as the real adapter against the AWS stand-in over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_leases import DynamoLeases, Leases
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.ports import Runs, Secrets, SettingsStore
from dev.fakes import FakeClock, FakeRuns, FakeSecrets, FakeSettingsStore
from dev.fakes.leases import FakeLeases
from infra.resources import Created, create_all
from tests.conftest import AwsAccount


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def created(aws: AwsAccount) -> Created:
    return create_all(aws.client("dynamodb"), aws.client("sqs"))


@pytest.fixture
def dynamodb(aws: AwsAccount) -> Any:
    """The client that the table of ``table`` uses."""
    return aws.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any, created: Created, clock: FakeClock) -> Table:
    return Table(dynamodb, created.table, clock)


@pytest.fixture(params=["memory", "aws"])
def lazily(request: pytest.FixtureRequest) -> Callable[[type[Any], str, type[Any]], Any]:
    """The fake, or the adapter on the fixture that it needs: the stand-in starts for tests that use it only."""

    def build(fake: type[Any], needs: str, adapter: type[Any]) -> Any:
        return fake() if request.param == "memory" else adapter(request.getfixturevalue(needs))

    return build


@pytest.fixture
def runs(lazily: Callable[..., Any]) -> Runs:
    store: Runs = lazily(FakeRuns, "table", DynamoRuns)
    return store


@pytest.fixture
def settings_store(lazily: Callable[..., Any]) -> SettingsStore:
    store: SettingsStore = lazily(FakeSettingsStore, "table", DynamoSettings)
    return store


@pytest.fixture
def leases(lazily: Callable[..., Any]) -> Leases:
    kept: Leases = lazily(FakeLeases, "table", DynamoLeases)
    return kept


@pytest.fixture
def secrets(lazily: Callable[..., Any], clock: FakeClock) -> Secrets:
    def adapter(account: AwsAccount) -> AwsSecrets:
        return AwsSecrets(account.client("secretsmanager"), clock)

    vault: Secrets = lazily(FakeSecrets, "aws", adapter)
    return vault
