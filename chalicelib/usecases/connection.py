"""The connection check: everything that a resync needs, looked at and named, with what to do where it fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial

from chalicelib.core import connection_check as judge
from chalicelib.core.connection_check import Check, ObjectSeen
from chalicelib.core.list_check import list_checks, source_check
from chalicelib.core.lists import ManagedList
from chalicelib.core.settings import Settings
from chalicelib.ports.connection import IntacctInspection
from chalicelib.usecases.connection_desk import ConnectionDesk
from chalicelib.usecases.connection_steps import Step, checks_of

LONGEST = timedelta(seconds=10)
"""Steps that would begin later are left out: a person waits, and the gateway for 29 seconds only."""
_ACCOUNT = "Account"
_CURRENCY_FIELD = "CurrencyIsoCode"


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """``ok`` where no check failed; some may not have been possible."""

    ok: bool
    settings_version: int
    checked_at: datetime
    checks: tuple[Check, ...]


@dataclass(slots=True)
class _Seen:
    """What one step saw and a later one judges by."""

    intacct: IntacctInspection | None = None
    """None where it did not sign us in."""
    company: str = ""
    currencies: tuple[str, ...] | None = None
    several_currencies: bool | None = None
    objects: dict[str, ObjectSeen | None] = field(default_factory=dict)


def check_connection(desk: ConnectionDesk, tenant: str) -> ConnectionReport:
    """Look at both systems and at the mail, with at most one call for each thing. Nothing is changed anywhere."""
    started = desk.clock.now()
    settings, seen = desk.settings.current(tenant), _Seen()
    parts = (
        _intacct(desk, tenant, settings, seen),
        _salesforce(desk, tenant, settings, seen),
        [Step("currency", lambda: [judge.currency_check(seen.currencies, seen.several_currencies)])],
        [Step("mail_sender", lambda: [judge.sender_check(desk.sender().sender())])],
        _intacct_lists(desk, settings, seen),
    )
    checks = tuple(check for part in parts for check in checks_of(part, desk.clock, started + LONGEST))
    return ConnectionReport(all(one.ok is not False for one in checks), settings.version, started, checks)


def _intacct(desk: ConnectionDesk, tenant: str, settings: Settings, seen: _Seen) -> Iterator[Step]:
    look = cache(lambda: desk.intacct(tenant, settings))

    def sign_in() -> Iterator[Check]:
        seen.company = look().company()
        seen.intacct = look()
        yield Check("intacct_sign_in", True, "signed_in", "Sage Intacct signed us in.")

    def currencies() -> list[Check]:
        seen.currencies = look().currencies()
        return []

    yield Step("intacct_sign_in", sign_in, opens=True)
    yield Step("intacct_company", lambda: [judge.company_check(settings.connection, seen.company)])
    yield Step("intacct_entity", lambda: [judge.entity_check(settings, look().restricted())])
    yield Step("intacct_clock", lambda: [judge.clock_check("intacct", look().skew())])
    yield Step("intacct_currencies", currencies)


def _salesforce(desk: ConnectionDesk, tenant: str, settings: Settings, seen: _Seen) -> Iterator[Step]:
    look = cache(lambda: desk.salesforce(tenant, settings))

    def sign_in() -> Iterator[Check]:
        organization = look().organization()
        yield Check("salesforce_sign_in", True, "signed_in", "Salesforce signed us in.")
        yield judge.environment_check(settings.connection, organization)

    def account() -> Iterator[Check]:
        described = look().describe(_ACCOUNT)
        seen.several_currencies = _CURRENCY_FIELD in described.fields if described else None
        yield judge.link_field_check(settings, described)

    def of_list(managed_list: ManagedList) -> Iterator[Check]:
        name = managed_list.salesforce
        if name not in seen.objects:
            seen.objects[name] = look().describe(name)
        return list_checks(managed_list, seen.objects[name])

    yield Step("salesforce_sign_in", sign_in, opens=True)
    yield Step("salesforce_clock", lambda: [judge.clock_check("salesforce", look().skew())])
    yield Step("salesforce_quota", lambda: [judge.quota_check(settings, look().calls_left())])
    yield Step("account_link_field", account)
    for one in _enabled(desk, settings):
        yield Step("list_object", partial(of_list, one), one.key)


def _intacct_lists(desk: ConnectionDesk, settings: Settings, seen: _Seen) -> Iterator[Step]:
    """Last of all: where a system answers slowly, these many calls must not keep us from the rest."""
    look = seen.intacct
    if look is None:
        return

    def of_list(managed_list: ManagedList) -> list[Check]:
        return [source_check(managed_list, look.missing_fields(managed_list))]

    for one in _enabled(desk, settings):
        yield Step("list_source", partial(of_list, one), one.key)


def _enabled(desk: ConnectionDesk, settings: Settings) -> list[ManagedList]:
    return [one for one in desk.catalogue.lists if one.key not in settings.disabled_lists]
