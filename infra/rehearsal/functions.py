"""The functions that a resync does not need, woken one by one; and what all of them wrote into their logs."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.mail_events import tag_of
from chalicelib.adapters.tasks import body_of
from chalicelib.core.run import Mode, Requester, Run
from chalicelib.ports import PlanRun, SyncRows
from chalicelib.wiring import Wiring
from dev.stack.mail_events import events_of
from infra.functions import function_name
from infra.rehearsal.scene import TENANT, Scene
from infra.rehearsal.trial import expect

LIST, RECORD = "department", "3"
MAILBOX = "camille.moreau@demo.example"


def wake_the_others(scene: Scene, wiring: Wiring, run_id: str) -> None:
    """As their queues and their clock would. Each finds something to do, with the rights of its own role."""
    _know_what_became_of_the_mail(scene, wiring, run_id)
    _bring_a_single_row(scene, wiring)
    _give_a_plan_up(scene, wiring)
    nothing = {"version": "0", "account": "", "region": "", "id": "1", "resources": [], "time": "", "detail": {}}
    _wake(scene, "sweep", {**nothing, "detail-type": "Scheduled Event", "source": "aws.events"})


def errors(scene: Scene) -> Iterator[str]:
    """Lines of any function's log that tell of an error: redelivery heals much, and would hide it here."""
    logs = scene.client("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
            lines = (event["message"] for event in page["events"])
            yield from (f"{group['logGroupName']}: {line}" for line in lines if "ERROR" in line or "denied" in line)


def _know_what_became_of_the_mail(scene: Scene, wiring: Wiring, run_id: str) -> None:
    tags = [{"Name": "tenant", "Value": tag_of(TENANT)}, {"Name": "run_id", "Value": run_id}]
    for event in events_of({"Destination": {"ToAddresses": [MAILBOX]}, "EmailTags": tags}, "message-1"):
        _wake(scene, "note_mail_event", _message(json.dumps(event)))
    mail = DynamoRuns(wiring.table).mail_of(TENANT, run_id)
    expect(mail and MAILBOX in mail.delivered, f"it is known what became of the mail, not {mail}")


def _bring_a_single_row(scene: Scene, wiring: Wiring) -> None:
    notices, now = DynamoNotices(wiring.table), datetime.now(UTC)
    notices.keep(TENANT, LIST, RECORD, now)
    _wake(scene, "sync_rows", _message(body_of(SyncRows(TENANT, LIST))))
    kept = notices.kept(TENANT, LIST, 9, now)
    expect(not kept, f"the row that Intacct told of is dealt with, not kept: {kept}")


def _give_a_plan_up(scene: Scene, wiring: Wiring) -> None:
    who = Requester("u-camille", "Camille Moreau", MAILBOX, "fr")
    run = Run(TENANT, wiring.new_id(), LIST, Mode.FULL, False, who, 1, datetime.now(UTC))
    runs = DynamoRuns(wiring.table)
    runs.start(run)
    _wake(scene, "give_up", _message(body_of(PlanRun(TENANT, run.id))))
    ended = runs.get(TENANT, run.id)
    expect(ended and ended.state.terminal, f"a run whose plan failed is given up, not {ended}")


def _message(body: str) -> Mapping[str, Any]:
    return {"Records": [{"messageId": "1", "receiptHandle": "1", "body": body}]}


def _wake(scene: Scene, name: str, event: Mapping[str, Any]) -> None:
    answer = scene.client("lambda").invoke(FunctionName=function_name(name), Payload=json.dumps(event))
    said = answer["Payload"].read().decode()
    expect("FunctionError" not in answer, f"{name} does its work, not: {said}")
