"""The table and queues that the definitions make, and the rules that the definitions keep."""

import json

import pytest

from infra.resources import QUEUES, TABLE, TASK_QUEUES, TIMEOUTS_SECONDS, Queue, create_all
from tests.conftest import AwsAccount

DAY = 24 * 3600


@pytest.mark.parametrize("queue", [one for one in QUEUES if one.function], ids=lambda queue: queue.name)
def test_visibility_is_at_least_six_times_the_timeout(queue: Queue) -> None:
    assert queue.visibility_seconds >= 6 * TIMEOUTS_SECONDS[queue.function]
    assert queue.visibility_seconds <= 12 * 3600


@pytest.mark.parametrize("queue", TASK_QUEUES.values(), ids=lambda queue: queue.name)
def test_what_fails_five_times_outlives_its_queue_among_the_dead(queue: Queue) -> None:
    [dead] = [one for one in QUEUES if one.name == queue.dead_letters]
    assert (queue.receives, queue.retention_seconds, dead.retention_seconds) == (5, 4 * DAY, 14 * DAY)
    assert not dead.dead_letters


def test_the_table_can_be_restored_and_is_not_deleted_by_mistake() -> None:
    assert TABLE.point_in_time_recovery
    assert TABLE.deletion_protection


def test_creating_everything_twice_changes_nothing(aws: AwsAccount) -> None:
    clients = aws.client("dynamodb"), aws.client("sqs")
    assert create_all(*clients) == create_all(*clients)


def test_the_queues_are_as_defined(aws: AwsAccount) -> None:
    sqs = aws.client("sqs")
    created = create_all(aws.client("dynamodb"), sqs)
    dead = attributes(sqs, created.queues["dead"])
    assert dead["MessageRetentionPeriod"] == str(14 * DAY)
    for kind, visibility in {"plan": 720, "range": 1800, "mail": 360, "rows": 720}.items():
        made = attributes(sqs, created.queues[kind])
        assert made["VisibilityTimeout"] == str(visibility)
        assert json.loads(made["RedrivePolicy"]) == {"deadLetterTargetArn": dead["QueueArn"], "maxReceiveCount": 5}


def attributes(sqs: object, url: str) -> dict[str, str]:
    answer: dict[str, dict[str, str]] = sqs.get_queue_attributes(  # type: ignore[attr-defined]
        QueueUrl=url, AttributeNames=["All"]
    )
    return answer["Attributes"]
