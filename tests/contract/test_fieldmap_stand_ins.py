"""Field maps against both stand-ins over HTTP: what they describe, what is edited, what is written back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib.adapters.intacct_models import IntacctDescriptions
from chalicelib.adapters.salesforce_models import SalesforceDescriptions
from chalicelib.core.counts import Counts, Outcome
from chalicelib.core.errors import BadRequest, NeedsAdmin
from chalicelib.core.fieldmap import Rule
from chalicelib.core.lists import Catalogue
from chalicelib.core.principal import Principal, Role
from chalicelib.core.ranges import Selection
from chalicelib.core.run import Mode, Run
from chalicelib.ports import RowError
from chalicelib.usecases.fieldmap import save_map
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.world import World
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.fields import Field
from dev.fakes import SET_UP, FakeMailer, FakeQueue, FakeRuns, FakeSettingsStore
from dev.worker import do_task
from tests.contract.intacct_caller import seeded
from tests.contract.real_adapters import TENANT, Connected, managed_list
from tests.contract.watched_salesforce import watched
from tests.unit.fieldmap_parts import row

DEPARTMENT = managed_list("department")
OBJECT, TARGET = "company-config/department", "Intacct_Department__c"
CAMILLE = Principal(TENANT, "user-1", "Camille Moreau", "camille@example.test", frozenset({Role.ADMIN}))
FIELDS = (
    Field("Report_Title__c", "Report title", "string", 60),
    Field("Head__c", "Head", "reference", 18, references=("Intacct_Employee__c",), relationship="Head__r"),
)


class Pair:
    """Both stand-ins, the tenant's connections to them, and the engine on fake stores between."""

    def __init__(self, intacct: IntacctStandIn, salesforce: SalesforceStandIn, connected: Connected) -> None:
        self.intacct, self.salesforce, self.connected = intacct, salesforce, connected
        self.org = salesforce.orgs[TENANT]
        self.models = (
            IntacctDescriptions(connected.company(connected.settings())),
            SalesforceDescriptions(connected.org(connected.settings(), posts_repeat=True)),
        )
        settings, catalogue = FakeSettingsStore(), Catalogue((DEPARTMENT,))
        settings.save(TENANT, connected.settings(), 0, SET_UP)
        self.desk = FieldMapDesk(
            catalogue, settings, connected.clock, lambda *_: self.models[0], lambda *_: self.models[1]
        )
        self.queue, numbers = FakeQueue(), count(1)
        self.world = World(
            catalogue=catalogue,
            runs=FakeRuns(),
            settings=settings,
            queue=self.queue,
            mailer=FakeMailer(),
            clock=connected.clock,
            intacct=lambda *_: connected.intacct(),
            salesforce=lambda *_: connected.salesforce(),
            new_id=lambda: f"{next(numbers):026}",
        )

    def run(self, mode: Mode) -> Run:
        """From press to end; the next one begins a minute later."""
        started = start_run(self.world, CAMILLE, "department", mode).run
        while task := self.queue.take():
            do_task(self.world, task, self.connected.clock.now() + timedelta(minutes=5))
        self.connected.clock.advance(60)
        ended = self.world.runs.get(TENANT, started.id)
        assert ended
        return ended

    def department(self, key: int) -> Mapping[str, Any]:
        """As Intacct has it."""
        return self.intacct.store.table("demo", OBJECT)[key]

    def keys(self) -> list[int]:
        return list(self.intacct.store.table("demo", OBJECT).keys)

    def edit(self, key: int, title: str) -> None:
        """As a person does it in Salesforce."""
        [found] = self.org.query(f"SELECT Id FROM {TARGET} WHERE Intacct_Key__c = 'department:{key}'")
        ours = self.org.store.user_id
        self.org.store.user_id = self.org.add("User", {"Username": f"person{key}@demo.example", "LastName": "Person"})
        self.org.store.update(self.org.objects[TARGET], found["Id"], {"Report_Title__c": title})
        self.org.store.user_id = ours


@pytest.fixture
def pair() -> Iterator[Pair]:
    intacct, salesforce = seeded(), watched()
    salesforce.orgs[TENANT].store.add_fields(TARGET, FIELDS)
    with intacct.serve() as one, salesforce.serve() as other:
        yield Pair(intacct, salesforce, Connected(one.url, other.url))


def test_intacct_describes_its_fields_references_and_groups(pair: Pair) -> None:
    models, _ = pair.models
    fields = models.fields("company-config/employee")
    kinds = {name: fields[name].kind for name in ("jobTitle", "startDate", "status", "supervisor.key", "department.id")}
    assert kinds == {
        "jobTitle": "text",
        "startDate": "date",
        "status": "choice",
        "supervisor.key": "reference",
        "department.id": "text",
    }
    assert fields["department.key"].target == "company-config/department"
    assert fields["status"].choices == ("active", "inactive")
    writable = {name for name, field in fields.items() if field.writable}
    assert {"jobTitle", "department.key"} <= writable
    assert not {"key", "department.id", "audit.modifiedDateTime"} & writable
    assert fields["audit.modifiedDateTime"].kind == "datetime"
    assert not fields["bankAccountNumber"].readable
    customer = models.fields("accounts-receivable/customer")
    assert (customer["creditLimit"].kind, customer["creditLimit"].json) == ("number", "text")
    with pytest.raises(NeedsAdmin) as refused:
        models.fields("company-config/nothing")
    assert refused.value.code == "intacct_no_object"


def test_salesforce_describes_its_fields(pair: Pair) -> None:
    _, models = pair.models
    fields = models.fields(TARGET)
    assert (fields["Report_Title__c"].type, fields["Report_Title__c"].length) == ("string", 60)
    assert fields["Head__c"].targets == ("Intacct_Employee__c",)
    assert (fields["Intacct_Key__c"].external_id, fields["Intacct_Key__c"].unique) == (True, True)
    assert not fields["SystemModstamp"].writable
    industry = models.fields("Account")["Industry"]
    assert "Banking" in industry.choices
    with pytest.raises(NeedsAdmin) as refused:
        models.fields("Nothing__c")
    assert refused.value.code == "salesforce_no_object"


def test_one_change_in_intacct_happens_once_and_a_refused_one_tells_why(pair: Pair) -> None:
    intacct = pair.connected.intacct()
    number = pair.keys()[0]
    key = str(number)
    assert intacct.write(OBJECT, key, {"reportTitle": "Ventes « Ü »", "parent.key": None}, "first") is None
    pair.intacct.clock.advance(10)
    stamp = pair.department(number)["audit.modifiedDateTime"]
    assert intacct.write(OBJECT, key, {"reportTitle": "Ventes « Ü »", "parent.key": None}, "first") is None
    changed = pair.department(number)
    assert (changed["reportTitle"], changed["parent.key"]) == ("Ventes « Ü »", None)
    assert changed["audit.modifiedDateTime"] == stamp
    for values, code in (({"parent.key": "987654"}, "operationFailed"), ({"nowhere": 1}, "invalidRequest")):
        error = intacct.write(OBJECT, key, values, f"refused {code}")
        assert error
        assert (error.code, bool(error.message)) == (code, True)
    assert intacct.write(OBJECT, "987654", {"reportTitle": "x"}, "gone") == RowError(
        "notFound", "company-config/department with the key 987654 was not found"
    )
    assert intacct.write(OBJECT, key, {"reportTitle": "of another body"}, "first") is not None


def test_only_rows_that_people_changed_are_edited(pair: Pair) -> None:
    pair.run(Mode.FULL)
    salesforce = pair.connected.salesforce()
    assert list(salesforce.edited(DEPARTMENT, Selection())) == []
    first, second, *_ = pair.keys()
    pair.edit(first, "by a person")
    [edited] = salesforce.edited(DEPARTMENT, Selection())
    assert edited.present.key == f"department:{first}"
    assert abs(edited.edited_at - datetime.now(UTC)) < timedelta(minutes=1)
    hour = timedelta(hours=1)
    for selection, found in (
        (Selection(since=edited.edited_at), 1),
        (Selection(since=edited.edited_at + hour), 0),
        (Selection(above=first), 0),
        (Selection(up_to=first), 1),
        (Selection(keys=(str(first), str(second))), 1),
        (Selection(keys=(str(second),)), 0),
    ):
        assert len(list(salesforce.edited(DEPARTMENT, selection))) == found, selection


def test_a_map_saved_against_both_sides_carries_values_both_ways(pair: Pair) -> None:
    save_map(pair.desk, CAMILLE, "department", (row("reportTitle", "Report_Title__c", "both"),), 1)
    first, second, third, *_ = pair.keys()
    intacct = pair.connected.intacct()
    intacct.write(OBJECT, str(first), {"reportTitle": "from Intacct"}, "before")
    assert pair.run(Mode.FULL).totals.failed == 0
    told = f"SELECT Report_Title__c FROM {TARGET} WHERE Intacct_Key__c = 'department:{first}'"
    assert pair.org.query(told)[0]["Report_Title__c"] == "from Intacct"
    pair.intacct.clock.advance(-30)
    intacct.write(OBJECT, str(third), {"reportTitle": "older"}, "older")
    pair.intacct.clock.advance(30)
    pair.edit(second, "from Salesforce")
    pair.edit(third, "newer")
    back = pair.run(Mode.CHANGES)
    assert (back.totals.written_back, back.totals.failed, back.totals.updated) == (2, 0, 0)
    titles = [pair.department(key)["reportTitle"] for key in (first, second, third)]
    assert titles == ["from Intacct", "from Salesforce", "newer"]
    listed = pair.world.runs.rows(back, Outcome.WRITTEN_BACK, 9, "").rows
    assert [(one.record_key, one.fields) for one in listed] == [
        (str(second), ("reportTitle",)),
        (str(third), ("reportTitle",)),
    ]
    for mode in (Mode.CHANGES, Mode.FULL):
        again = pair.run(mode).totals
        assert replace(again, read=0, unchanged=0, in_salesforce=0) == Counts()


def test_a_field_that_vanished_is_named_when_the_map_is_saved_again(pair: Pair) -> None:
    rows = (row("reportTitle", "Report_Title__c"),)
    save_map(pair.desk, CAMILLE, "department", rows, 1)
    pair.org.show_fields(TARGET, hide=["Report_Title__c"])
    with pytest.raises(BadRequest) as refused:
        save_map(pair.desk, CAMILLE, "department", (replace(rows[0], rule=Rule.BOTH),), 2)
    assert [one.field for one in refused.value.errors] == ["rows.0.salesforce"]
