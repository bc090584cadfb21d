"""The credentials of both systems: put in place, and never shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.audit import Change, deed_by
from chalicelib.core.credentials import check_client
from chalicelib.core.principal import Principal
from chalicelib.usecases.settings_desk import SettingsDesk

SYSTEMS = ("intacct", "salesforce")
_SECRETS = ("client_secret", "consumer_secret")


@dataclass(frozen=True, slots=True)
class CredentialsView:
    """``fingerprint`` changes with the credentials; it tells nothing of what they are."""

    system: str
    is_set: bool
    replaced_at: datetime | None = None
    age_days: int | None = None
    fingerprint: str = ""


def see_credentials(desk: SettingsDesk, tenant: str) -> tuple[CredentialsView, ...]:
    return tuple(_view(desk, tenant, system) for system in SYSTEMS)


def put_credentials(desk: SettingsDesk, principal: Principal, system: str, value: Mapping[str, str]) -> CredentialsView:
    """Replace the credentials of ``system``; twice is safe. Raises BadRequest that names what can't be right.

    A ``private_key`` is stored with plain line ends. The audit trail tells that they were replaced, not by what.
    """
    check_client({name: text for name, text in value.items() if name != "private_key"}, _SECRETS)
    key = {"private_key": desk.parse_private_key(value["private_key"])} if "private_key" in value else {}
    before = _view(desk, principal.tenant, system)
    desk.secrets.put(principal.tenant, system, {**value, **key})
    after = _view(desk, principal.tenant, system)
    deed = deed_by(principal, "credentials.replaced", desk.clock.now())
    change = Change(f"credentials.{system}", before.fingerprint or None, after.fingerprint)
    desk.audit.append(principal.tenant, deed, (change,))
    return after


def _view(desk: SettingsDesk, tenant: str, system: str) -> CredentialsView:
    state = desk.secrets.state(tenant, system)
    if state is None:
        return CredentialsView(system, is_set=False)
    age = max(0, (desk.clock.now() - state.replaced_at).days)
    return CredentialsView(system, True, state.replaced_at, age, state.fingerprint)
