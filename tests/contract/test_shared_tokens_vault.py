"""The vault of shared tokens lost or lagging behind, and the leases on the sign-in."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from chalicelib.adapters import aws as aws_clients
from chalicelib.adapters.dynamodb_leases import LEASE, DynamoLeases, Leases
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.core.errors import TryAgain
from dev.fakes import FakeClock, FakeSecrets
from dev.fakes.leases import FakeLeases
from tests.conftest import AwsAccount
from tests.contract.aws_faults import Faults, LostAnswer, LostRequest, Refusal
from tests.contract.sign_in_gate import CREDENTIALS, SYSTEM, TENANT, TOKEN, Gate, process


@pytest.fixture
def gate(clock: FakeClock) -> Gate:
    return Gate(clock)


def test_a_lease_is_one_processs_until_it_gives_it_back(leases: Leases, clock: FakeClock) -> None:
    lease = leases.take(TENANT, SYSTEM, clock.now())
    assert lease
    assert lease.tokens == 0
    assert leases.take(TENANT, SYSTEM, clock.now()) is None
    assert leases.take("autre", SYSTEM, clock.now())
    assert leases.take(TENANT, "salesforce", clock.now())
    leases.give_back(lease, 7)
    again = leases.take(TENANT, SYSTEM, clock.now())
    assert again
    assert again.tokens == 7


def test_who_lost_its_lease_ends_nobody_elses(leases: Leases, clock: FakeClock) -> None:
    late = leases.take(TENANT, SYSTEM, clock.now())
    assert late
    clock.advance(LEASE.total_seconds())
    assert leases.take(TENANT, SYSTEM, clock.now())
    leases.give_back(late, 9)
    assert leases.take(TENANT, SYSTEM, clock.now()) is None


class Lagging(FakeSecrets):
    """For its next ``looks``, shows what the token's drawer held before."""

    looks = 0
    before: Mapping[str, str] = {}

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        if name == TOKEN and self.looks:
            self.looks -= 1
            return self.before
        return super().get(tenant, name, fresh)


def test_a_vault_that_lags_behind_costs_a_moment_and_no_sign_in(leases: Leases, gate: Gate, clock: FakeClock) -> None:
    vault = Lagging()
    vault.put(TENANT, SYSTEM, CREDENTIALS)
    first, second = process(vault, leases, clock), process(vault, leases, clock)
    first.call(gate, gate.let_in)
    second.call(gate, gate.let_in)
    vault.before = vault.get(TENANT, TOKEN)
    gate.given += 1
    first.call(gate, gate.let_in)
    vault.looks = 3
    assert second.call(gate, gate.let_in) == "canary-3"
    assert (gate.given, vault.looks) == (3, 0)
    vault.looks, vault.before = 99, {}
    assert process(vault, leases, clock).call(gate, gate.let_in) == "canary-4"


class Shut(FakeSecrets):
    """Credentials can be read, and tokens can't."""

    def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
        if name == TOKEN:
            raise TryAgain("aws_busy", "Secrets Manager asks us to slow down.")
        return super().get(tenant, name, fresh)


def test_nobody_waits_for_a_token_that_could_not_be_read(leases: Leases, gate: Gate, clock: FakeClock) -> None:
    vault, began = Shut(), clock.now()
    vault.put(TENANT, SYSTEM, CREDENTIALS)
    assert leases.take(TENANT, SYSTEM, began)
    assert process(vault, leases, clock).call(gate, gate.let_in) == "canary-1"
    assert clock.now() == began


def denied(client: Any, operation: str) -> Faults:
    return Refusal(client, operation, "AccessDeniedException", times=99)


def throttled(client: Any, operation: str) -> Faults:
    return Refusal(client, operation, "ThrottlingException", times=99)


def being_deleted(client: Any, operation: str) -> Faults:
    return Refusal(client, operation, "InvalidRequestException", times=99)


def unreachable(client: Any, operation: str) -> Faults:
    return LostRequest(client, operation, times=99)


@pytest.mark.parametrize(
    ("fault", "operation"),
    [
        (denied, "GetSecretValue"),
        (denied, "UpdateSecret"),
        (denied, "CreateSecret"),
        (being_deleted, "GetSecretValue"),
        (being_deleted, "UpdateSecret"),
        (throttled, "GetSecretValue"),
        (unreachable, "CreateSecret"),
    ],
)
def test_a_lost_vault_makes_each_process_sign_in_for_itself(
    aws: AwsAccount,
    clock: FakeClock,
    gate: Gate,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[Any, str], Faults],
    operation: str,
) -> None:
    client = aws.client("secretsmanager")
    vault = AwsSecrets(client, clock)
    vault.put(TENANT, SYSTEM, CREDENTIALS)
    vault.get(TENANT, SYSTEM)
    leases = FakeLeases()
    assert fault(client, operation).requests == 0
    with caplog.at_level(logging.INFO, "chalicelib"):
        assert process(vault, leases, clock).call(gate, gate.let_in) == "canary-1"
        assert process(vault, leases, clock).call(gate, gate.let_in) == "canary-2"
    lost = [record for record in caplog.records if record.getMessage() == "token_not_shared"]
    assert len(lost) == 2
    assert "canary" not in json.dumps([vars(record) for record in lost], default=str)
    assert leases.take(TENANT, SYSTEM, clock.now())


def test_a_vault_where_nothing_listens_is_lost_too(clock: FakeClock, gate: Gate) -> None:
    class Unplugged(FakeSecrets):
        """The credentials are remembered; whatever must be asked for needs the network."""

        def get(self, tenant: str, name: str, fresh: bool = False) -> Mapping[str, str]:
            return away.get(tenant, name, fresh) if fresh else super().get(tenant, name)

    nowhere = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
    away = AwsSecrets(aws_clients.client("secretsmanager", endpoint_url="http://127.0.0.1:9", **nowhere), clock)
    vault = Unplugged()
    vault.put(TENANT, SYSTEM, CREDENTIALS)
    assert process(vault, FakeLeases(), clock).call(gate, gate.let_in) == "canary-1"
    with pytest.raises(TryAgain) as problem:
        away.get(TENANT, SYSTEM)
    assert problem.value.code == "aws_away"


def test_a_lease_whose_answer_was_lost_is_a_lease(dynamodb: Any, table: Any, clock: FakeClock) -> None:
    LostAnswer(dynamodb, "UpdateItem")
    assert DynamoLeases(table).take(TENANT, SYSTEM, clock.now())
