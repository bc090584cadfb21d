"""What SES tells of our mails after they left: it ends doubts, and closes addresses that must not be used again."""

import logging

from chalicelib.core.audit import Change, deed_by
from chalicelib.core.errors import NotFound
from chalicelib.core.mail_event import ClosedAddress, MailEvent, SentMail
from chalicelib.core.principal import Principal
from chalicelib.ports.audit import AuditTrail
from chalicelib.usecases.resync.views import find_run
from chalicelib.usecases.world import World

log = logging.getLogger(__name__)


def note_mail_event(world: World, event: MailEvent | None) -> None:
    """Keep what an event says. Twice, late or in another order gives the same; of an unknown run it closes only.

    None is an event that says nothing to us: of another sender's mail, or in no form that we know.
    """
    if event is None:
        log.warning("mail event passed over")
        return
    if event.run_id and not world.runs.mail_told(event):
        log.warning("mail event of an unknown mail", extra={"tenant": event.tenant, "fate": event.fate})
    for address in event.closes:
        world.runs.close_address(event.tenant, ClosedAddress(address, event.fate, event.at))


def run_mail(world: World, tenant: str, run_id: str) -> SentMail:
    """The run's mail; its state is NONE before the run's end, and for a list inside a run of all lists.

    Raises NotFound where there is no such run.
    """
    find_run(world, tenant, run_id)
    return world.runs.mail_of(tenant, run_id) or SentMail("NONE")


def closed_addresses(world: World, tenant: str) -> tuple[ClosedAddress, ...]:
    """The addresses that mails no longer go to, in their order."""
    return tuple(sorted(world.runs.closed_addresses(tenant), key=lambda closed: closed.address))


def open_address(world: World, audit: AuditTrail, principal: Principal, address: str) -> None:
    """Let mails go to the address again. Raises NotFound where it is not closed."""
    if not world.runs.open_address(principal.tenant, address, world.clock.now()):
        raise NotFound(
            "address_not_closed",
            "Mails to this address are not held back.",
            remedy="Look at the list of addresses that mails do not go to.",
        )
    deed = deed_by(principal, "mail_address.opened", world.clock.now())
    audit.append(principal.tenant, deed, (Change("closed_addresses", [address], []),))
