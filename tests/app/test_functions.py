"""The event functions of the app, driven by events as Lambda sends them, from a press to the mail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import app as door
from chalicelib.adapters.tasks import body_of
from chalicelib.core.errors import BadRequest
from chalicelib.core.lists import KEY_FIELD
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import State
from chalicelib.ports import PlanRun, SendMail, SyncRange, SyncRows, Task
from chalicelib.usecases.resync.start import start_run
from dev.fakes import FakeMailer
from dev.fakes.intacct import Company, FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from dev.fakes.salesforce_org import Org
from tests.app.conftest import CATALOGUE, Parts

pytestmark = pytest.mark.filterwarnings("ignore:No application metrics")
FUNCTIONS = {
    PlanRun: door.plan_run,
    SyncRange: door.sync_range,
    SendMail: door.send_mail,
    SyncRows: door.sync_rows,
}
CAMILLE = Principal("demo", "u-camille", "Camille Moreau", "camille@example.com", frozenset({Role.ADMIN}), "fr")


class Context:
    """What Lambda hands to a function beside the event."""

    function_name = "under-test"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-3:123456789012:function:under-test"
    aws_request_id = "3a1b5c1e-0000-4000-8000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 120_000


def event_of(*bodies: str) -> dict[str, Any]:
    records = [{"messageId": str(number), "receiptHandle": "r", "body": body} for number, body in enumerate(bodies)]
    return {"Records": records}


def deliver(task: Task) -> None:
    FUNCTIONS[type(task)](event_of(body_of(task)), Context())


def tick() -> None:
    common = {"version": "0", "account": "123456789012", "region": "eu-west-3", "id": "1", "resources": []}
    event = {**common, "detail-type": "Scheduled Event", "source": "aws.events", "time": "", "detail": {}}
    door.sweep(event, Context())


@pytest.fixture
def org() -> Org:
    return Org(CATALOGUE)


@pytest.fixture
def behind(org: Org) -> Iterator[Parts]:
    """Fake ports behind the app's own functions, in place of what the wiring would build of the environment."""
    parts, company = Parts(), Company()
    for key, name in (("1", "Ventes"), ("2", "Achats")):
        values = {"id": f"D{key}", "name": name, "status": "active", "parent.key": None}
        company.put("company-config/department", key, values, parts.clock.now() - timedelta(days=9))
    door.wiring.world = replace(
        parts.world,
        intacct=lambda tenant, settings: FakeIntacct(company),
        salesforce=lambda tenant, settings: FakeSalesforce(org),
    )
    door.wiring.notice_desk = replace(parts.notice_desk, world=door.wiring.world)
    yield parts
    del door.wiring.world, door.wiring.notice_desk


def press(parts: Parts) -> str:
    return start_run(parts.world, CAMILLE, "department").run.id


def state_of(parts: Parts, run_id: str) -> State:
    run = parts.runs.get("demo", run_id)
    assert run is not None
    return run.state


def test_a_press_runs_through_the_functions_to_the_mail(behind: Parts, org: Org) -> None:
    run_id = press(behind)
    kinds = []
    while task := behind.queue.take():
        kinds.append(type(task))
        deliver(task)
    assert state_of(behind, run_id) is State.DONE
    written = org.records("Intacct_Department__c").values()
    assert sorted(str(record[KEY_FIELD]) for record in written) == ["department:1", "department:2"]
    assert kinds[0] is PlanRun
    assert kinds[-1] is SendMail
    mailer = behind.world.mailer
    assert isinstance(mailer, FakeMailer)
    assert [(mail.run.id, mail.recipients, mail.language) for mail in mailer.sent] == [
        (run_id, ("camille@example.com",), "fr")
    ]


def test_the_sweep_takes_up_a_run_whose_message_was_lost(behind: Parts) -> None:
    run_id = press(behind)
    behind.queue.waiting.clear()
    behind.clock.sleep(61)
    tick()
    assert list(behind.queue.waiting) == [PlanRun("demo", run_id)]


def test_a_row_that_intacct_told_of_is_written_and_a_lost_hint_is_handed_out_by_the_sweep(
    behind: Parts, org: Org
) -> None:
    behind.notices.keep("demo", "department", "2", behind.clock.now())
    tick()
    assert list(behind.queue.waiting) == [SyncRows("demo", "department")]
    deliver(SyncRows("demo", "department"))
    assert [record[KEY_FIELD] for record in org.records("Intacct_Department__c").values()] == ["department:2"]


def test_the_dead_letter_of_kept_rows_leaves_them_to_the_sweep(behind: Parts) -> None:
    behind.notices.keep("demo", "department", "2", behind.clock.now())
    door.give_up(event_of(body_of(SyncRows("demo", "department"))), Context())
    assert [row.record_key for row in behind.notices.kept("demo", "department", 9, behind.clock.now())] == ["2"]


def test_a_dead_letter_gives_up_its_part_so_that_the_run_ends(behind: Parts) -> None:
    run_id = press(behind)
    door.give_up(event_of(body_of(PlanRun("demo", run_id))), Context())
    assert state_of(behind, run_id) is State.FAILED


def test_a_task_of_another_kind_is_refused(behind: Parts) -> None:
    with pytest.raises(TypeError):
        door.plan_run(event_of(body_of(SendMail("demo", "r"))), Context())


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"v":1,"kind":"plan","tenant":"demo","run":"r","more":1}'])
def test_a_message_that_is_no_task_is_refused(behind: Parts, body: str) -> None:
    with pytest.raises(BadRequest):
        door.give_up(event_of(body), Context())


def test_two_messages_in_one_event_are_refused_rather_than_half_done(behind: Parts) -> None:
    body = body_of(PlanRun("demo", press(behind)))
    with pytest.raises(ValueError, match="too many values"):
        door.plan_run(event_of(body, body), Context())
