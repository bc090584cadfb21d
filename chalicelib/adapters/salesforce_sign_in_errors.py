"""Why Salesforce refuses a sign-in, in words that an administrator can act on."""

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.salesforce_errors import quota_used_up
from chalicelib.core.errors import NeedsAdmin, TryAgain

_ENTER_AGAIN = (
    "Enter consumer key and private key, or consumer key and secret, of the external client app again in the settings."
)
_APPROVE = (
    "In the policies of the external client app, let administrators pre-approve users, and add the permission set of "
    "the integration user."
)
_ENVIRONMENT = "Choose production or sandbox in the settings, whichever the org is."
_KEY_PAIR = "See that the app holds the certificate of this private key, and that this machine's clock is right."
_FLOW = (
    "Switch the JWT bearer flow, or the client credentials flow with its run-as user, on in the external client app."
)
_USER = (
    "See in Salesforce that the integration user is active and not locked, and that no IP range keeps Passerelle out."
)

# (part of the description, remedy) by error; the first part that occurs counts.
# https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
_REMEDIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "invalid_client_id": (("", _ENTER_AGAIN),),
    "invalid_client": (("", _ENTER_AGAIN),),
    "invalid_grant": (
        ("approved", _APPROVE),
        ("audience", _ENVIRONMENT),
        ("assertion", _KEY_PAIR),
        ("expired", _KEY_PAIR),
        ("run as", _FLOW),
        ("client credentials", _FLOW),
        ("", _USER),
    ),
    "invalid_app_access": (("", _APPROVE),),
    "unsupported_grant_type": (("", _FLOW),),
    "inactive_user": (("", _USER),),
    "inactive_org": (("", "Unlock the org in Salesforce."),),
}


def refused(status: int, document: Any) -> NeedsAdmin | TryAgain:
    """What to do about the refusal ``{"error": "invalid_grant", "error_description": "audience is invalid"}``."""
    members = document if isinstance(document, Mapping) else {}
    error, description = _text(members.get("error")), _text(members.get("error_description"))
    if "rate exceeded" in description:
        return quota_used_up("our user has signed in too often in the last hour")
    reason = ": ".join(filter(None, (error, description))) or f"HTTP {status}"
    remedies = _REMEDIES.get(error, (("", _USER),))
    remedy = next(remedy for part, remedy in remedies if part in description.lower())
    return NeedsAdmin("salesforce_sign_in", f"Salesforce refused the sign-in ({reason}).", remedy=remedy)


def unusable(sentence: str) -> NeedsAdmin:
    """Credentials or settings with which a sign-in is not even tried."""
    return NeedsAdmin("salesforce_sign_in", f"{sentence}.", remedy=_ENTER_AGAIN)


def _text(value: Any) -> str:
    return "".join(filter(str.isprintable, value))[:200] if isinstance(value, str) else ""
