"""Eight processes at once against the stand-ins: one sign-in each time a token ends, whatever ends it."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_leases import DynamoLeases, Leases
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.ports import Secrets
from dev.emulators.intacct import IntacctStandIn
from dev.fakes import FakeSecrets
from tests.conftest import AwsAccount
from tests.contract.at_once import at_once
from tests.contract.intacct_caller import seeded
from tests.contract.processes import PassingClock, Process
from tests.contract.real_adapters import INTACCT_SECRET, TENANT
from tests.contract.watched_salesforce import Watched, watched

PROCESSES = 8
SIGN_IN_SECONDS = {"token": 0.05}
"""So slow is a sign-in that all processes ask for one before the first has ended."""
ROWS = 30


@pytest.fixture
def intacct() -> IntacctStandIn:
    stand_in = seeded()
    stand_in.settings.one_token_per_user = True
    stand_in.settings.concurrent_limit = 2 * PROCESSES
    stand_in.latency = SIGN_IN_SECONDS
    return stand_in


@pytest.fixture
def salesforce() -> Watched:
    stand_in = watched()
    stand_in.latency = SIGN_IN_SECONDS
    return stand_in


@pytest.fixture
def passing() -> PassingClock:
    return PassingClock()


@pytest.fixture
def open_vault(lazily: Callable[..., Any], passing: PassingClock) -> Callable[[], Secrets]:
    """One vault, and for each process a way to it that remembers credentials for itself."""
    one = FakeSecrets()

    def on_aws(account: AwsAccount) -> Callable[[], Secrets]:
        client = account.client("secretsmanager")
        return lambda: AwsSecrets(client, passing)

    opened: Callable[[], Secrets] = lazily(lambda: lambda: one, "aws", on_aws)
    return opened


@pytest.fixture
def processes(
    intacct: IntacctStandIn,
    salesforce: Watched,
    open_vault: Callable[[], Secrets],
    leases: Leases,
    passing: PassingClock,
) -> Iterator[list[Process]]:
    with intacct.serve() as company, salesforce.serve() as org:
        yield [Process(company.url, org.url, open_vault, leases, passing) for _ in range(PROCESSES)]


def sign_ins(stand_in: Any) -> int:
    """Since the last time it was asked."""
    count: int = stand_in.calls.report()["by_name"].get("token", 0)
    stand_in.calls.reset()
    return count


def test_one_sign_in_to_intacct_serves_all_processes_until_the_token_ends(
    intacct: IntacctStandIn, processes: list[Process], passing: PassingClock
) -> None:
    assert at_once(Process.read_intacct, processes) == [ROWS] * PROCESSES
    assert sign_ins(intacct) == 1
    passing.advance(43_200 - 110)
    assert at_once(Process.read_intacct, processes) == [ROWS] * PROCESSES
    assert sign_ins(intacct) == 1


def test_a_token_that_intacct_refuses_is_replaced_once_for_all(
    intacct: IntacctStandIn, processes: list[Process]
) -> None:
    at_once(Process.read_intacct, processes)
    for _ in range(3):
        sign_ins(intacct)
        intacct.tokens.end_all()
        assert at_once(Process.read_intacct, processes) == [ROWS] * PROCESSES
        assert sign_ins(intacct) == 1


def test_sessions_that_salesforce_has_ended_cost_one_sign_in(salesforce: Watched, processes: list[Process]) -> None:
    for _ in range(3):
        assert at_once(Process.read_salesforce, processes) == [0] * PROCESSES
        assert sign_ins(salesforce) == 1
        salesforce.sessions.end_all()


def test_a_session_of_salesforce_is_replaced_once_when_its_time_is_over(
    salesforce: Watched, processes: list[Process], passing: PassingClock
) -> None:
    for seconds, expected in ((0, 1), (42 * 60, 0), (2 * 60, 1)):
        passing.advance(seconds)
        at_once(Process.read_salesforce, processes)
        assert sign_ins(salesforce) == expected


def test_a_process_that_starts_later_signs_in_to_nothing(
    intacct: IntacctStandIn, salesforce: Watched, processes: list[Process]
) -> None:
    for process in processes:
        assert (process.read_intacct(), process.read_salesforce()) == (ROWS, 0)
    assert (sign_ins(intacct), sign_ins(salesforce)) == (1, 1)


def test_a_token_left_by_another_may_be_as_dead_as_our_own(intacct: IntacctStandIn, processes: list[Process]) -> None:
    first, second, *_ = processes
    first.read_intacct()
    intacct.tokens.end_all()
    second.read_intacct()
    intacct.tokens.end_all()
    assert sign_ins(intacct) == 2
    assert first.read_intacct() == ROWS
    assert sign_ins(intacct) == 1


def test_a_token_of_other_credentials_or_another_user_is_left_alone(
    intacct: IntacctStandIn, processes: list[Process]
) -> None:
    first, second, third, *_ = processes
    first.read_intacct()
    intacct.tokens.clients["another"] = INTACCT_SECRET["client_secret"]
    second.secrets.put(TENANT, "intacct", {**INTACCT_SECRET, "client_id": "another"})
    assert second.read_intacct() == ROWS
    assert sign_ins(intacct) == 2
    third.intacct(intacct_user="ws_france").restricted()
    assert sign_ins(intacct) == 1


def test_no_token_lies_in_the_table_or_in_a_log(
    aws: AwsAccount, table: Any, passing: PassingClock, intacct: IntacctStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    client = aws.client("secretsmanager")
    with intacct.serve() as company, caplog.at_level(logging.DEBUG, "chalicelib"):
        one = Process(company.url, "", lambda: AwsSecrets(client, passing), DynamoLeases(table), passing)
        one.read_intacct()
        intacct.tokens.end_all()
        one.read_intacct()
    token = one.secrets.get(TENANT, "intacct-token", fresh=True)["access_token"]
    dynamodb = aws.client("dynamodb")
    written = [dynamodb.scan(TableName=name)["Items"] for name in dynamodb.list_tables()["TableNames"]]
    assert "TOKEN#intacct" in str(written)
    signature = token.rpartition(".")[2]
    assert signature not in str(written)
    assert signature not in caplog.text
    assert token not in repr(vars(one.sign_ins))
