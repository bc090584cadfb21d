"""The mailer against an SES that works (ministack) and one that fails in every way it can."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import requests
from botocore.config import Config

from chalicelib.adapters.ses import CONFIG, OutcomeUnknown, SesMailer, ses_client
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import Mailer, RunMail
from dev.emulators.server import Request, Response, Running, StandIn
from dev.mail_samples import sample_mails
from dev.stack.processes import Processes, free_port

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

SENDER = "Passerelle <passerelle@example.com>"
CONSOLE = "https://passerelle.example.com"
ACCOUNT = "210987654321"


class Ses(StandIn):
    """Takes every mail and remembers the request; its faults come from the tests."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[dict[str, Any]] = []
        self.route("POST", "/v2/email/outbound-emails", "send")(self._send)

    def _send(self, request: Request) -> Response:
        self.taken.append(json.loads(request.body))
        return Response(200, {"MessageId": f"id-{len(self.taken)}"})


def client_of(url: str, account: str = ACCOUNT, config: Config = CONFIG) -> "SESV2Client":
    client: SESV2Client = boto3.client(
        "sesv2",
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id=account,
        aws_secret_access_key="test",
        config=config,
    )
    return client


@pytest.fixture(scope="module")
def ministack() -> Iterator[str]:
    with Processes() as processes:
        yield processes.ministack(free_port())


@pytest.fixture
def ses() -> Ses:
    return Ses()


@pytest.fixture
def running(ses: Ses) -> Iterator[Running]:
    with ses.serve() as running:
        yield running


@pytest.fixture
def mailer(running: Running) -> Mailer:
    return SesMailer(lambda: client_of(running.url), SENDER, "passerelle-mail", CONSOLE)


@pytest.fixture
def mail() -> RunMail:
    return sample_mails("fr")["errors"]


def messages(ministack: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{ministack}/_ministack/ses/messages", params={"account": ACCOUNT}, timeout=5)
    found: list[dict[str, Any]] = answer.json()["messages"].get(ACCOUNT, [])
    return found


def test_a_mail_arrives_as_it_was_written(ministack: str, mail: RunMail, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {
        "AWS_ENDPOINT_URL": ministack,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # another's credentials may lie in it
    ses_client().create_email_identity(EmailIdentity="example.com")
    message_id = SesMailer(ses_client, SENDER, "", CONSOLE).send(mail)
    (arrived,) = messages(ministack)
    assert arrived["MessageId"] == message_id
    assert (arrived["Source"], arrived["To"], arrived["BCC"]) == (SENDER, ["camille.moreau@example.com"], [])
    assert arrived["Subject"] == "Passerelle\u202f: Employé – synchronisation terminée avec 31 erreurs"
    assert "12\u202f000 lignes ont été lues dans Intacct" in arrived["BodyText"]
    assert '<html lang="fr">' in arrived["BodyHtml"]


def test_others_get_a_blind_copy_of_the_same_message(mailer: Mailer, ses: Ses, mail: RunMail) -> None:
    recipients = ("a@example.com", "b@example.org", "a@example.com", "c@example.net")
    assert mailer.send(replace(mail, recipients=recipients)) == "id-1"
    (sent,) = ses.taken
    assert sent["Destination"] == {"ToAddresses": ["a@example.com"], "BccAddresses": ["b@example.org", "c@example.net"]}


def test_the_message_carries_what_its_send_event_is_known_by(mailer: Mailer, ses: Ses, mail: RunMail) -> None:
    mailer.send(mail)
    (sent,) = ses.taken
    assert sent["ConfigurationSetName"] == "passerelle-mail"
    assert sent["EmailTags"] == [
        {"Name": "run_id", "Value": mail.run.id},
        {"Name": "tenant", "Value": "ZGVtbw"},
    ]
    simple = sent["Content"]["Simple"]
    assert {simple["Subject"]["Charset"], *(part["Charset"] for part in simple["Body"].values())} == {"UTF-8"}
    assert simple["Headers"] == [{"Name": "Auto-Submitted", "Value": "auto-generated"}]


def refusal(code: str, status: int = 400, message: str = "") -> dict[str, Any]:
    return {"do": {"status": status, "headers": {"x-amzn-ErrorType": code}, "body": {"message": message}}}


@pytest.mark.parametrize(
    ("code", "status", "message", "wait"),
    [
        ("TooManyRequestsException", 429, "Maximum sending rate exceeded.", 60),
        ("ThrottlingException", 400, "Maximum sending rate exceeded.", 60),
        ("ThrottlingException", 400, "Daily message quota exceeded.", 3600),
        ("LimitExceededException", 400, "Daily sending quota exceeded.", 3600),
    ],
)
def test_a_limit_is_waited_for(
    mailer: Mailer, ses: Ses, mail: RunMail, code: str, status: int, message: str, wait: float
) -> None:
    ses.faults.add(refusal(code, status, message))
    with pytest.raises(TryAgain) as caught:
        mailer.send(mail)
    assert caught.value.retry_after_seconds == wait
    assert ses.calls.report()["total"] == 1
    assert mailer.send(mail) == "id-1"


@pytest.mark.parametrize(
    ("code", "status", "remedy"),
    [
        ("MessageRejected", 400, "Verify the domain"),
        ("MailFromDomainNotVerifiedException", 400, "Verify the domain"),
        ("AccountSuspendedException", 400, "Resume sending"),
        ("SendingPausedException", 400, "Resume sending"),
        ("AccountSendingPausedException", 400, "Resume sending"),
        ("NotFoundException", 404, "configuration set"),
        ("AccessDeniedException", 403, "ses:SendEmail"),
        ("BadRequestException", 400, "Look for the code"),
    ],
)
def test_other_refusals_need_an_administrator_and_say_why(
    mailer: Mailer, ses: Ses, mail: RunMail, code: str, status: int, remedy: str
) -> None:
    ses.faults.add(refusal(code, status, "Email address is not verified: someone@example.com"))
    with pytest.raises(NeedsAdmin) as caught:
        mailer.send(mail)
    assert code in caught.value.detail
    assert remedy in caught.value.remedy
    assert "someone@example.com" not in str(caught.value)
    assert ses.calls.report()["total"] == 1


@pytest.mark.parametrize(
    "do",
    [
        {"drop": True},
        {"drop_after_effect": True},
        {"status": 500, "body": {"message": "Internal"}},
        {"html": 503},
        {"cut_after": 5},
        {"stall_seconds": 30},
    ],
)
def test_a_lost_answer_is_told_apart_and_never_repeated(
    running: Running, ses: Ses, mail: RunMail, do: dict[str, Any]
) -> None:
    impatient = CONFIG.merge(Config(read_timeout=0.3))
    mailer = SesMailer(lambda: client_of(running.url, config=impatient), SENDER, "", CONSOLE)
    ses.faults.add({"do": do})
    with pytest.raises(OutcomeUnknown):
        mailer.send(mail)
    assert ses.calls.report()["total"] == 1


def test_an_ses_that_cannot_be_reached_is_tried_later(mail: RunMail) -> None:
    with pytest.raises(TryAgain):
        SesMailer(lambda: client_of(f"http://127.0.0.1:{free_port()}"), SENDER, "", CONSOLE).send(mail)


def test_an_unfit_address_is_never_written_to(mailer: Mailer, ses: Ses, mail: RunMail) -> None:
    unfit = "a@example.com\r\nBcc: c@example.org"
    with pytest.raises(NeedsAdmin) as caught:
        mailer.send(replace(mail, recipients=(unfit,)))
    assert caught.value.code == "mail_recipients_unfit"
    mailer.send(replace(mail, recipients=(unfit, "good@example.com")))
    assert [sent["Destination"] for sent in ses.taken] == [{"ToAddresses": ["good@example.com"], "BccAddresses": []}]


def test_more_recipients_than_one_message_may_have_are_refused(mailer: Mailer, ses: Ses, mail: RunMail) -> None:
    with pytest.raises(NeedsAdmin):
        mailer.send(replace(mail, recipients=tuple(f"p{number}@example.com" for number in range(51))))
    assert ses.taken == []


def test_the_client_is_made_once_and_only_when_a_mail_is_sent(running: Running, mail: RunMail) -> None:
    made: list[str] = []

    def factory() -> "SESV2Client":
        made.append("client")
        return client_of(running.url)

    send: Callable[[RunMail], str] = SesMailer(factory, SENDER, "", CONSOLE).send
    assert made == []
    send(mail)
    send(mail)
    assert made == ["client"]
