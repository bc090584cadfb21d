"""Runs, mails and notices that an earlier version of the code began come to their right end with the present one.

Each file of ``upgrades/recorded`` is a day of the version that it is named for, stopped in the middle of all kinds of
work. ``python -m tests.contract.upgrades`` records one more, before each release.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.counts import Outcome
from chalicelib.core.lists import KEY_FIELD
from chalicelib.core.run import Mode, Run, State
from chalicelib.usecases.audit_trail import check_chain
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.schedules import tick
from dev.fakes import FakeClock
from infra.resources import Created
from tests.contract.upgrades.day import DEPARTMENT, IN_SALESFORCE, ROWS, Day, person
from tests.contract.upgrades.recording import FOLDER, read, take_up

PARENT = "Parent__r.Intacct_Key__c"
ENDS = {"refused": State.DONE_WITH_ERRORS, "stopped": State.CANCELLED}
"""By kind of tenant, where it is not DONE."""
HALF_DONE = ("refused", "stopped", "told")
"""Kinds of tenants whose runs were not to bring everything to Salesforce."""
HOURS = 3
"""In which everything must have ended, with the sweeper alone; a wait that is stored takes up to two."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """What one version left; ``mailed`` counts the mails of each run, those of that version too."""

    day: Day
    before: Counter[str]

    @property
    def tenants(self) -> list[str]:
        return sorted(self.day.companies)

    @property
    def mailed(self) -> Counter[str]:
        return self.before + Counter(mail.run.id for mail in self.day.mailer.sent)

    def runs(self, tenant: str) -> tuple[Run, ...]:
        return self.day.world.runs.page(tenant, None, None, 100, "").runs

    def end_all(self) -> None:
        """Do what waits in the queues, and sweep every eleven minutes, until nothing is under way any more."""
        for _ in range(HOURS * 60 // 11):
            assert self.day.work() == []
            if self.at_rest:
                return
            self.day.clock.sleep(timedelta(minutes=11).total_seconds())
            tick(self.day.desk)

    @property
    def at_rest(self) -> bool:
        runs, notices = self.day.world.runs, self.day.desk.notices
        return not any((*runs.active(), *runs.unsent(), *notices.due(self.day.clock.now())))


@pytest.fixture(scope="module", params=sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def recorded(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def messages() -> bool:
    """Whether the queues are as the earlier version left them, or empty."""
    return False


@pytest.fixture
def inherited(recorded: Path, messages: bool, created: Created, dynamodb: Any) -> Inherited:
    recording = read(recorded)
    clock = FakeClock(datetime.fromisoformat(recording.clock))
    day = Day(Table(dynamodb, created.table, clock), clock)
    take_up(day, dynamodb, recording, messages)
    return Inherited(day, Counter(recording.mails))


def departments(day: Day, tenant: str) -> Mapping[str, tuple[object, object]]:
    """Name and parent of each row of the company, by its key in Salesforce."""
    rows = day.companies[tenant].table(DEPARTMENT).items()
    return {f"department:{key}": (row.values["name"], _key(row.values["parent.key"])) for key, row in rows}


def in_salesforce(day: Day, tenant: str) -> Mapping[str, tuple[object, object]]:
    """The same as Salesforce has it."""
    org = day.orgs[tenant]
    read_back = [org.read(IN_SALESFORCE, one, (KEY_FIELD, "Name", PARENT)) for one in org.records(IN_SALESFORCE)]
    found = {str(one[KEY_FIELD]): (one["Name"], one[PARENT]) for one in read_back}
    assert len(found) == len(read_back), "no row is there twice"
    return found


def _key(parent: object) -> str | None:
    return f"department:{parent}" if parent else None


@pytest.mark.parametrize("messages", [True, False], ids=["with its messages", "with every message lost"])
def test_what_an_earlier_version_began_comes_to_its_right_end(
    inherited: Inherited, record_property: Callable[[str, object], None]
) -> None:
    inherited.end_all()
    for tenant in inherited.tenants:
        for run in inherited.runs(tenant):
            totals = run.totals
            assert run.state is ENDS.get(tenant.partition("-")[0], State.DONE), (tenant, run)
            assert totals.read == totals.created + totals.updated + totals.unchanged + totals.failed, (tenant, run)
            assert inherited.mailed[run.id] == (0 if run.parent else 1), (tenant, run)
            keys = [row.key for row in inherited.day.world.runs.rows(run, None, 999, "").rows]
            assert len(keys) == len(set(keys)), (tenant, run)
        if tenant.partition("-")[0] not in HALF_DONE:
            assert in_salesforce(inherited.day, tenant) == departments(inherited.day, tenant), tenant
    assert set(in_salesforce(inherited.day, "told")) == {"department:7", "department:8"}
    _press_everywhere(inherited)
    record_property(
        "figure", f"{len(list(FOLDER.glob('*')))} earlier versions, {len(inherited.tenants)} companies each"
    )


def _press_everywhere(inherited: Inherited) -> None:
    """The next press finds all locks open, and writes only what is not there."""
    for tenant in inherited.tenants:
        there = len(inherited.day.orgs[tenant].records(IN_SALESFORCE))
        pressed = start_run(inherited.day.world, person(tenant), "department")
        assert not pressed.joined, tenant
        inherited.day.work()
        run = inherited.day.world.runs.get(tenant, pressed.run.id)
        assert run is not None
        assert run.state is State.DONE, (tenant, run)
        assert (run.totals.read, run.totals.created) == (ROWS, ROWS - there), (tenant, run)
        assert in_salesforce(inherited.day, tenant) == departments(inherited.day, tenant), tenant


def test_a_row_that_an_earlier_version_saw_fail_is_tried_again_alone(inherited: Inherited) -> None:
    before = inherited.runs("refused")[0]
    failed = inherited.day.world.runs.rows(before, Outcome.FAILED, 9, "").rows
    assert [(row.record_key, row.code) for row in failed] == [("13", "STRING_TOO_LONG")]
    start_run(inherited.day.world, person("refused"), "department", Mode.ERRORS)
    inherited.day.work()
    run = inherited.runs("refused")[0]
    assert (run.state, run.totals.read, run.totals.created) == (State.DONE, 1, 1)


def test_a_click_of_before_the_upgrade_is_known_after_it(inherited: Inherited) -> None:
    [run] = inherited.runs("killed-06")
    again = start_run(inherited.day.world, person("killed-06"), "department", idempotency_key="press-1")
    assert (again.joined, again.run.id) == (True, run.id)


def test_a_press_after_the_upgrade_joins_the_run_that_is_under_way(inherited: Inherited) -> None:
    for tenant in ("planned", "killed-02", "killed-06", "killed-11", "away"):
        [run] = inherited.runs(tenant)
        pressed = start_run(inherited.day.world, person(tenant), "department")
        assert (pressed.joined, pressed.run.id) == (True, run.id), tenant


def test_settings_and_their_audit_trail_are_read_as_they_were_written(inherited: Inherited) -> None:
    settings = inherited.day.settings("told")
    assert (settings.version, settings.enabled, settings.page_size, settings.concurrency) == (2, True, 6, 3)
    assert (settings.language, settings.recipients) == ("fr", ("finance@example.com",))
    for tenant in inherited.tenants:
        chain = check_chain(inherited.day.audit, tenant)
        assert chain.whole, tenant
        assert chain.entries > 0
