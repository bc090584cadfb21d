"""The queue, on SQS: one queue for each kind of task, messages that carry names only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.adapters.aws import problems_of
from chalicelib.adapters.tasks import body_of, kind_of
from chalicelib.core.errors import TryAgain
from chalicelib.ports import Clock, Task

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

BATCH = 10
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html"""
TRIES = 3
PAUSE_SECONDS = 0.2


class SqsQueue:
    """Fulfils the port ``Queue``. ``urls`` holds the queue of each kind: ``plan``, ``range``, ``mail``, ``rows``."""

    def __init__(self, client: "SQSClient", urls: Mapping[str, str], clock: Clock) -> None:
        self._client = client
        self._urls = urls
        self._clock = clock

    def send(self, tasks: Sequence[Task]) -> None:
        for kind in dict.fromkeys(map(kind_of, tasks)):
            of_kind = [task for task in tasks if kind_of(task) == kind]
            for batch in _batches(of_kind):
                self._send_batch(self._urls[kind], batch)

    def _send_batch(self, url: str, batch: Sequence[Task]) -> None:
        """SQS takes or refuses each message of a batch by itself."""
        pending: dict[str, SendMessageBatchRequestEntryTypeDef] = {
            # The group makes a standard queue fair: one tenant's thousand tasks do not delay another's one.
            str(number): {"Id": str(number), "MessageBody": body_of(task), "MessageGroupId": task.tenant}
            for number, task in enumerate(batch)
        }
        for attempt in range(TRIES):
            with problems_of("SQS"):
                answer = self._client.send_message_batch(QueueUrl=url, Entries=list(pending.values()))
            for sent in answer.get("Successful", []):
                del pending[sent["Id"]]
            if not pending:
                return
            self._clock.sleep(PAUSE_SECONDS * (attempt + 1))
        raise TryAgain("queue_busy", f"SQS took {len(batch) - len(pending)} of {len(batch)} messages.")


def _batches(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    return (tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH))
