"""What tests of every kind share: the AWS stand-in, started once, with an account of its own for each test."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import settings

from chalicelib.adapters import aws as aws_clients
from dev.stack.processes import Processes, free_port

# The same examples each time, on machines of any speed.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

LONGEST = ("test_state_machine.py", "test_simulator.py")

_accounts = count(200_000_000_001)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first: the others are done meanwhile."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@dataclass(frozen=True, slots=True)
class AwsAccount:
    """An empty account: the stand-in takes an access key of twelve digits for the account itself."""

    url: str
    id: str

    def client(self, service: str) -> Any:
        """A client as the product makes it."""
        return aws_clients.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=self.id,
            aws_secret_access_key="test",
        )


@pytest.fixture(scope="session")
def aws_url() -> Iterator[str]:
    """Where the AWS stand-in (ministack) listens."""
    with Processes() as processes:
        yield processes.ministack(free_port())


@pytest.fixture
def aws(aws_url: str) -> AwsAccount:
    return AwsAccount(aws_url, str(next(_accounts)))
