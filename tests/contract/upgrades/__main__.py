"""``python -m tests.contract.upgrades``: record a day of this version, before a release, for all later ones to end."""

import subprocess
from dataclasses import replace
from datetime import timedelta

from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.compare import Values
from chalicelib.core.errors import TryAgain
from chalicelib.core.run import ALL_LISTS, Mode
from chalicelib.core.settings import Settings
from chalicelib.ports import RowError, SyncRows, Task
from chalicelib.usecases.resync.cancel import cancel_run
from chalicelib.usecases.resync.start import start_run
from dev.fakes import SET_UP, FakeClock
from dev.stack.processes import Processes, free_port
from infra.resources import create_all
from tests.conftest import AwsAccount
from tests.contract.upgrades.day import MORNING, ROWS, Day, person
from tests.contract.upgrades.recording import FOLDER, record, write

KILLED_AFTER = (2, 6, 11)
"""Calls to Intacct and Salesforce, of the twenty that a run of four ranges makes."""


def main() -> None:
    with Processes() as processes:
        account = AwsAccount(processes.ministack(free_port()), "300000000001")
        dynamodb = account.client("dynamodb")
        clock = FakeClock(MORNING)
        day = Day(Table(dynamodb, create_all(dynamodb, account.client("sqs")).table, clock), clock)
        tasks = played(day)
        version = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{version.stdout.strip()}.jsonl"
        write(path, record(day, dynamodb, tasks))
        print(f"{path}: {len(tasks)} messages, {len(day.mailer.sent)} mails sent")


def played(day: Day) -> list[Task]:
    """Scene by scene, each with tenants of its own; returns the messages that lie in the queues at the end."""
    left = [*_planned(day), *_refused(day), *_away(day), *_unsent(day), *_told(day)]
    for calls in KILLED_AFTER:
        left += [*_killed(day, calls), *_stopped(day, calls), *_changes(day, calls)]
    return [*left, *_all_lists(day, 16)]


def _open(day: Day, tenant: str) -> str:
    """A company of departments, every fifth of them below another one; its settings are at version 1."""
    for key in range(1, ROWS + 1):
        day.change(tenant, key, f"Département {key}", None if key % 5 else str(key // 5))
    day.world.settings.save(tenant, Settings(enabled=True, page_size=6), 0, SET_UP)
    return tenant


def _planned(day: Day) -> list[Task]:
    start_run(day.world, person(_open(day, "planned")), "department")
    return _waiting(day)


def _killed(day: Day, calls: int) -> list[Task]:
    tenant = _open(day, f"killed-{calls:02}")
    start_run(day.world, person(tenant), "department", idempotency_key="press-1")
    return _until_killed(day, tenant, calls)


def _all_lists(day: Day, calls: int) -> list[Task]:
    tenant = _open(day, f"all-{calls:02}")
    start_run(day.world, person(tenant), ALL_LISTS)
    return _until_killed(day, tenant, calls)


def _stopped(day: Day, calls: int) -> list[Task]:
    tenant = _open(day, f"stopped-{calls:02}")
    run = start_run(day.world, person(tenant), "department").run
    killed = _until_killed(day, tenant, calls)
    cancel_run(day.world, person(tenant), run.id)
    return [*killed, *_waiting(day)]


def _changes(day: Day, calls: int) -> list[Task]:
    """Of what changed, after a good run of everything."""
    tenant = _open(day, f"changes-{calls:02}")
    start_run(day.world, person(tenant), "department")
    day.work()
    day.clock.sleep(3600)
    for key in (4, 17, 23):
        day.change(tenant, key, f"Service {key}")
    start_run(day.world, person(tenant), "department", Mode.CHANGES)
    return _until_killed(day, tenant, max(1, calls // 3))


def _refused(day: Day) -> list[Task]:
    """A row that Salesforce refused, to be tried again."""
    tenant = _open(day, "refused")

    def row_fault(_: str, values: Values) -> RowError | None:
        refused = values.get("Intacct_Key__c") == "department:13"
        return RowError("STRING_TOO_LONG", "The name is too long.", ("Name",)) if refused else None

    day.orgs[tenant].row_fault = row_fault
    start_run(day.world, person(tenant), "department")
    day.work()
    return []


def _away(day: Day) -> list[Task]:
    """Salesforce's calls of the day are used up: the run waits."""
    tenant = _open(day, "away")
    day.orgs[tenant].quota = 3
    start_run(day.world, person(tenant), "department")
    return day.work()


def _unsent(day: Day) -> list[Task]:
    tenant = _open(day, "unsent")
    start_run(day.world, person(tenant), "department")
    day.mailer.trouble = TryAgain("mail_away", "SES does not answer.")
    killed = day.work()
    day.mailer.trouble = None
    return killed


def _told(day: Day) -> list[Task]:
    """Two rows that notices told of, and settings with everything in them."""
    tenant = _open(day, "told")
    day.clock.sleep(timedelta(hours=1).total_seconds())
    for key in (7, 8):
        day.change(tenant, key, f"Service {key}")
        day.desk.notices.keep(tenant, "department", str(key), day.clock.now())
    full = replace(day.settings(tenant), language="fr", recipients=("finance@example.com",), concurrency=3)
    day.world.settings.save(tenant, full, 1, SET_UP)
    return [SyncRows(tenant, "department")]


def _until_killed(day: Day, tenant: str, calls: int) -> list[Task]:
    day.calls_left[tenant] = calls
    return day.work()


def _waiting(day: Day) -> list[Task]:
    tasks = list(day.queue.waiting)
    day.queue.waiting.clear()
    return tasks


if __name__ == "__main__":
    main()
