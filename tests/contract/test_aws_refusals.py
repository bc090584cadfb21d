"""Refusals of AWS that pass by themselves or need somebody: keys, secrets, transactions, and messages of strangers."""

from pathlib import Path
from typing import Any

import pytest
from chalice.app import SQSEvent

import chalicelib
from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_table import TRIES, Table
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.adapters.sqs import SqsQueue
from chalicelib.adapters.tasks import body_of, parse_task
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import PlanRun
from dev.fakes import FakeClock
from infra.resources import Created
from tests.conftest import AwsAccount
from tests.contract.aws_faults import Refusal
from tests.contract.run_values import a_run, started

CANCELLED = "TransactionCanceledException"


@pytest.fixture
def store(table: Table) -> DynamoRuns:
    return DynamoRuns(table)


@pytest.mark.parametrize(
    "code", ["KMSAccessDeniedException", "AccessDeniedException", "KmsDisabled", "KmsInvalidState"]
)
def test_a_table_whose_key_is_disabled_needs_an_admin(store: DynamoRuns, dynamodb: Any, code: str) -> None:
    Refusal(dynamodb, "GetItem", code)
    with pytest.raises(NeedsAdmin) as refused:
        store.get("demo", "01RUN")
    assert code in refused.value.detail
    assert "key" in refused.value.remedy


@pytest.mark.parametrize("code", ["KmsDisabled", "KmsAccessDenied", "KmsInvalidState", "KmsNotFound"])
def test_a_queue_whose_key_is_disabled_needs_an_admin(
    aws: AwsAccount, created: Created, clock: FakeClock, code: str
) -> None:
    sqs = aws.client("sqs")
    Refusal(sqs, "SendMessageBatch", code, times=9)
    with pytest.raises(NeedsAdmin, match="aws_refused"):
        SqsQueue(sqs, created.queues, clock).send([PlanRun("demo", "01RUN")])


def test_keys_that_are_asked_too_often_are_try_again(aws: AwsAccount, created: Created, clock: FakeClock) -> None:
    sqs = aws.client("sqs")
    Refusal(sqs, "SendMessageBatch", "KmsThrottlingException", times=9)
    with pytest.raises(TryAgain, match="aws_busy"):
        SqsQueue(sqs, created.queues, clock).send([PlanRun("demo", "01RUN")])


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("ResourceNotFoundException", "secret_missing"),
        ("InvalidRequestException", "secret_unusable"),
        ("DecryptionFailure", "aws_refused"),
        ("AccessDeniedException", "aws_refused"),
    ],
    ids=["deleted, or without a version", "marked for deletion", "key disabled", "no right"],
)
def test_a_secret_that_cannot_be_had_says_what_to_do(
    aws: AwsAccount, clock: FakeClock, code: str, problem: str
) -> None:
    client = aws.client("secretsmanager")
    vault = AwsSecrets(client, clock)
    vault.put("demo", "intacct", {"client_id": "bridge"})
    Refusal(client, "GetSecretValue", code)
    with pytest.raises(NeedsAdmin) as refused:
        vault.get("demo", "intacct")
    assert (refused.value.code, bool(refused.value.remedy)) == (problem, True)


def reasons(*codes: str) -> list[dict[str, str]]:
    return [{"Code": code} for code in codes]


@pytest.mark.parametrize("passing", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_that_is_cancelled_for_two_reasons_goes_by_the_one_that_stays(
    store: DynamoRuns, dynamodb: Any, passing: str
) -> None:
    """A condition that does not hold is an answer, whatever else came in the way: here another holds the list."""
    started(store)
    refusal = Refusal(
        dynamodb, "TransactWriteItems", CANCELLED, CancellationReasons=reasons("ConditionalCheckFailed", passing)
    )
    answer = store.start(a_run("02RUN"))
    assert (answer.run.id, answer.joined, refusal.requests) == ("01RUN", True, 1)


def test_one_that_is_cancelled_for_passing_reasons_alone_is_tried_again(store: DynamoRuns, dynamodb: Any) -> None:
    mixed = reasons("None", "TransactionConflict", "ThrottlingError")
    refusal = Refusal(dynamodb, "TransactWriteItems", CANCELLED, TRIES - 1, CancellationReasons=mixed)
    assert not store.start(a_run()).joined
    assert refusal.requests == TRIES


def test_one_that_can_never_be_is_no_reason_to_wait(store: DynamoRuns, dynamodb: Any) -> None:
    """Too large an item, or a value that is none: a mistake of ours, which is told as such."""
    Refusal(dynamodb, "TransactWriteItems", CANCELLED, CancellationReasons=reasons("ValidationError", "None"))
    with pytest.raises(Exception, match=CANCELLED):
        store.start(a_run())


def test_the_tenant_of_a_message_is_the_one_in_its_body() -> None:
    """Its group steers fairness alone. Who may send to the queue says both, so neither proves the other."""
    record = {
        "body": body_of(PlanRun("demo", "01RUN")),
        "attributes": {"MessageGroupId": "autre"},
        "receiptHandle": "r",
    }
    [message] = SQSEvent({"Records": [record]}, None)
    assert parse_task(message.body) == PlanRun("demo", "01RUN")


def test_nothing_is_written_in_batches_whose_items_could_stay_behind() -> None:
    """UnprocessedItems are an answer to BatchWriteItem and BatchGetItem alone, and these are not called."""
    sources = [path.read_text(encoding="utf-8") for path in Path(chalicelib.__path__[0]).rglob("*.py")]
    assert len(sources) > 100
    assert not [
        text for text in sources if "batch_write_item" in text or "batch_get_item" in text or "batch_writer" in text
    ]
