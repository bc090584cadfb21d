"""Read a customer's Account: from the cache while that holds, else from Salesforce, one reader at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from chalicelib.core.account import CURRENCY_FIELD, Offered
from chalicelib.core.account_state import AccountNotReadable, AccountReading, Finding, Remembered
from chalicelib.core.counts import Trouble
from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain
from chalicelib.core.settings import Settings
from chalicelib.ports.account import AccountKey, Accounts, AccountValues, FieldsVanished, Unread
from chalicelib.usecases.account_description import offered_by, read_description
from chalicelib.usecases.account_desk import AccountDesk

LOOKS = 40
LOOK_EVERY_SECONDS = 0.2
"""How long a reader waits for the one who is asking Salesforce: eight seconds in all."""
MOST_READS = 5
"""Of one Account for one answer: fields may vanish, and Accounts change hands, while it is read."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose Account is read, and with which choice of fields."""

    tenant: str
    id: str
    settings: Settings

    @property
    def key(self) -> AccountKey:
        """Other fields, another link or another org: nothing that was kept before is of use."""
        details = self.settings.account_details
        parts = (self.settings.connection.salesforce_host, details.link_field, *sorted(details.fields))
        return AccountKey(self.tenant, self.id, sha256("\n".join(parts).encode()).hexdigest()[:32])


def remembered(desk: AccountDesk, customer: Customer, offered: Offered) -> Remembered:
    """The values as they were at most a minute ago, or the last good ones with the trouble that keeps us from newer.

    At most one caller at a time asks Salesforce; the others wait for what it finds. Raises TryAgain where the
    store is away.
    """
    for _ in range(LOOKS):
        kept = desk.cache.get(customer.key)
        now = desk.clock.now()
        if kept.holds(now):
            return kept
        lease = desk.cache.lease(customer.key, now)
        if lease is not None:
            return _renewed(desk, customer, offered, lease)
        desk.clock.sleep(LOOK_EVERY_SECONDS)
    waited = TryAgain("account_busy", "Another reader is still waiting for Salesforce.")
    return replace(kept, trouble=_trouble(waited), tried_at=now)


def _renewed(desk: AccountDesk, customer: Customer, offered: Offered, lease: str) -> Remembered:
    kept = desk.cache.get(customer.key)  # somebody may have been faster between our look and our lease
    if not kept.holds(desk.clock.now()):
        try:
            kept = Remembered(_read(desk, customer, offered, kept.good))
        except (TryAgain, NeedsAdmin) as problem:
            denied = isinstance(problem, AccountNotReadable)
            kept = Remembered(kept.good, _trouble(problem), desk.clock.now(), denied)
    desk.cache.put(customer.key, lease, kept)
    return kept


def _read(desk: AccountDesk, customer: Customer, offered: Offered, known: AccountReading | None) -> AccountReading:
    """One call where nothing changed since ``known``; else the Account is looked for, and read whole."""
    now = desk.clock.now()
    accounts = desk.accounts(customer.tenant, customer.settings)
    if known and known.can_be_revalidated(now):
        names = _names(customer.settings, offered, known.vanished)
        answer = accounts.read(known.account_id, names, known.etag) if names == known.asked else None
        if answer is Unread.UNCHANGED:
            return replace(known, confirmed_at=now)
        if isinstance(answer, AccountValues) and _still_linked(customer, answer):
            # The renewal is not put off by it: only a search can tell of a second Account.
            return replace(known, confirmed_at=now, values=answer.values, etag=answer.etag)
    return _read_whole(desk, customer, accounts, offered, known)


def _read_whole(
    desk: AccountDesk, customer: Customer, accounts: Accounts, offered: Offered, known: AccountReading | None
) -> AccountReading:
    now = desk.clock.now()
    vanished: tuple[str, ...] = ()
    for _ in range(MOST_READS):
        ids = accounts.find(customer.settings.account_details.link_field, customer.id)
        if len(ids) != 1:
            return _not_one(accounts, bool(ids), known, now)
        names = _names(customer.settings, offered, vanished)
        answer = accounts.read(ids[0], names)
        if isinstance(answer, AccountValues) and _still_linked(customer, answer):
            return AccountReading(Finding.LINKED, now, now, ids[0], names, vanished, answer.values, answer.etag)
        if isinstance(answer, FieldsVanished):
            if not vanished:
                offered = offered_by(read_description(desk, customer.tenant, customer.settings))
            vanished += answer.names
    raise TryAgain("account_unsettled", "The Account changes while it is read.")


def _not_one(accounts: Accounts, several: bool, known: AccountReading | None, now: datetime) -> AccountReading:
    """No Account, or too many. One that we knew may be gone, or only no longer linked: that is asked for."""
    if several:
        return AccountReading(Finding.SEVERAL, now, now)
    if known and known.account_id and accounts.read(known.account_id, ()) is Unread.NO_ACCOUNT:
        return AccountReading(Finding.GONE, now, now, known.account_id)
    return AccountReading(Finding.NOT_LINKED, now, now)


def _names(settings: Settings, offered: Offered, vanished: tuple[str, ...]) -> tuple[str, ...]:
    """Exactly what is needed to show the chosen fields, and to know that the Account is the customer's."""
    details = settings.account_details
    chosen = [offered[name] for name in details.fields if name in offered and name not in vanished]
    names = {field.name for field in chosen} | {field.via for field in chosen if field.via} | {details.link_field}
    if CURRENCY_FIELD in offered and any(field.type == "currency" for field in chosen):
        names.add(CURRENCY_FIELD)
    return tuple(sorted(names - set(vanished)))


def _still_linked(customer: Customer, answer: AccountValues) -> bool:
    return answer.values.get(customer.settings.account_details.link_field) == customer.id


def _trouble(problem: Problem) -> Trouble:
    return Trouble(problem.code, problem.detail, problem.remedy)
