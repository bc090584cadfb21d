"""A day of several tenants on one table, each with a company and an org of its own in memory."""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

import chalicelib
from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_audit import DynamoAudit
from chalicelib.adapters.dynamodb_hooks import DynamoHooks
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.dynamodb_schedules import DynamoSchedules
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.principal import Principal, Role
from chalicelib.core.settings import Settings
from chalicelib.ports import Task
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.world import World
from dev.fakes import FakeClock, FakeMailer, FakeQueue, FakeSecrets
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from dev.worker import do_task

T = TypeVar("T")

CATALOGUE = parse_catalogue(tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")))
MORNING = datetime(2036, 3, 3, 8, tzinfo=UTC)
"""Far ahead: the stand-in deletes what has outlived its time by the machine's clock."""
DEPARTMENT = "company-config/department"
IN_SALESFORCE = "Intacct_Department__c"
ROWS = 24


class Killed(BaseException):
    """The process of the worker ends here; nothing of ours takes it for a failure of a call."""


class Day:
    """``calls_left`` is how many calls of a tenant's workers come through before they are killed; none given = all."""

    def __init__(self, table: Table, clock: FakeClock) -> None:
        self.clock, self.queue, self.mailer = clock, FakeQueue(), FakeMailer()
        self.companies: dict[str, Company] = defaultdict(Company)
        self.orgs: dict[str, Org] = defaultdict(partial(Org, CATALOGUE))
        self.calls_left: dict[str, int] = {}
        self.audit = DynamoAudit(table)
        numbers = count(1)
        self.world = World(
            catalogue=CATALOGUE,
            runs=DynamoRuns(table),
            settings=DynamoSettings(table),
            queue=self.queue,
            mailer=self.mailer,
            clock=clock,
            intacct=lambda tenant, _: FakeIntacct(self.companies[tenant], gate=partial(self._let, tenant)),
            salesforce=lambda tenant, _: FakeSalesforce(self.orgs[tenant], gate=partial(self._let, tenant)),
            new_id=lambda: f"{int(clock.now().timestamp()):013}{next(numbers):013}",
        )
        self.desk = NoticeDesk(
            world=self.world,
            notices=DynamoNotices(table),
            hooks=DynamoHooks(table),
            schedules=DynamoSchedules(table),
            secrets=FakeSecrets(clock),
            audit=self.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=lambda: "token",
        )

    def settings(self, tenant: str) -> Settings:
        return self.world.settings.current(tenant)

    def change(self, tenant: str, key: int, name: str, parent: str | None = None) -> None:
        values = {"id": f"D{key}", "name": name, "status": "active", "parent.key": parent}
        self.companies[tenant].put(DEPARTMENT, str(key), values, self.clock.now())

    def work(self) -> list[Task]:
        """Do all tasks that wait; returns those whose worker was killed, which SQS delivers again."""
        killed = []
        while task := self.queue.take():
            try:
                self.do(task)
            except Killed:
                killed.append(task)
        return killed

    def do(self, task: Task) -> None:
        do_task(self.world, task, self.clock.now() + timedelta(minutes=5), self.desk)

    def _let(self, tenant: str, _call: str, effect: Callable[[], T]) -> T:
        left = self.calls_left.get(tenant)
        if left == 0:
            raise Killed
        if left is not None:
            self.calls_left[tenant] = left - 1
        return effect()


def person(tenant: str) -> Principal:
    return Principal(tenant, "u-camille", "Camille Moreau", "camille@example.com", frozenset({Role.ADMIN}), "fr")
