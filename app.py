"""The door: every Lambda function of Passerelle, each handing on to a use case in one line."""

import os
import warnings
from datetime import datetime, timedelta
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from chalice.app import Chalice, CloudWatchEvent, ConvertToMiddleware, Rate, SQSEvent

from chalicelib.adapters.mail_events import parse_mail_event
from chalicelib.adapters.tasks import parse_task
from chalicelib.core.mail_event import MailEvent
from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task
from chalicelib.routes.door import open_door
from chalicelib.usecases.resync.give_up import give_up as give_up_task
from chalicelib.usecases.resync.mail import send_mail as send_run_mail
from chalicelib.usecases.resync.mail_events import note_mail_event as note
from chalicelib.usecases.resync.plan import plan_run as plan
from chalicelib.usecases.resync.sync_range import sync_range as sync
from chalicelib.usecases.resync.watch import watch
from chalicelib.usecases.schedules import tick
from chalicelib.usecases.single_rows import sync_rows as sync_single_rows
from chalicelib.wiring import Wiring

T = TypeVar("T", PlanRun, SyncRange, SendMail, SyncRows)

# One name for both: they share a standard logger, and Chalice's own errors come out as JSON too.
app = Chalice(app_name="passerelle", configure_logs=False)
logger = Logger(service="passerelle")
metrics = Metrics(namespace="Passerelle", service="passerelle")
warnings.filterwarnings("ignore", message="No application metrics to publish")
app.register_middleware(ConvertToMiddleware(logger.inject_lambda_context(clear_state=True)))
app.register_middleware(ConvertToMiddleware(metrics.log_metrics))

wiring = Wiring(os.environ)
open_door(app, wiring)


@app.on_sqs_message(queue="passerelle-plan", batch_size=1, name="plan_run")
def plan_run(event: SQSEvent) -> None:
    plan(wiring.world, _task(event, PlanRun))


@app.on_sqs_message(queue="passerelle-range", batch_size=1, maximum_concurrency=16, name="sync_range")
def sync_range(event: SQSEvent) -> None:
    sync(wiring.world, _task(event, SyncRange), _deadline(event.context))


@app.on_sqs_message(queue="passerelle-rows", batch_size=1, maximum_concurrency=4, name="sync_rows")
def sync_rows(event: SQSEvent) -> None:
    sync_single_rows(wiring.notice_desk, _task(event, SyncRows), _deadline(event.context))


@app.on_sqs_message(queue="passerelle-mail", batch_size=1, name="send_mail")
def send_mail(event: SQSEvent) -> None:
    send_run_mail(wiring.world, _task(event, SendMail))


@app.on_sqs_message(queue="passerelle-mail-events", batch_size=1, name="note_mail_event")
def note_mail_event(event: SQSEvent) -> None:
    note(wiring.world, _mail_event(event))


@app.on_sqs_message(queue="passerelle-dead", batch_size=1, name="give_up")
def give_up(event: SQSEvent) -> None:
    give_up_task(wiring.world, _any_task(event))


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(_: CloudWatchEvent) -> None:
    tick(wiring.notice_desk)
    for name, value in watch(wiring.world).items():
        metrics.add_metric(name, MetricUnit.Count, value)


def _mail_event(event: SQSEvent) -> MailEvent | None:
    [record] = event
    return parse_mail_event(record.body)


def _any_task(event: SQSEvent) -> Task:
    """The task in an event: exactly one, as the batch size is one."""
    [record] = event
    return parse_task(record.body)


def _task(event: SQSEvent, kind: type[T]) -> T:
    """Raises where the task is of another kind than its queue is for; it then ends among the dead letters."""
    task = _any_task(event)
    if not isinstance(task, kind):
        raise TypeError(f"A {type(task).__name__} lay in the queue of another kind.")
    return task


def _deadline(context: Any) -> datetime:
    """When Lambda ends this invocation."""
    return wiring.world.clock.now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
