"""The description of a tenant's Account object: kept, confirmed once an hour, read anew when somebody asks."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.core.account import Offered
from chalicelib.core.errors import TryAgain
from chalicelib.core.settings import Settings
from chalicelib.ports.account import AccountDescription
from chalicelib.usecases.account_desk import AccountDesk

CONFIRMED_FOR = timedelta(hours=1)


def offered_by(description: AccountDescription | None) -> Offered:
    return {field.name: field for field in description.fields} if description else {}


def kept_description(desk: AccountDesk, tenant: str, settings: Settings) -> AccountDescription:
    """The kept one, of whatever age, or else a first reading: for the tab, where types and labels seldom change."""
    return desk.descriptions.get(tenant) or read_description(desk, tenant, settings)


def confirmed_description(desk: AccountDesk, tenant: str, settings: Settings) -> AccountDescription:
    """At most an hour old. Asks only whether it changed, and makes do with the kept one where Salesforce is away."""
    kept = desk.descriptions.get(tenant)
    if kept is None:
        return read_description(desk, tenant, settings)
    now = desk.clock.now()
    if now - kept.read_at < CONFIRMED_FOR:
        return kept
    try:
        description = desk.accounts(tenant, settings).describe(kept.last_modified) or replace(kept, read_at=now)
    except TryAgain:
        return kept
    desk.descriptions.put(tenant, description)
    return description


def read_description(desk: AccountDesk, tenant: str, settings: Settings) -> AccountDescription:
    """Read whole, without a condition: what Salesforce says of the last change need not move with a permission."""
    description = desk.accounts(tenant, settings).describe()
    assert description is not None  # nothing was named that it could be unchanged since
    desk.descriptions.put(tenant, description)
    return description
