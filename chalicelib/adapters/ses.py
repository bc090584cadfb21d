"""The mailer: one message through Amazon SES, sent at most once by each call."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NotConnected
from botocore.parsers import ResponseParserError

from chalicelib.adapters.aws import client
from chalicelib.adapters.mail_events import RUN_TAG, TENANT_TAG, tag_of
from chalicelib.adapters.mail_text import Rendered, render
from chalicelib.adapters.ses_refusals import problem_of, sent_perhaps
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.mail_address import is_plain_address
from chalicelib.ports import RunMail

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import EmailContentTypeDef, MessageTagTypeDef, SendEmailRequestTypeDef

CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
"""One attempt: SES has no idempotency key, so a repeated call is a second mail."""
MAX_RECIPIENTS = 50
"""Of one message: https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""

_log = logging.getLogger(__name__)


class OutcomeUnknown(Exception):  # noqa: N818 - says what happened
    """SES may have taken the mail or not. Let the lease run out before a second try: a Send event may come."""


class SesMailer:
    """The port ``Mailer``. The first recipient stands in To, all others in Bcc: they do not learn of each other."""

    def __init__(
        self,
        client_factory: "Callable[[], SESV2Client]",
        from_address: str,
        configuration_set: str,
        console_url: str,
    ) -> None:
        """``configuration_set`` is "" where there is none; ``console_url`` is where ``/runs/{id}`` is shown."""
        self._client_factory = client_factory
        self._from_address = from_address
        self._configuration_set = configuration_set
        self._console_url = console_url

    @cached_property
    def _client(self) -> "SESV2Client":
        return self._client_factory()

    def send(self, mail: RunMail) -> str:
        """Send one message and return its id. Twice is two mails.

        Raises TryAgain (nothing was sent), NeedsAdmin (nothing was sent), OutcomeUnknown (nobody knows).
        Recipients that are no plain address are left out; where none is left, that is NeedsAdmin.
        """
        request = self._request(mail)
        with refusals_as_problems():
            return self._client.send_email(**request)["MessageId"]

    def _request(self, mail: RunMail) -> "SendEmailRequestTypeDef":
        first, *others = _recipients(mail)
        request: SendEmailRequestTypeDef = {
            "FromEmailAddress": self._from_address,
            "Destination": {"ToAddresses": [first], "BccAddresses": others},
            "Content": _content(render(mail, self._console_url)),
            "EmailTags": _tags(mail),
        }
        if self._configuration_set:
            request["ConfigurationSetName"] = self._configuration_set
        return request


def ses_client() -> "SESV2Client":
    """The client that SesMailer needs: with time limits, and without the SDK's own repetition."""
    made: SESV2Client = client("sesv2", config=CONFIG)
    return made


def _recipients(mail: RunMail) -> Sequence[str]:
    fit = list(dict.fromkeys(address for address in mail.recipients if is_plain_address(address)))
    if len(fit) < len(mail.recipients):
        _log.warning(
            "mail_recipients_left_out", extra={"run": mail.run.id, "left_out": len(mail.recipients) - len(fit)}
        )
    if not fit or len(fit) > MAX_RECIPIENTS:
        raise NeedsAdmin(
            "mail_recipients_unfit",
            f"The mail has {len(fit)} recipients that it can go to; it needs 1 to {MAX_RECIPIENTS}.",
            remedy="Correct the address of the person who started the run, and the recipients in the settings.",
        )
    return fit


def _content(rendered: Rendered) -> "EmailContentTypeDef":
    return {
        "Simple": {
            "Subject": {"Data": rendered.subject, "Charset": "UTF-8"},
            "Body": {
                "Text": {"Data": rendered.text, "Charset": "UTF-8"},
                "Html": {"Data": rendered.html, "Charset": "UTF-8"},
            },
            # RFC 3834: keeps out-of-office answers from coming back.
            "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
        }
    }


def _tags(mail: RunMail) -> "list[MessageTagTypeDef]":
    """What the events of SES come back with."""
    return [
        {"Name": RUN_TAG, "Value": re.sub(r"[^A-Za-z0-9_-]", "_", mail.run.id)},
        {"Name": TENANT_TAG, "Value": tag_of(mail.run.tenant)},
    ]


@contextmanager
def refusals_as_problems() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if sent_perhaps(error):
            raise OutcomeUnknown("SES failed on its side") from error
        raise problem_of(error) from error
    except NoCredentialsError as error:
        raise NeedsAdmin(
            "mail_refused", "There are no credentials for SES.", remedy="Give this process an AWS role."
        ) from error
    except NotConnected as error:
        raise TryAgain("mail_away", "SES can't be reached.") from error
    except (HTTPClientError, ResponseParserError) as error:
        raise OutcomeUnknown("SES did not answer to the end") from error
