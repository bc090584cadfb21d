"""Invitations through SES: what they say, and what happens where SES does not take them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.ses_invitations import SesInvitations
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports.audit import Invitation
from dev.emulators.server import Running
from tests.contract.test_mailer import SENDER, Ses, client_of

INVITATION = Invitation(
    tenant="demo",
    address="finance@example.com",
    token="ZGVtbw.0123456789abcdef",
    until=datetime(2026, 12, 1, 9, 0, tzinfo=UTC),
    language="en",
    invited_by="Camille Moreau",
)


@pytest.fixture
def ses() -> Ses:
    return Ses()


@pytest.fixture
def running(ses: Ses) -> Iterator[Running]:
    with ses.serve() as running:
        yield running


@pytest.fixture
def invitations(running: Running) -> SesInvitations:
    url = running.url
    return SesInvitations(lambda: client_of(url), SENDER, "passerelle-mail", "https://passerelle.example.com/")


def text_of(sent: dict[str, Any]) -> str:
    text: str = sent["Content"]["Simple"]["Body"]["Text"]["Data"]
    return text


def test_the_mail_holds_who_asks_the_link_the_code_and_the_day(invitations: SesInvitations, ses: Ses) -> None:
    invitations.send(INVITATION)
    [sent] = ses.taken
    text = text_of(sent)
    assert sent["Destination"] == {"ToAddresses": ["finance@example.com"]}
    assert (sent["FromEmailAddress"], sent["ConfigurationSetName"]) == (SENDER, "passerelle-mail")
    assert "Camille Moreau" in text
    assert f"https://passerelle.example.com/confirm-recipient#{INVITATION.token}\n" in text
    assert f"\n{INVITATION.token}\n" in text
    assert "December 1, 2026" in text


def test_the_mail_speaks_french_to_french_tenants(invitations: SesInvitations, ses: Ses) -> None:
    invitations.send(replace(INVITATION, language="fr"))
    [sent] = ses.taken
    assert "confirmer votre adresse" in sent["Content"]["Simple"]["Subject"]["Data"]
    assert "1 décembre 2026" in text_of(sent).replace("1er", "1")


def test_a_name_cannot_write_lines_of_the_mail(invitations: SesInvitations, ses: Ses) -> None:
    invitations.send(replace(INVITATION, invited_by="Mallory\nOpen https://evil.example now"))
    assert text_of(ses.taken[0]).startswith("Mallory Open https://evil.example now would like")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 400, "body": {}, "headers": {"x-amzn-ErrorType": "MessageRejected"}}, NeedsAdmin),
        ({"status": 429, "body": {}, "headers": {"x-amzn-ErrorType": "TooManyRequestsException"}}, TryAgain),
        ({"status": 500, "body": {}}, TryAgain),
        ({"drop": True}, TryAgain),
    ],
)
def test_where_ses_does_not_take_it_that_is_a_problem(
    invitations: SesInvitations, ses: Ses, fault: dict[str, Any], kind: type[Exception]
) -> None:
    ses.faults.add({"match": {"name": "send"}, "do": fault, "times": 1})
    with pytest.raises(kind):
        invitations.send(INVITATION)
