"""See the settings of a tenant and save the next version of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.core.audit import deed_by
from chalicelib.core.errors import BadRequest, FieldError, Problem, Stale
from chalicelib.core.principal import Principal
from chalicelib.core.settings import Invited, Settings
from chalicelib.core.settings_check import check_settings
from chalicelib.core.settings_warnings import SettingsWarning, settings_warnings
from chalicelib.ports.audit import Invitation
from chalicelib.usecases.recipients import invited, token_for
from chalicelib.usecases.settings_desk import SettingsDesk


@dataclass(frozen=True, slots=True)
class SettingsView:
    settings: Settings
    warnings: tuple[SettingsWarning, ...] = ()


def see_settings(desk: SettingsDesk, principal: Principal) -> SettingsView:
    settings = desk.settings.current(principal.tenant)
    return SettingsView(settings, settings_warnings(settings, settings))


def save_settings(
    desk: SettingsDesk, principal: Principal, draft: Settings, recipients: Sequence[str], expected_version: int
) -> SettingsView:
    """Save the draft as the next version; the same draft twice makes no second one.

    ``recipients`` are all addresses that are wanted: those not confirmed yet are invited by a mail each. The account
    details and the field maps stay as they are. Raises Stale, or BadRequest that names every mistake.
    """
    before = desk.settings.current(principal.tenant)
    if before.version != expected_version:
        raise _moved_on(before.version)
    known = replace(draft, version=before.version, account_details=before.account_details, field_maps=before.field_maps)
    wanted, tokens = _with_recipients(desk, principal.tenant, known, before, recipients)
    wanted, host_errors = _with_host(desk, wanted)
    check_settings(wanted, [one.key for one in desk.catalogue.lists], desk.languages, host_errors)
    if wanted == before:
        return SettingsView(before, settings_warnings(before, before))
    deed = deed_by(principal, "settings.changed", desk.clock.now())
    saved = desk.settings.save(principal.tenant, wanted, before.version, deed)
    unsent = _send_invitations(desk, principal, saved, tokens)
    return SettingsView(saved, (*settings_warnings(before, saved), *unsent))


def invite_again(desk: SettingsDesk, principal: Principal, address: str) -> SettingsView:
    """A new mail with a new token to an address that is not confirmed; the token sent before holds no longer."""
    before = desk.settings.current(principal.tenant)
    if address not in {one.address for one in before.invited}:
        message = "This address waits for no confirmation."
        raise BadRequest(
            "recipient_unknown",
            message,
            remedy="Name an unconfirmed recipient of the settings.",
            errors=(FieldError("address", message),),
        )
    token = token_for(desk, principal.tenant)
    others = tuple(one for one in before.invited if one.address != address)
    wanted = replace(before, invited=(*others, invited(desk, address, token)))
    deed = deed_by(principal, "recipient.invited", desk.clock.now())
    saved = desk.settings.save(principal.tenant, wanted, before.version, deed)
    unsent = _send_invitations(desk, principal, saved, {address: token})
    return SettingsView(saved, (*settings_warnings(saved, saved), *unsent))


def _with_recipients(
    desk: SettingsDesk, tenant: str, draft: Settings, before: Settings, addresses: Sequence[str]
) -> tuple[Settings, dict[str, str]]:
    """The draft with its recipients sorted into confirmed and invited, and the tokens of those invited anew."""
    open_ones = {one.address: one for one in before.invited if one.until > desk.clock.now()}
    confirmed = tuple(address for address in addresses if address in before.recipients)
    unconfirmed = [address for address in addresses if address not in before.recipients]
    tokens = {address: token_for(desk, tenant) for address in unconfirmed if address not in open_ones}
    waiting: list[Invited] = [
        open_ones.get(address) or invited(desk, address, tokens[address]) for address in unconfirmed
    ]
    return replace(draft, recipients=confirmed, invited=tuple(waiting)), tokens


def _with_host(desk: SettingsDesk, wanted: Settings) -> tuple[Settings, tuple[FieldError, ...]]:
    """The settings with the host as it is stored, or what is wrong with it; "" is no host yet."""
    if not wanted.connection.salesforce_host:
        return wanted, ()
    try:
        host = desk.parse_host(wanted.connection.salesforce_host)
    except BadRequest as problem:
        return replace(wanted, connection=replace(wanted.connection, salesforce_host="")), problem.errors
    return replace(wanted, connection=replace(wanted.connection, salesforce_host=host)), ()


def _send_invitations(
    desk: SettingsDesk, principal: Principal, saved: Settings, tokens: dict[str, str]
) -> list[SettingsWarning]:
    """The settings are saved: a mail that can't be sent is a warning, and can be asked for again."""
    unsent = []
    for one in saved.invited:
        if one.address not in tokens:
            continue
        mail = Invitation(principal.tenant, one.address, tokens[one.address], one.until, saved.language, principal.name)
        try:
            desk.invitations.send(mail)
        except Problem as problem:
            detail = f"The mail to {one.address} was not sent: {problem.detail} Invite this address again."
            unsent.append(SettingsWarning("invitation_unsent", "recipients", detail))
    return unsent


def _moved_on(version: int) -> Stale:
    return Stale(
        "settings_changed",
        f"The settings were changed since you read them; they are at version {version} now.",
        remedy="Read them again, repeat your change, and save.",
    )
