"""Further recipients of mails: invited by an administrator, confirmed by the owner of the address."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from chalicelib.core.audit import Deed
from chalicelib.core.errors import NotFound, Stale
from chalicelib.core.settings import Invited, Settings
from chalicelib.usecases.settings_desk import SettingsDesk

OPEN_FOR = timedelta(days=7)
CONFIRM_TRIES = 5
LONGEST_TOKEN = 512


def token_for(desk: SettingsDesk, tenant: str) -> str:
    """A token of one address; its first part says whose settings it belongs to."""
    return f"{urlsafe_b64encode(tenant.encode()).decode().rstrip('=')}.{desk.new_token()}"


def invited(desk: SettingsDesk, address: str, token: str) -> Invited:
    return Invited(address, _hash(token), desk.clock.now() + OPEN_FOR)


def confirm_recipient(desk: SettingsDesk, token: str, source_ip: str = "") -> str:
    """Let the mails of runs go to the address that the token was sent to, and return it. Needs no sign-in.

    Raises NotFound where the token was never given, was used, was replaced, or has run out.
    """
    tenant = _tenant_of(token)
    for _ in range(CONFIRM_TRIES):
        before = desk.settings.current(tenant)
        found = _invitation(desk, before, token)
        others = tuple(one for one in before.invited if one != found)
        after = replace(before, recipients=(*before.recipients, found.address), invited=others)
        deed = Deed("recipient.confirmed", desk.clock.now(), "", found.address, source_ip)
        try:
            desk.settings.save(tenant, after, before.version, deed)
        except Stale:
            continue
        return found.address
    raise Stale("settings_changed", "The settings are being changed.", remedy="Follow the link again in a moment.")


def _invitation(desk: SettingsDesk, settings: Settings, token: str) -> Invited:
    for one in settings.invited:
        if hmac.compare_digest(one.token_hash, _hash(token)) and desk.clock.now() < one.until:
            return one
    raise _not_open()


def _tenant_of(token: str) -> str:
    encoded, dot, secret = token.partition(".")
    if not (encoded and dot and secret) or len(token) > LONGEST_TOKEN:
        raise _not_open()
    try:
        return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except ValueError:
        raise _not_open() from None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _not_open() -> NotFound:
    return NotFound(
        "invitation_not_open",
        "This invitation is not open: it was used, it has run out, or another one took its place.",
        remedy="Ask the administrator who named your address to invite you again.",
    )
