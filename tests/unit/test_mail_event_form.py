"""SES's events, as EventBridge carries them: what is read of them, and what is passed over."""

import json
from typing import Any

import pytest

from chalicelib.adapters.mail_events import parse_mail_event
from chalicelib.core.mail_event import Fate, MailEvent
from dev.stack.mail_events import events_of

ADA, BOUNCE, COMPLAINT = "ada@example.com", "bounce@example.com", "complaint@example.com"
TAGS = [{"Name": "run_id", "Value": "01RUN"}, {"Name": "tenant", "Value": "ZMOpbW8"}]
MAIL = {"Destination": {"ToAddresses": [ADA], "BccAddresses": [BOUNCE, COMPLAINT]}, "EmailTags": TAGS}


def told(asked: dict[str, Any] = MAIL) -> list[MailEvent | None]:
    return [parse_mail_event(json.dumps(event)) for event in events_of(asked, "message-1")]


def changed(*path: str, to: Any, number: int = 2) -> str:
    event: Any = json.loads(json.dumps(events_of(MAIL, "message-1")[number]))
    place = event
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(event)


def test_each_event_says_whose_mail_it_is_and_what_became_of_which_address() -> None:
    events = [event for event in told() if event]
    assert {(event.tenant, event.run_id, event.message_id) for event in events} == {("démo", "01RUN", "message-1")}
    assert [(event.fate, event.addresses) for event in events] == [
        (Fate.SENT, (ADA, BOUNCE, COMPLAINT)),
        (Fate.DELIVERED, (ADA,)),
        (Fate.BOUNCED, (BOUNCE,)),
        (Fate.COMPLAINED, (COMPLAINT,)),
    ]
    assert [event.closes for event in events] == [(), (), (BOUNCE,), (COMPLAINT,)]


def test_a_full_mailbox_closes_nothing() -> None:
    event = parse_mail_event(changed("detail", "bounce", "bounceType", to="Transient"))
    assert event
    assert (event.fate, event.closes) == (Fate.BOUNCED, ())


def test_who_takes_our_mail_out_of_the_spam_closes_nothing() -> None:
    event = parse_mail_event(changed("detail", "complaint", "complaintFeedbackType", to="not-spam", number=3))
    assert event
    assert (event.fate, event.closes) == (Fate.COMPLAINED, ())


def test_a_mail_of_no_run_is_known_by_its_tenant() -> None:
    [sent, *_] = told({**MAIL, "EmailTags": TAGS[1:]})
    assert sent
    assert (sent.tenant, sent.run_id) == ("démo", "")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        "[" * 100_000,
        '{"detail": {}}',
        changed("detail", "eventType", to="Click"),
        changed("detail", "eventType", to=7),
        changed("detail", "mail", "tags", to={}),
        changed("detail", "mail", "tags", to={"tenant": ["ZGVtbw", "YXV0cmU"]}),
        changed("detail", "mail", "tags", to={"tenant": ["!!!"]}),
        changed("detail", "mail", "tags", to={"tenant": ["_w"]}),
        changed("detail", "mail", "timestamp", to="yesterday"),
        changed("detail", "bounce", "bouncedRecipients", to=[ADA]),
    ],
)
def test_what_is_no_event_of_our_mails_is_passed_over(body: str) -> None:
    assert parse_mail_event(body) is None


def test_what_is_no_plain_address_is_left_out() -> None:
    forged = [{"emailAddress": "a@example.com\r\nBcc: b@example.com"}, {"emailAddress": ADA}]
    event = parse_mail_event(changed("detail", "bounce", "bouncedRecipients", to=forged))
    assert event
    assert event.addresses == (ADA,)
