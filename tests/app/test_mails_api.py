"""What became of the mails over HTTP: of one run, and the addresses that they no longer go to."""

from dataclasses import replace

from chalicelib.core.mail_event import ClosedAddress, Fate, MailEvent
from chalicelib.core.run import State
from chalicelib.ports import SendMail
from chalicelib.usecases.resync.ending import end_run
from chalicelib.usecases.resync.mail import send_mail
from chalicelib.usecases.resync.mail_events import note_mail_event
from tests.app.client import Api, refused
from tests.app.conftest import Parts

CAMILLE, FINANCE = "camille@example.com", "finance@example.com"


def ended_run(api: Api, parts: Parts) -> str:
    """A run that was cancelled at once, so that its mail is due."""
    run_id: str = api.post("/lists/department/runs", {}).json["run"]["id"]
    run = parts.runs.get("demo", run_id)
    assert run
    assert end_run(parts.world, run, State.CANCELLED, None)
    return run_id


def told(parts: Parts, run_id: str, fate: Fate, *addresses: str, tenant: str = "demo", for_good: bool = True) -> None:
    event = MailEvent(tenant, run_id, fate, addresses, parts.clock.now(), "message-1", for_good)
    note_mail_event(parts.world, event)


def test_a_runs_mail_is_followed_to_every_mailbox(api: Api, parts: Parts) -> None:
    run_id = ended_run(api, parts)
    assert api.get(f"/runs/{run_id}/mail").json["state"] == "PENDING"
    send_mail(parts.world, SendMail("demo", run_id))
    told(parts, run_id, Fate.DELIVERED, CAMILLE)
    told(parts, run_id, Fate.BOUNCED, FINANCE)
    mail = api.get(f"/runs/{run_id}/mail").json
    assert (mail["state"], mail["delivered"], mail["bounced"]) == ("SENT", [CAMILLE], [FINANCE])


def test_a_run_under_way_has_no_mail_yet(api: Api) -> None:
    run_id = api.post("/lists/department/runs", {}).json["run"]["id"]
    assert api.get(f"/runs/{run_id}/mail").json["state"] == "NONE"


def test_an_address_that_bounced_for_good_is_not_written_to_again(api: Api, parts: Parts) -> None:
    told(parts, "", Fate.BOUNCED, CAMILLE.upper())
    run_id = ended_run(api, parts)
    send_mail(parts.world, SendMail("demo", run_id))
    assert parts.world.mailer.sent == []  # type: ignore[attr-defined]
    assert api.get(f"/runs/{run_id}/mail").json["state"] == "NOBODY"
    [closed] = api.get("/mail-addresses").json["addresses"]
    assert (closed["address"], closed["fate"]) == (CAMILLE.upper(), "bounced")


def test_a_full_mailbox_is_written_to_again(api: Api, parts: Parts) -> None:
    told(parts, "", Fate.BOUNCED, CAMILLE, for_good=False)
    assert api.get("/mail-addresses").json["addresses"] == []


def test_an_administrator_lets_mails_go_there_again_and_that_is_on_the_record(api: Api, parts: Parts) -> None:
    told(parts, "", Fate.COMPLAINED, CAMILLE)
    told(parts, "", Fate.COMPLAINED, FINANCE)
    left = api.post("/mail-addresses/open", {"address": CAMILLE}).json["addresses"]
    assert [closed["address"] for closed in left] == [FINANCE]
    entry = api.get("/audit").json["entries"][0]
    assert (entry["deed"]["action"], entry["deed"]["source_ip"]) == ("mail_address.opened", "127.0.0.1")
    assert entry["changes"] == [{"path": "closed_addresses", "before": [CAMILLE], "after": []}]
    problem = refused(api.post("/mail-addresses/open", {"address": CAMILLE}), 404)
    assert problem["code"] == "address_not_closed"


def test_another_tenants_addresses_are_not_ours(api: Api, parts: Parts) -> None:
    parts.runs.close_address("autre", ClosedAddress(CAMILLE, Fate.BOUNCED, parts.clock.now()))
    assert api.get("/mail-addresses").json["addresses"] == []
    refused(api.post("/mail-addresses/open", {"address": CAMILLE}), 404)


def test_word_of_a_run_that_nobody_knows_changes_nothing(api: Api, parts: Parts) -> None:
    run_id = ended_run(api, parts)
    before = replace(parts.runs.tables.mails["demo", run_id])
    told(parts, run_id, Fate.SENT, tenant="autre")
    told(parts, "01HZZZZZZZZZZZZZZZZZZZZZZZ", Fate.SENT)
    note_mail_event(parts.world, None)
    assert parts.runs.tables.mails == {("demo", run_id): before}
