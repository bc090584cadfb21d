"""Hand SQS messages to the very functions that Lambda runs, in the very shape that Lambda gives them."""

import threading
import time
import traceback
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Function = Callable[[dict[str, Any], Any], Any]
REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Context:
    """What the functions use of Lambda's context."""

    function_name: str
    timeout_seconds: float
    started: float
    aws_request_id: str
    memory_limit_in_mb: int = 512

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return int((self.started + self.timeout_seconds - time.monotonic()) * 1000)


def context(name: str, timeout_seconds: float) -> Context:
    return Context(name, timeout_seconds, time.monotonic(), str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Poller:
    """Feeds one function from one queue, ``workers`` messages at a time; a raise leaves the message to SQS."""

    sqs: Any
    queue_url: str
    queue_name: str
    function: Function
    timeout_seconds: float
    workers: int

    def start(self, stopping: threading.Event) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._loop, args=(stopping,), daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        return threads

    def _loop(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                answer = self.sqs.receive_message(
                    QueueUrl=self.queue_url,
                    MaxNumberOfMessages=1,
                    WaitTimeSeconds=1,
                    AttributeNames=["All"],
                    MessageAttributeNames=["All"],
                )
            except Exception:  # noqa: BLE001 - the service ends before we do when the stack stops
                stopping.wait(0.2)
                continue
            for message in answer.get("Messages", []):
                self._handle(message)

    def _handle(self, message: Mapping[str, Any]) -> None:
        try:
            self.function(self._event(message), context(self.queue_name, self.timeout_seconds))
        except Exception:  # noqa: BLE001 - as Lambda: the error is logged, and the message comes back
            traceback.print_exc()
            return
        self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])

    def _event(self, message: Mapping[str, Any]) -> dict[str, Any]:
        record = {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": message.get("MessageAttributes", {}),
            "md5OfBody": message.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{self.queue_name}",
            "awsRegion": REGION,
        }
        return {"Records": [record]}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Calls a scheduled function every ``seconds``, as an EventBridge rule does."""

    function: Function
    seconds: float

    def start(self, stopping: threading.Event) -> threading.Thread:
        thread = threading.Thread(target=self._loop, args=(stopping,), daemon=True)
        thread.start()
        return thread

    def _loop(self, stopping: threading.Event) -> None:
        while not stopping.wait(self.seconds):
            event = {"version": "0", "id": str(uuid.uuid4()), "source": "aws.events", "detail-type": "Scheduled Event"}
            event |= {"time": "", "region": REGION, "account": "123456789012", "resources": [], "detail": {}}  # type: ignore[dict-item]
            try:
                self.function(event, context("sweep", 60))
            except Exception:  # noqa: BLE001 - as Lambda: the next tick tries again
                traceback.print_exc()
