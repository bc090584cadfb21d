"""Let the customer tab inside Intacct in: an Intacct session, asked about at Intacct, for a short pass of our own."""

import logging
from dataclasses import dataclass, field

from chalicelib.core.errors import Conflict, NotAllowed, NotSignedIn, TryAgain
from chalicelib.core.pace import HAND_OVERS
from chalicelib.core.settings import Settings
from chalicelib.core.tab import LIFE, HandOver, TabPass
from chalicelib.ports.tab import Visit
from chalicelib.usecases.tab_desk import TabDesk

_log = logging.getLogger("passerelle")
_LOAD_AGAIN = "Load the customer’s page in Intacct again."


@dataclass(frozen=True, slots=True)
class OpenedTab:
    """``token`` is told this once; only its hash is kept."""

    tab_pass: TabPass
    token: str = field(repr=False)


def open_tab(desk: TabDesk, hand_over: HandOver, address: str) -> OpenedTab:
    """A pass for one customer's tab, if Intacct says that this user may see this customer. Each hand-over is for once.

    ``address`` is the network address that it came from. Every doubt ends in a refusal: NotSignedIn (Intacct does not
    take the session), NotAllowed (another company, or this user may not see this customer), Conflict (used before),
    TooMany, TryAgain (Intacct is away), NeedsAdmin.
    """
    settings = desk.settings.current(hand_over.tenant)
    if not settings.connection.intacct_company:
        raise _another_company()
    _once(desk, hand_over, address)
    try:
        visit = desk.visit(hand_over.tenant, settings, hand_over.session)
        customer_id = _seen_by(visit, settings, hand_over.record_number)
    except TryAgain as problem:
        raise TryAgain(
            "tab_intacct_away",
            f"Nobody can say now whether you may see this customer: {problem.detail}",
            remedy="Try again in a minute.",
            retry_after_seconds=problem.retry_after_seconds,
        ) from problem
    tab_pass = TabPass(hand_over.tenant, visit.user, customer_id, desk.clock.now() + LIFE)
    token = desk.new_token()
    desk.passes.keep(token, tab_pass)
    told = {"tenant": tab_pass.tenant, "intacct_user": tab_pass.user, "record_number": hand_over.record_number}
    _log.info("customer tab opened", extra=told)
    return OpenedTab(tab_pass, token)


def tab_pass_of(desk: TabDesk, token: str) -> TabPass:
    """The pass behind a token. Raises NotSignedIn where there is none that still holds."""
    tab_pass = desk.passes.find(token)
    if tab_pass is None or tab_pass.ends_at <= desk.clock.now():
        raise NotSignedIn("tab_pass_over", "The pass of this tab is unknown, or no longer holds.", remedy=_LOAD_AGAIN)
    return tab_pass


def _once(desk: TabDesk, hand_over: HandOver, address: str) -> None:
    now = desk.clock.now()
    desk.paces.keep(HAND_OVERS, hand_over.tenant, address)
    if not desk.passes.claim(hand_over.tenant, hand_over.nonce, now):
        raise Conflict("tab_hand_over_used", "This hand-over was used before.", remedy=_LOAD_AGAIN)


def _seen_by(visit: Visit, settings: Settings, record_number: int) -> str:
    """The customer's id, after Intacct has said whose session it is and what that user may see."""
    if not visit.user or visit.company.casefold() != settings.connection.intacct_company.casefold():
        raise _another_company()
    customer_id = visit.customer_id(record_number)
    if customer_id is None:
        raise NotAllowed(
            "tab_customer_closed",
            "Sage Intacct does not show you this customer.",
            remedy="Ask your Intacct administrator for the right to list and view this customer.",
        )
    return customer_id


def _another_company() -> NotAllowed:
    """One answer also where there is no such tenant: whoever asks learns no names."""
    return NotAllowed(
        "tab_other_company",
        "This tab belongs to another company of Sage Intacct.",
        remedy="Ask your administrator to copy the tab’s component out of Passerelle again.",
    )
