"""The address that a tenant's notices go to: issue a new one, and see when the present one was issued."""

from dataclasses import dataclass

from chalicelib.core.audit import deed_by
from chalicelib.core.notice import Hook
from chalicelib.core.principal import Principal
from chalicelib.usecases.notice_desk import NoticeDesk


@dataclass(frozen=True, slots=True)
class IssuedHook:
    """``token`` is told this once; only its hash is kept."""

    token: str
    hook: Hook


def issue_hook(desk: NoticeDesk, principal: Principal, company: str = "", unsigned: bool = False) -> IssuedHook:
    """A new address; the one before holds no longer. Twice gives two addresses, of which the second holds.

    ``company`` is how signatures name the Intacct company, where that is not its id in the settings. ``unsigned``
    takes notices without signature too: then whoever knows the address can make us look at rows.
    """
    hook = Hook(principal.tenant, desk.world.clock.now(), company, unsigned)
    token = desk.new_token()
    desk.audit.append(principal.tenant, deed_by(principal, "notice_address.issued", hook.issued_at))
    desk.hooks.issue(token, hook)
    return IssuedHook(token, hook)


def see_hook(desk: NoticeDesk, principal: Principal) -> Hook | None:
    """None where none was issued yet."""
    return desk.hooks.issued(principal.tenant)
