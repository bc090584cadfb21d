"""What became of the mails: of one run, and which addresses they no longer go to."""

from datetime import datetime
from typing import Annotated

import msgspec

from chalicelib.core.mail_event import ClosedAddress
from chalicelib.core.principal import Action
from chalicelib.routes.call import Call
from chalicelib.routes.table import Routes
from chalicelib.usecases.resync.mail import NOBODY
from chalicelib.usecases.resync.mail_events import closed_addresses, open_address, run_mail

routes = Routes(__name__)


class MailView(msgspec.Struct, frozen=True):
    """What is known of it.

    ``state``: NONE (the run has not ended, or belongs to a run of all lists), PENDING, SENDING, SENT, UNKNOWN (nobody
    knows whether it went), or NOBODY (there was no address to write to).
    """

    state: str
    sent_at: datetime | None
    delivered: tuple[str, ...]
    bounced: tuple[str, ...]
    complained: tuple[str, ...]
    rejected: tuple[str, ...]


class ClosedAddresses(msgspec.Struct, frozen=True):
    addresses: tuple[ClosedAddress, ...]


class OpenAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]


@routes.route(
    "GET", "/runs/{run_id}/mail", action=Action.SEE_RUNS, summary="What became of the run's mail", answer=MailView
)
def mail(call: Call, run_id: str) -> MailView:
    known = run_mail(call.world, call.tenant, run_id)
    fates = (known.delivered, known.bounced, known.complained, known.rejected)
    copies = [tuple(sorted(addresses)) for addresses in fates]
    return MailView("NOBODY" if known.message_id == NOBODY else known.state, known.sent_at, *copies)


@routes.route(
    "GET",
    "/mail-addresses",
    action=Action.SEE_SETTINGS,
    summary="Addresses that mails no longer go to: they bounced for good, or their owner called a mail unwanted",
    answer=ClosedAddresses,
)
def mail_addresses(call: Call) -> ClosedAddresses:
    return _closed(call)


@routes.route(
    "POST",
    "/mail-addresses/open",
    action=Action.CHANGE_SETTINGS,
    summary="Let mails go to an address again; the answer holds those that are left",
    answer=ClosedAddresses,
    body=OpenAddress,
)
def open_mail_address(call: Call, body: OpenAddress) -> ClosedAddresses:
    open_address(call.world, call.built.settings_desk.audit, call.principal, body.address)
    return _closed(call)


def _closed(call: Call) -> ClosedAddresses:
    return ClosedAddresses(closed_addresses(call.world, call.tenant))
