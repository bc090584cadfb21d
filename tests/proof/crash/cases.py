"""The kinds of run whose every port call is a crash point, and what happens in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.core.compare import Values
from chalicelib.core.errors import NeedsAdmin
from chalicelib.core.fieldmap import FieldMaps, MappedField, Rule, Shape
from chalicelib.core.lists import ManagedList
from chalicelib.core.notice import Hook
from chalicelib.core.run import ALL_LISTS, Mode
from chalicelib.core.settings import Connection, Schedule
from chalicelib.ports import Survey, WriteResult
from dev.fakes.intacct import FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from tests.app.notice_signature import CLIENT
from tests.proof.crash.turns import DeskTurns
from tests.proof.simulator import actors
from tests.proof.simulator.catalogue import DEPARTMENT, EMPLOYEE, STATUS
from tests.proof.simulator.scenario import ALL_KEYS, Scenario
from tests.proof.simulator.simulation import Parts, Simulation

OBJECT, TARGET = "company-config/department", "Intacct_Department__c"
TITLE, TITLE_COLUMN = "reportTitle", "Report_Title__c"
SMALL = Scenario(
    list=DEPARTMENT,
    rows=8,
    page_size=5,
    gone_rows=1,
    invalid_rows=1,
    linked_share=0.4,
    equal_share=0.0,
    inactivate=True,
)
"""Two ranges, parents within the list, one gone row to mark, one row that Salesforce refuses."""
AGAIN = replace(SMALL, run_before=True)


@dataclass(frozen=True, slots=True)
class Case:
    """``prepare`` comes before the calls are counted, after a first run where the scenario has one; ``act`` after it.

    ``same_totals`` is False where a crash may decide how the run ends.
    """

    name: str
    scenario: Scenario
    act: Callable[[Simulation, DeskTurns], None]
    prepare: Callable[[Simulation], None] = lambda _sim: None
    parts: Parts = Parts()  # noqa: RUF009 - frozen
    same_totals: bool = True

    def __str__(self) -> str:
        return self.name


class NoObject(FakeSalesforce):
    """The list's object was taken away in Salesforce."""

    def upsert(self, object_name: str, records: Any) -> list[WriteResult]:
        self._call("salesforce.upsert", lambda: None)
        raise NeedsAdmin("salesforce_no_object", f"Salesforce has no {object_name}.", remedy="Deploy force-app.")


class NotAllowed(FakeIntacct):
    """The user of Intacct may not read the list."""

    def survey(self, managed_list: ManagedList, page_size: int, since: Any = None) -> Survey:
        super().survey(managed_list, page_size, since)
        raise NeedsAdmin("intacct_not_allowed", "Our user may not read it.", remedy="Give it the right.")


def _run(mode: Mode = Mode.FULL, dry_run: bool = False) -> Callable[[Simulation, DeskTurns], None]:
    def act(_: Simulation, turns: DeskTurns) -> None:
        turns.press(mode, dry_run)
        turns.quiet()

    return act


def _cancelled(sim: Simulation, turns: DeskTurns) -> None:
    """Cancelled when the plan is made and one range is done."""
    turns.press()
    turns.deliver_next()
    turns.deliver_next()
    for tenant, run_id in list(sim.runs.active()):
        actors.cancel(sim, tenant, run_id)
    turns.quiet()


def _scheduled(_: Simulation, turns: DeskTurns) -> None:
    turns.tick()
    turns.quiet()


def _told(sim: Simulation, turns: DeskTurns) -> None:
    """Intacct tells of a changed row, of a new one below it, and of one that is gone."""
    for key in (sim.tenants["acme"].keys(DEPARTMENT)[0], "400", "1000"):
        turns.notice(OBJECT, key)
    turns.quiet()


def _change_rows(sim: Simulation) -> None:
    for key in sim.tenants["acme"].keys(DEPARTMENT)[2:5]:
        sim.tenants["acme"].put(DEPARTMENT, key, {})


def _new_rows(sim: Simulation) -> None:
    """A row in each list that is not in Salesforce, linked to other such rows."""
    tenant = sim.tenants["acme"]
    first = tenant.keys(EMPLOYEE)[0]
    links = {EMPLOYEE: {"supervisor.key": first, "department.key": "401"}, DEPARTMENT: {"parent.key": "402"}}
    tenant.put(DEPARTMENT, "402", {})
    for list_key in ALL_KEYS:
        tenant.put(list_key, "St77" if list_key == STATUS else "401", links.get(list_key, {}))


def _schedule(sim: Simulation) -> None:
    """Just due, and then not for a day; what it brings has a failed row, so that a mail is due."""
    _change_rows(sim)
    due = sim.clock.now() + timedelta(hours=1)
    schedule = Schedule(DEPARTMENT, f"daily {due:%H:%M}", mode=Mode.FULL)
    settings = replace(sim.settings.current("acme"), schedules=(schedule,), recipients=("team@acme.example",))
    sim.save_settings("acme", settings)
    actors.ticker(sim)
    while sim.stage.actors:
        sim.stage.give_turn(sim.stage.actors[0])
    sim.clock.seconds += 3600


def _single_rows(sim: Simulation) -> None:
    tenant = sim.tenants["acme"]
    first = tenant.keys(DEPARTMENT)[0]
    tenant.put(DEPARTMENT, first, {})
    tenant.put(DEPARTMENT, "400", {"parent.key": first})
    sim.save_settings("acme", replace(sim.settings.current("acme"), connection=Connection("acme")))
    sim.secrets.put("acme", "intacct", CLIENT)
    sim.hooks.issue("an address", Hook("acme", sim.clock.now()))


def _map_title(sim: Simulation) -> None:
    """Titles go both ways from now on; two are edited in Salesforce, another in Intacct."""
    tenant = sim.tenants["acme"]
    tenant.company.clock = sim.clock.true_now
    mapped = MappedField(TITLE, TITLE_COLUMN, Rule.BOTH, shape=Shape(length=60))
    maps = FieldMaps().with_rows(DEPARTMENT, (mapped,))
    sim.save_settings("acme", replace(sim.settings.current("acme"), field_maps=maps))
    keys = [key for key in tenant.keys(DEPARTMENT) if f"{DEPARTMENT}:{key}" not in tenant.invalid]
    for key in keys[:2]:
        edited: Values = {TITLE_COLUMN: f"title of {key}"}
        tenant.org.edit(TARGET, f"{DEPARTMENT}:{key}", edited, sim.clock.now())
    tenant.put(DEPARTMENT, keys[2], {TITLE: "from Intacct"}, rename=False)
    sim.clock.seconds += 600


CASES: tuple[Case, ...] = (
    Case("full", SMALL, _run()),
    Case("changes", AGAIN, _run(Mode.CHANGES), _change_rows),
    Case("errors", AGAIN, _run(Mode.ERRORS), _change_rows),
    Case("dry run", SMALL, _run(dry_run=True)),
    Case("cancelled", SMALL, _cancelled, same_totals=False),
    Case("all lists", replace(SMALL, list=ALL_LISTS), _run(), _new_rows),
    Case("scheduled", AGAIN, _scheduled, _schedule),
    Case("single records", AGAIN, _told, _single_rows),
    Case("write-back", AGAIN, _run(Mode.CHANGES), _map_title),
    Case("write-back, full", AGAIN, _run(), _map_title),
    Case("adopt", replace(SMALL, linked_share=0.2, unkeyed_share=0.6, invalid_rows=0), _run()),
    Case("failed", SMALL, _run(), parts=Parts(salesforce=NoObject)),
    Case("failed in its plan", SMALL, _run(), parts=Parts(intacct=NotAllowed)),
)
BY_NAME: Mapping[str, Case] = {case.name: case for case in CASES}
