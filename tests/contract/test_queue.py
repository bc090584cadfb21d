"""Contract of the queue, and of the messages in it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.adapters.sqs import SqsQueue
from chalicelib.adapters.tasks import body_of, parse_task
from chalicelib.core.errors import BadRequest, NeedsAdmin, TryAgain
from chalicelib.ports import PlanRun, Queue, SendMail, SyncRange, SyncRows, Task
from dev.fakes import FakeClock, FakeQueue
from infra.resources import Created
from tests.conftest import AwsAccount
from tests.contract.aws_faults import LostRequest, Refusal

Take = Callable[[], list[Task]]
TASKS: list[Task] = [
    PlanRun("demo", "01RUN"),
    SyncRange("demo", "01RUN", 2, 17),
    SendMail("demo", "01RUN"),
    SyncRows("demo", "class"),
]


@pytest.fixture
def sqs(aws: AwsAccount) -> Any:
    return aws.client("sqs")


@pytest.fixture
def real(sqs: Any, created: Created, clock: FakeClock) -> SqsQueue:
    return SqsQueue(sqs, created.queues, clock)


@pytest.fixture(params=["memory", "aws"])
def queue(request: pytest.FixtureRequest) -> tuple[Queue, Take]:
    """The queue, and a way to take all that waits in it."""
    if request.param == "memory":
        fake = FakeQueue()
        return fake, lambda: list(iter(fake.take, None))
    sqs, created = request.getfixturevalue("sqs"), request.getfixturevalue("created")
    return request.getfixturevalue("real"), lambda: [task for kind in KINDS for task in taken(sqs, created, kind)]


KINDS = ("plan", "range", "mail", "rows")


def received(sqs: Any, created: Created, kind: str) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    while True:
        answer = sqs.receive_message(QueueUrl=created.queues[kind], MaxNumberOfMessages=10, AttributeNames=["All"])
        if not answer.get("Messages"):
            return messages
        messages += answer["Messages"]


def taken(sqs: Any, created: Created, kind: str) -> list[Task]:
    return [parse_task(message["Body"]) for message in received(sqs, created, kind)]


def test_each_task_arrives_as_it_was_sent(queue: tuple[Queue, Take]) -> None:
    sender, take = queue
    sender.send(TASKS)
    assert take() == TASKS


def test_nothing_to_send_is_nothing_sent(queue: tuple[Queue, Take]) -> None:
    sender, take = queue
    sender.send([])
    assert take() == []


def test_more_tasks_than_a_batch_holds_all_arrive(queue: tuple[Queue, Take]) -> None:
    sender, take = queue
    tasks: list[Task] = [SyncRange("demo", "01RUN", 1, number) for number in range(1, 54)]
    sender.send([*tasks, *TASKS[:1]])
    arrived = take()
    assert {task for task in arrived if isinstance(task, SyncRange)} == set(tasks)
    assert len(arrived) == 54


def test_each_kind_has_its_queue_and_each_tenant_its_group(real: SqsQueue, sqs: Any, created: Created) -> None:
    real.send(TASKS)
    for kind, task in zip(KINDS, TASKS, strict=True):
        [message] = received(sqs, created, kind)
        assert parse_task(message["Body"]) == task
        assert message["Attributes"]["MessageGroupId"] == "demo"
        assert len(message["Body"]) < 1024


def test_a_request_that_is_lost_is_sent_again(real: SqsQueue, sqs: Any, created: Created) -> None:
    LostRequest(sqs, "SendMessageBatch")
    real.send(TASKS)
    assert taken(sqs, created, "mail") == [TASKS[2]]


class PartlyTaken(Refusal):
    """SQS takes the first message of a batch only, whatever it is asked."""

    def __init__(self, sqs: Any, times: int) -> None:
        failed = [{"Id": str(number), "Code": "InternalError", "SenderFault": False} for number in range(1, 4)]
        taken_one = [{"Id": "0", "MessageId": "m", "MD5OfMessageBody": ""}]
        super().__init__(sqs, "SendMessageBatch", "", times, status=200, Successful=taken_one, Failed=failed)


def test_messages_that_sqs_did_not_take_are_sent_again_alone(
    real: SqsQueue, sqs: Any, created: Created, clock: FakeClock
) -> None:
    before = clock.now()
    PartlyTaken(sqs, times=1)
    real.send([SyncRange("demo", "01RUN", 1, number) for number in range(4)])
    arrived = {task.range for task in taken(sqs, created, "range") if isinstance(task, SyncRange)}
    assert arrived == {1, 2, 3}
    assert clock.now() > before


def test_messages_that_sqs_never_takes_are_try_again(real: SqsQueue, sqs: Any) -> None:
    refusal = Refusal(sqs, "SendMessageBatch", "", times=99, status=200, Failed=[])
    with pytest.raises(TryAgain) as problem:
        real.send([SendMail("demo", "01RUN")])
    assert (problem.value.code, refusal.requests) == ("queue_busy", 3)


def test_a_throttled_queue_is_try_again_and_a_missing_one_needs_an_admin(real: SqsQueue, sqs: Any) -> None:
    Refusal(sqs, "SendMessageBatch", "RequestThrottled", times=3)
    with pytest.raises(TryAgain):
        real.send(TASKS[:1])
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName="passerelle-plan")["QueueUrl"])
    with pytest.raises(NeedsAdmin):
        real.send(TASKS[:1])


def test_a_message_fails_five_times_and_lies_among_the_dead_as_it_was(
    real: SqsQueue, sqs: Any, created: Created
) -> None:
    real.send(TASKS[1:2])
    url = created.queues["range"]
    for _ in range(5):
        [message] = sqs.receive_message(QueueUrl=url)["Messages"]
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    assert received(sqs, created, "range") == []
    assert taken(sqs, created, "dead") == [TASKS[1]]


def changed(**members: Any) -> str:
    return json.dumps({**json.loads(body_of(TASKS[1])), **members})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '"range"',
        "[" * 100_000,
        "{}",
        '{"v":1,"kind":"range"}',
        changed(kind="delete"),
        changed(kind=["range"]),
        changed(v=0),
        changed(v=None),
        changed(v="1"),
        changed(range="17"),
        changed(range=None),
        changed(range=1.5),
        changed(run=5),
        changed(extra=1),
    ],
)
def test_a_message_that_is_no_task_of_ours_is_refused_for_good(body: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        parse_task(body)
    assert refusal.value.code == "task_unreadable"


def test_a_message_of_a_newer_version_is_left_for_newer_code() -> None:
    with pytest.raises(TryAgain) as problem:
        parse_task('{"v": 2, "kind": "tail", "anything": 1}')
    assert problem.value.code == "task_too_new"


def test_messages_hold_ascii_only() -> None:
    task = PlanRun("é\x0b\U0001f41d", "01RUN")
    assert body_of(task).isascii()
    assert parse_task(body_of(task)) == task
