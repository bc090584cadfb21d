"""Settings over HTTP: seen, saved on the version that was read, and refused by the member that is wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.core.audit import first_broken
from chalicelib.core.errors import TryAgain
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.app.settings_values import settings_body


def save(api: Api, version: int = 1, **changes: Any) -> Answer:
    return api.put("/settings", settings_body(**changes), If_Match=f'"v{version}"')


def test_what_is_read_can_be_sent_back_and_changes_nothing(api: Api, parts: Parts) -> None:
    saved = save(
        api,
        recipients=["finance@example.com"],
        schedules=[{"list": "employee", "when": "daily 02:30", "time_zone": "Europe/Paris", "mode": "full"}],
        disabled_lists=["department"],
        language="fr",
    )
    assert saved.status == 200
    read = api.get("/settings")
    assert read.headers["etag"] == '"v2"'
    again = api.put("/settings", read.json["settings"], If_Match=read.headers["etag"])
    assert (again.status, again.headers["etag"]) == (200, '"v2"')
    assert again.json == read.json
    assert parts.settings.current("demo").version == 2
    assert len(parts.invitations.sent) == 1


def test_a_save_makes_the_next_version_and_keeps_the_account_details(api: Api, parts: Parts) -> None:
    api.put("/account-details", {"shown": True, "fields": ["Industry"]}, If_Match='"v1"')
    before = parts.settings.current("demo")
    answer = save(api, before.version, page_size=500, connection={"salesforce_host": "ACME.my.salesforce.com"})
    after = parts.settings.current("demo")
    assert answer.json["version"] == after.version == before.version + 1
    assert after.account_details == before.account_details
    assert after.account_details.shown
    assert (after.page_size, after.connection.salesforce_host) == (500, "acme.my.salesforce.com")


def test_who_changed_what_stands_in_the_audit_trail(api: Api, parts: Parts) -> None:
    save(api, page_size=500)
    entry = api.get("/audit").json["entries"][0]
    assert entry["deed"] == {
        "action": "settings.changed",
        "at": "2026-11-24T09:00:00Z",
        "subject": "u-camille",
        "name": "Camille Moreau",
        "source_ip": "127.0.0.1",
        "token_id": "0190-camille",
    }
    assert {"path": "page_size", "before": 4000, "after": 500} in entry["changes"]
    assert first_broken("demo", parts.settings.audit.entries("demo"), parts.settings.audit.end("demo")) is None


def test_a_save_without_the_version_that_was_read_is_refused(api: Api, parts: Parts) -> None:
    problem = refused(api.put("/settings", settings_body()), 428)
    assert problem["code"] == "if_match_missing"
    assert parts.settings.current("demo").version == 1


def test_a_save_on_a_stale_version_is_refused(api: Api, parts: Parts) -> None:
    assert save(api, page_size=500).status == 200
    problem = refused(save(api, page_size=600), 412)
    assert problem["code"] == "settings_changed"
    assert parts.settings.current("demo").page_size == 500


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"page_size": "4000"}, "page_size"),
        ({"page_size": 1.5}, "page_size"),
        ({"enabled": "true"}, "enabled"),
        ({"enabled": 1}, "enabled"),
        ({"mode": "ADVANCED"}, "mode"),
        ({"mode": None}, "mode"),
        ({"gone_policy": "delete"}, "gone_policy"),
        ({"connection": {"environment": "test"}}, "connection.environment"),
        ({"connection": {"password": "x"}}, "connection.password"),
        ({"recipients": "a@b.com"}, "recipients"),
        ({"recipients": [1]}, "recipients.0"),
        ({"schedules": {}}, "schedules"),
        ({"schedules": [{"list": "employee"}]}, "schedules.0.when"),
        ({"schedules": [{"list": "employee", "when": "hourly", "mode": "weekly"}]}, "schedules.0.mode"),
        ({"tenant_id": "autre"}, "tenant_id"),
        ({"account_details": {}}, "account_details"),
        ({"page_size": 0}, "page_size"),
        ({"concurrency": 10**9}, "concurrency"),
        ({"recipients": ["a@b.com,evil@x.com"]}, "recipients"),
        ({"schedules": [{"list": "employee", "when": "often"}]}, "schedules.0.when"),
        ({"disabled_lists": ["no_such_list"]}, "disabled_lists.0"),
        ({"connection": {"intacct_company": "<script>alert(1)</script> "}}, "connection.intacct_company"),
        ({"connection": {"intacct_company": "x" * 10_000}}, "connection.intacct_company"),
    ],
)
def test_a_member_that_cannot_be_is_named(api: Api, parts: Parts, changes: dict[str, Any], field: str) -> None:
    problem = refused(save(api, **changes))
    assert [error["field"] for error in problem["errors"]] == [field]
    assert parts.settings.current("demo").version == 1
    assert parts.invitations.sent == []


@pytest.mark.parametrize("member", list(settings_body()))
def test_no_member_may_be_left_out(api: Api, member: str) -> None:
    body = settings_body()
    del body[member]
    problem = refused(api.put("/settings", body, If_Match='"v1"'))
    assert problem["errors"] == [{"field": member, "message": "This field is required."}]


def test_a_change_of_connection_while_on_is_saved_with_a_warning(api: Api) -> None:
    save(api)
    answer = save(api, 2, connection={"intacct_company": "other"})
    assert [one["code"] for one in answer.json["warnings"]] == ["connection_changed_while_on"]
    assert api.get("/settings").json["warnings"] == []


def test_new_recipients_are_invited_and_get_no_mail_before_they_confirm(api: Api, parts: Parts) -> None:
    answer = save(api, recipients=["finance@example.com"], language="fr")
    [recipient] = answer.json["recipients"]
    assert recipient == {"address": "finance@example.com", "confirmed": False, "until": "2026-12-01T09:00:00Z"}
    assert parts.settings.current("demo").recipients == ()
    [invitation] = parts.invitations.sent
    assert (invitation.address, invitation.language) == ("finance@example.com", "fr")
    assert invitation.invited_by == "Camille Moreau"
    assert invitation.token not in json.dumps(answer.json) + api.get("/audit").body.decode()

    confirmed = api.as_("").post("/recipients/confirm", {"token": invitation.token})
    assert (confirmed.status, confirmed.json) == (200, {"address": "finance@example.com"})
    assert parts.settings.current("demo").recipients == ("finance@example.com",)
    assert api.get("/settings").json["recipients"] == [
        {"address": "finance@example.com", "confirmed": True, "until": None}
    ]
    entry = api.get("/audit").json["entries"][0]
    assert (entry["deed"]["action"], entry["deed"]["name"]) == ("recipient.confirmed", "finance@example.com")
    assert (entry["deed"]["source_ip"], entry["deed"]["token_id"]) == ("127.0.0.1", "")


def test_a_token_confirms_once_and_for_seven_days(api: Api, parts: Parts) -> None:
    save(api, recipients=["a@example.com", "b@example.com"])
    first, second = (one.token for one in parts.invitations.sent)
    assert api.post("/recipients/confirm", {"token": first}).status == 200
    assert refused(api.post("/recipients/confirm", {"token": first}), 404)["code"] == "invitation_not_open"
    parts.clock.instant += timedelta(days=7)
    assert refused(api.as_("").post("/recipients/confirm", {"token": second}), 404)["code"] == "invitation_not_open"
    assert parts.settings.current("demo").recipients == ("a@example.com",)


@pytest.mark.parametrize(
    "token", ["x", ".", "ZGVtbw", "ZGVtbw.", ".abc", "ZGVtbw.abc", "!!!.abc", "ZGVtbw.é", "_w.abc", "YXV0cmU.abc"]
)
def test_a_token_that_was_never_given_confirms_nothing(api: Api, parts: Parts, token: str) -> None:
    save(api, recipients=["a@example.com"])
    assert refused(api.as_("").post("/recipients/confirm", {"token": token}), 404)["code"] == "invitation_not_open"
    assert parts.settings.current("demo").recipients == ()


def test_a_token_of_one_tenant_confirms_nothing_in_another(api: Api, parts: Parts) -> None:
    save(api, recipients=["a@example.com"])
    save(api.as_("foreigner"), recipients=["a@example.com"])
    ours, theirs = (one.token.partition(".") for one in parts.invitations.sent)
    for tenant, secret in ((ours[0], theirs[2]), (theirs[0], ours[2])):
        refused(api.as_("").post("/recipients/confirm", {"token": f"{tenant}.{secret}"}), 404)
    assert parts.settings.current("demo").recipients == parts.settings.current("autre").recipients == ()


def test_a_mail_that_cannot_be_sent_is_a_warning_and_can_be_asked_for_again(api: Api, parts: Parts) -> None:
    parts.invitations.trouble = TryAgain("mail_away", "SES can't be reached.")
    answer = save(api, recipients=["a@example.com"])
    assert answer.status == 200
    assert "invitation_unsent" in [one["code"] for one in answer.json["warnings"]]
    parts.invitations.trouble = None
    assert api.post("/recipients/invite", {"address": "a@example.com"}).status == 200
    [invitation] = parts.invitations.sent
    assert api.as_("").post("/recipients/confirm", {"token": invitation.token}).status == 200
    problem = refused(api.post("/recipients/invite", {"address": "a@example.com"}))
    assert problem["errors"][0]["field"] == "address"


def test_a_new_invitation_ends_the_one_before(api: Api, parts: Parts) -> None:
    save(api, recipients=["a@example.com"])
    api.post("/recipients/invite", {"address": "a@example.com"})
    first, second = (one.token for one in parts.invitations.sent)
    assert api.as_("").post("/recipients/confirm", {"token": first}).status == 404
    assert api.as_("").post("/recipients/confirm", {"token": second}).status == 200


def test_an_address_that_is_taken_out_can_no_longer_confirm(api: Api, parts: Parts) -> None:
    save(api, recipients=["a@example.com"])
    save(api, 2, recipients=[])
    [invitation] = parts.invitations.sent
    assert api.as_("").post("/recipients/confirm", {"token": invitation.token}).status == 404


def test_a_switched_off_list_is_not_synchronized(api: Api) -> None:
    save(api, disabled_lists=["department"])
    assert refused(api.post("/lists/department/runs", {}), 409)["code"] == "list_disabled"
