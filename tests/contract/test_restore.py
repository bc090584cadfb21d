"""The drill of operating.md: the table is lost in the middle of a run, restored as it stood, and the run ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.run import State
from chalicelib.ports import Runs, SettingsStore, SyncRange
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from dev.fakes import FakeClock
from infra.resources import TABLE, create_all
from tests.conftest import AwsAccount
from tests.contract.test_engine_on_stores import CAMILLE, ROWS, House, house

__all__ = ["house"]


@pytest.fixture
def runs(table: Table) -> Runs:
    return DynamoRuns(table)


@pytest.fixture
def settings_store(table: Table) -> SettingsStore:
    return DynamoSettings(table)


@dataclass(frozen=True, slots=True)
class Backup:
    """The stand-in has no point-in-time recovery, so every item of one moment plays it."""

    items: tuple[dict[str, Any], ...]


def backup_of(dynamodb: Any) -> Backup:
    return Backup(tuple(items(dynamodb)))


def items(dynamodb: Any) -> Iterator[dict[str, Any]]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=TABLE.name):
        yield from page["Items"]


def restore(aws: AwsAccount, dynamodb: Any, backup: Backup) -> None:
    """Into a new table of the same name, as the manual says."""
    dynamodb.delete_table(TableName=TABLE.name)
    create_all(dynamodb, aws.client("sqs"))
    for item in backup.items:
        dynamodb.put_item(TableName=TABLE.name, Item=item)


def test_a_run_goes_on_from_a_restored_table_and_ends_right(
    house: House, clock: FakeClock, aws: AwsAccount, dynamodb: Any
) -> None:
    run = start_run(house.world, CAMILLE, "department").run
    plan = house.queue.take()
    assert plan
    house.do(plan)
    first = house.queue.take()
    assert isinstance(first, SyncRange)
    backup = backup_of(dynamodb)
    house.do(first)
    written = dict(house.org.records("Intacct_Department__c"))
    assert written, "rows that the backup knows nothing of"

    restore(aws, dynamodb, backup)
    while house.queue.take():
        pass
    for _ in range(12):
        clock.sleep(timedelta(minutes=11).total_seconds())
        sweep(house.world)
        house.work()

    ended = house.world.runs.get("demo", run.id)
    assert ended
    assert (ended.state, ended.totals.read, ended.totals.created) == (State.DONE, ROWS, ROWS)
    keys = [record["Intacct_Key__c"] for record in house.org.records("Intacct_Department__c").values()]
    assert len(keys) == len(set(keys)) == ROWS
    assert [mail.run.id for mail in house.mailer.sent] == [run.id]


def test_a_mail_whose_lease_was_restored_waits_for_evidence_and_goes_at_most_once_more(
    house: House, clock: FakeClock, aws: AwsAccount, dynamodb: Any
) -> None:
    run = start_run(house.world, CAMILLE, "department").run
    house.work()
    assert len(house.mailer.sent) == 1
    backup = backup_of(dynamodb)
    sending = {"S": "SENDING"}
    until = {"N": str(int((clock.now() + timedelta(minutes=15)).timestamp() * 1000))}
    held = [
        {**item, "state": sending, "lease_until": until, "due": {"S": "mail"}} if item["SK"]["S"] == "MAIL" else item
        for item in backup.items
    ]
    restore(aws, dynamodb, Backup(tuple(held)))
    for _ in range(6):
        sweep(house.world)
        house.work()
        clock.sleep(timedelta(minutes=11).total_seconds())
    assert [mail.run.id for mail in house.mailer.sent] == [run.id] * 2
    assert list(house.world.runs.unsent()) == []
