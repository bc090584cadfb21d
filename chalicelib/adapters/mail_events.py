"""SES's events of our mails, as EventBridge puts them into the queue.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html (the part ``detail``)
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from chalicelib.core.mail_address import is_plain_address
from chalicelib.core.mail_event import Fate, MailEvent

TENANT_TAG, RUN_TAG = "tenant", "run_id"


def tag_of(tenant: str) -> str:
    """The tenant's name in the letters that SES takes in tags: A-Z, a-z, 0-9, ``-`` and ``_``."""
    return urlsafe_b64encode(tenant.encode()).decode().rstrip("=")


class _Recipient(msgspec.Struct, frozen=True):
    emailAddress: str  # noqa: N815 - SES's


class _What(msgspec.Struct, frozen=True):
    """The part that is named after the event."""

    timestamp: datetime | None = None
    bounceType: str = ""  # noqa: N815
    complaintFeedbackType: str | None = None  # noqa: N815
    recipients: Sequence[str] = ()
    bouncedRecipients: Sequence[_Recipient] = ()  # noqa: N815
    complainedRecipients: Sequence[_Recipient] = ()  # noqa: N815
    delayedRecipients: Sequence[_Recipient] = ()  # noqa: N815

    @property
    def addresses(self) -> tuple[str, ...]:
        named = (*self.bouncedRecipients, *self.complainedRecipients, *self.delayedRecipients)
        return (*self.recipients, *(one.emailAddress for one in named))


class _Mail(msgspec.Struct, frozen=True):
    timestamp: datetime
    messageId: str  # noqa: N815
    tags: Mapping[str, Sequence[str]] = {}
    destination: Sequence[str] = ()


class _Detail(msgspec.Struct, frozen=True):
    eventType: str  # noqa: N815
    mail: _Mail
    send: _What = _What()
    delivery: _What = _What()
    bounce: _What = _What()
    complaint: _What = _What()
    reject: _What = _What()
    deliveryDelay: _What = _What()  # noqa: N815


class _Envelope(msgspec.Struct, frozen=True):
    detail: _Detail


_FATES: Mapping[str, tuple[Fate, str]] = {
    "Send": (Fate.SENT, "send"),
    "Delivery": (Fate.DELIVERED, "delivery"),
    "DeliveryDelay": (Fate.DELAYED, "deliveryDelay"),
    "Bounce": (Fate.BOUNCED, "bounce"),
    "Complaint": (Fate.COMPLAINED, "complaint"),
    "Reject": (Fate.REJECTED, "reject"),
}


def parse_mail_event(body: str) -> MailEvent | None:
    """The event of a message; None where it is none of a mail of ours, which no repetition can mend."""
    try:
        detail = msgspec.convert(json.loads(body), _Envelope, strict=False).detail
        tenant, run_id = _tag(detail.mail, TENANT_TAG), _tag(detail.mail, RUN_TAG)
        tenant = urlsafe_b64decode(tenant + "=" * (-len(tenant) % 4)).decode()
    except (ValueError, RecursionError, msgspec.ValidationError):
        return None
    if not tenant or detail.eventType not in _FATES:
        return None
    fate, part = _FATES[detail.eventType]
    what: _What = getattr(detail, part)
    at = what.timestamp or detail.mail.timestamp
    addresses = tuple(one for one in what.addresses or detail.mail.destination if is_plain_address(one))
    # "not-spam" is the owner's word that a mailbox had taken our mail for spam wrongly.
    for_good = what.bounceType == "Permanent" or (fate is Fate.COMPLAINED and what.complaintFeedbackType != "not-spam")
    return MailEvent(tenant, run_id, fate, addresses, at, detail.mail.messageId, for_good) if at.tzinfo else None


def _tag(mail: _Mail, name: str) -> str:
    values = mail.tags.get(name, ())
    return values[0] if len(values) == 1 else ""
