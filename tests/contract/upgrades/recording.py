"""A day as lines of JSON: the table's items, the messages, and what both vendors hold; written, and taken up again."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from chalicelib.adapters.tasks import body_of, parse_task
from chalicelib.ports import Task
from dev.fakes.intacct import StoredRow
from infra.resources import TABLE
from tests.contract.upgrades.day import Day

FOLDER = Path(__file__).with_name("recorded")
AT_ONCE = 25
"""Items that DynamoDB takes in one call."""
_PARTS = ("clock", "tasks", "mails", "companies", "orgs")


@dataclass(frozen=True, slots=True)
class Recording:
    """``items`` as DynamoDB's protocol has them, binary values in base64; ``tasks`` are the bodies of messages.

    ``companies`` and ``orgs`` by tenant; ``mails`` are the ids of the runs whose mail has gone.
    """

    clock: str
    tasks: list[str]
    mails: list[str]
    companies: dict[str, Any]
    orgs: dict[str, Any]
    items: list[dict[str, Any]]


def record(day: Day, dynamodb: Any, tasks: list[Task]) -> Recording:
    pages = dynamodb.get_paginator("scan").paginate(TableName=TABLE.name)
    items = [item for page in pages for item in page["Items"]]
    return Recording(
        clock=day.clock.now().isoformat(),
        items=sorted((_written(item) for item in items), key=lambda item: (item["PK"]["S"], item["SK"]["S"])),
        tasks=[body_of(task) for task in tasks],
        companies={
            tenant: {
                name: {key: [dict(row.values), row.modified_at.isoformat()] for key, row in rows.items()}
                for name, rows in company.tables.items()
            }
            for tenant, company in day.companies.items()
        },
        orgs={tenant: org.objects for tenant, org in day.orgs.items()},
        mails=[mail.run.id for mail in day.mailer.sent],
    )


def take_up(day: Day, dynamodb: Any, recording: Recording, messages: bool) -> None:
    """Put all in place. Without ``messages`` every queue is empty, as after a restore."""
    for at in range(0, len(recording.items), AT_ONCE):
        puts = [{"PutRequest": {"Item": _read(item)}} for item in recording.items[at : at + AT_ONCE]]
        dynamodb.batch_write_item(RequestItems={TABLE.name: puts})
    for tenant, tables in recording.companies.items():
        for name, rows in tables.items():
            stored = {key: StoredRow(values, datetime.fromisoformat(at)) for key, (values, at) in rows.items()}
            day.companies[tenant].tables[name] = stored
    for tenant, objects in recording.orgs.items():
        for name, records in objects.items():
            for identity, values in records.items():
                day.orgs[tenant].store(name, identity, values)
    if messages:
        day.queue.send([parse_task(body) for body in recording.tasks])


def write(path: Path, recording: Recording) -> None:
    """A line for each part but the items, then a line for each item."""
    parts = [getattr(recording, name) for name in _PARTS]
    lines = [
        json.dumps(one, ensure_ascii=False, separators=(",", ":"), default=int) for one in (*parts, *recording.items)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path: Path) -> Recording:
    lines = [json.loads(line, parse_int=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]
    clock, tasks, mails, companies, orgs, *items = lines
    return Recording(clock, tasks, mails, companies, orgs, items)


def _written(item: dict[str, Any]) -> dict[str, Any]:
    """Binary values stand in the items' first level alone."""
    return {name: {"B": base64.b64encode(v["B"]).decode()} if "B" in v else v for name, v in item.items()}


def _read(item: dict[str, Any]) -> dict[str, Any]:
    return {name: {"B": base64.b64decode(v["B"])} if "B" in v else v for name, v in item.items()}
