"""Invitations to further recipients of mails, sent through Amazon SES."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.mail_events import TENANT_TAG, tag_of
from chalicelib.adapters.mail_line import one_line
from chalicelib.adapters.ses import OutcomeUnknown, refusals_as_problems
from chalicelib.adapters.words import words_for
from chalicelib.core.errors import TryAgain
from chalicelib.ports.audit import Invitation

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

CONFIRM_PAGE = "/confirm-recipient"


class SesInvitations:
    """Fulfils the port ``Invitations``."""

    def __init__(
        self, client_factory: "Callable[[], SESV2Client]", from_address: str, configuration_set: str, console_url: str
    ) -> None:
        self._client_factory = client_factory
        self._from_address = from_address
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}
        self._console_url = console_url.rstrip("/")

    @cached_property
    def _client(self) -> "SESV2Client":
        return self._client_factory()

    def send(self, invitation: Invitation) -> None:
        """A mail whose end nobody knows counts as unsent: a second copy does no harm."""
        subject, text = self._words(invitation)
        body = {"Text": {"Data": text, "Charset": "UTF-8"}}
        headers = [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
        simple = {"Subject": {"Data": subject, "Charset": "UTF-8"}, "Body": body, "Headers": headers}
        try:
            with refusals_as_problems():
                self._client.send_email(
                    FromEmailAddress=self._from_address,
                    Destination={"ToAddresses": [invitation.address]},
                    EmailTags=[{"Name": TENANT_TAG, "Value": tag_of(invitation.tenant)}],
                    Content={"Simple": simple},  # type: ignore[typeddict-item]  # the same members, as plain dicts
                    **self._options,  # type: ignore[arg-type]
                )
        except OutcomeUnknown as error:
            raise TryAgain("mail_unknown", "Nobody knows whether SES took the mail.") from error

    def _words(self, invitation: Invitation) -> tuple[str, str]:
        """The token stands behind ``#``: browsers send that part to no server."""
        words = words_for(invitation.language)
        text = words.say(
            "invitation.text",
            name=one_line(invitation.invited_by),
            link=f"{self._console_url}{CONFIRM_PAGE}#{invitation.token}",
            token=invitation.token,
            until=words.instant(invitation.until),
        )
        return words.say("invitation.subject"), text
