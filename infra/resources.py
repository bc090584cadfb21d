"""The table and the queues, as data: the local stack creates them from here, and the cloud stack reads the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

DAY_SECONDS = 24 * 3600

TIMEOUTS_SECONDS: Mapping[str, int] = MappingProxyType(
    {
        "plan_run": 120,
        "sync_range": 300,
        "sync_rows": 120,
        "send_mail": 60,
        "note_mail_event": 60,
        "give_up": 60,
        "sweep": 60,
    }
)
"""How long each event function may run. The API function has 29 s, as its gateway waits no longer."""
AT_ONCE = 4
"""Messages of one queue that are worked on at once, where ``app.py`` says nothing else."""


@dataclass(frozen=True, slots=True)
class Index:
    """A sparse index, keys only: an item is in it as long as it has the attribute ``partition``."""

    name: str
    partition: str
    sort: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text keys, paid by request. The last two flags hold in the cloud; the local stack ignores them."""

    name: str
    partition: str = "PK"
    sort: str = "SK"
    indexes: tuple[Index, ...] = ()
    ttl: str = "expires_at"
    point_in_time_recovery: bool = True
    deletion_protection: bool = True


@dataclass(frozen=True, slots=True)
class Queue:
    """A standard queue that feeds one function, and hands over to ``dead_letters`` what failed ``receives`` times.

    ``function`` "" is for messages that wait for a person.

    Lambda refuses a visibility below the function's timeout; AWS advises six times as much:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """

    name: str
    function: str
    retention_seconds: int = 4 * DAY_SECONDS
    dead_letters: str = "passerelle-dead"
    receives: int = 5

    @property
    def visibility_seconds(self) -> int:
        return 6 * TIMEOUTS_SECONDS.get(self.function, 60)


TABLE = Table("passerelle", indexes=(Index("due", partition="due", sort="PK"),))
# A dead letter keeps the age of the message that it was, hence the longer life:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
DEAD = Queue("passerelle-dead", "give_up", retention_seconds=14 * DAY_SECONDS, dead_letters="")
PLAN = Queue("passerelle-plan", "plan_run")
RANGE = Queue("passerelle-range", "sync_range")
MAIL = Queue("passerelle-mail", "send_mail")
ROWS = Queue("passerelle-rows", "sync_rows")
PARKED_EVENTS = Queue("passerelle-mail-events-dead", "", retention_seconds=14 * DAY_SECONDS, dead_letters="")
MAIL_EVENTS = Queue("passerelle-mail-events", "note_mail_event", dead_letters=PARKED_EVENTS.name)
"""SES's events, by EventBridge. They are no tasks: one that fails five times is parked, not given up."""
TASK_QUEUES: Mapping[str, Queue] = MappingProxyType({"plan": PLAN, "range": RANGE, "mail": MAIL, "rows": ROWS})
"""By kind of task."""
BY_KIND: Mapping[str, Queue] = MappingProxyType({**TASK_QUEUES, "mail_events": MAIL_EVENTS, "dead": DEAD})
"""All, by the names that ``Created.queues`` has."""
QUEUES = (DEAD, *TASK_QUEUES.values(), PARKED_EVENTS, MAIL_EVENTS)


@dataclass(frozen=True, slots=True)
class Created:
    """``queues`` holds the URL of each queue by kind of task, of ``mail_events`` and of ``dead``."""

    table: str
    queues: Mapping[str, str]


def create_all(dynamodb: "DynamoDBClient", sqs: "SQSClient") -> Created:
    """Create what is missing; safe to repeat. For an emulator: the cloud's resources come from the stack."""
    _create_table(dynamodb, TABLE)
    urls = {"dead": _create_queue(sqs, DEAD, {})}
    arns = {DEAD.name: _arn_of(sqs, urls["dead"])}
    for kind, queue in TASK_QUEUES.items():
        urls[kind] = _create_queue(sqs, queue, arns)
    arns[PARKED_EVENTS.name] = _arn_of(sqs, _create_queue(sqs, PARKED_EVENTS, {}))
    urls["mail_events"] = _create_queue(sqs, MAIL_EVENTS, arns)
    return Created(TABLE.name, urls)


def table_definition(table: Table) -> dict[str, Any]:
    """What DynamoDB's CreateTable wants."""
    names = dict.fromkeys([table.partition, table.sort, *(i.partition for i in table.indexes)])
    return {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _key_schema(table.partition, table.sort),
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index.name,
                "KeySchema": _key_schema(index.partition, index.sort),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for index in table.indexes
        ],
    }


def _create_table(dynamodb: "DynamoDBClient", table: Table) -> None:
    try:
        dynamodb.create_table(**table_definition(table))
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceInUseException":
            raise
        return
    ttl = {"Enabled": True, "AttributeName": table.ttl}
    dynamodb.update_time_to_live(TableName=table.name, TimeToLiveSpecification=ttl)  # type: ignore[arg-type]


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


def _create_queue(sqs: "SQSClient", queue: Queue, dead_letter_arns: Mapping[str, str]) -> str:
    """SQS gives the URL of a queue that is there already, if its attributes are the same."""
    attributes = {
        "VisibilityTimeout": str(queue.visibility_seconds),
        "MessageRetentionPeriod": str(queue.retention_seconds),
    }
    if queue.dead_letters:
        target = dead_letter_arns[queue.dead_letters]
        attributes["RedrivePolicy"] = f'{{"deadLetterTargetArn":"{target}","maxReceiveCount":{queue.receives}}}'
    return sqs.create_queue(QueueName=queue.name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]


def _arn_of(sqs: "SQSClient", url: str) -> str:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
