"""The tab of an Intacct customer: the chosen fields of its Salesforce Account, for the person who looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.core.account import CURRENCY_FIELD, AccountField, Offered, visible_names, without_parts
from chalicelib.core.account_state import (
    AccountNotReadable,
    AccountReading,
    FieldState,
    Remembered,
    ShownValue,
    TabState,
)
from chalicelib.core.counts import Trouble
from chalicelib.core.errors import BadRequest, FieldError, NeedsAdmin, TryAgain
from chalicelib.core.principal import Action, Principal
from chalicelib.core.settings import Settings
from chalicelib.ports.account import ValueFormat
from chalicelib.usecases.account_description import kept_description, offered_by
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.account_reading import Customer, remembered

LONGEST_CUSTOMER_ID = 100


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field with its value as the viewer reads it. ``html`` is cleaned; all else is plain text."""

    name: str
    label: str
    type: str
    state: FieldState
    text: str
    html: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """``message`` says the state in the viewer's language. ``as_of`` is when Salesforce last confirmed the values.

    ``trouble`` is there for those who can mend it.
    """

    customer_id: str
    state: TabState
    message: str
    locale: str
    time_zone: str
    account_url: str = ""
    as_of: datetime | None = None
    age_seconds: int | None = None
    fields: tuple[FieldShown, ...] = ()
    trouble: Trouble | None = None


def customer_account(
    desk: AccountDesk, principal: Principal, customer_id: str, languages: Sequence[str] = (), time_zone: str = "UTC"
) -> CustomerAccount:
    """The tab in whatever state it is: that a customer has no Account, or Salesforce is away, is no error.

    ``languages`` are BCP 47 tags, the preferred one first; the person's own language stands behind them.
    Raises BadRequest on an id or a time zone that can't be.
    """
    if not 0 < len(customer_id) <= LONGEST_CUSTOMER_ID:
        raise _unfit_id()
    view = desk.formats.for_viewer((*languages, principal.language), time_zone)
    settings = desk.settings.current(principal.tenant)
    tab = _Tab(principal, customer_id, settings, view, desk.clock.now())
    if not settings.account_details.shown:
        return tab.in_state(TabState.OFF)
    names = visible_names(settings.account_details, principal.roles)
    if settings.account_details.fields and not names:
        return tab.in_state(TabState.NOT_PERMITTED)
    try:
        offered = offered_by(kept_description(desk, principal.tenant, settings))
    except (TryAgain, NeedsAdmin) as problem:
        state = TabState.NOT_PERMITTED if isinstance(problem, AccountNotReadable) else TabState.AWAY
        return tab.in_state(state, trouble=Trouble(problem.code, problem.detail, problem.remedy))
    read = remembered(desk, Customer(principal.tenant, customer_id, settings), offered)
    return tab.of(read, names, offered)


@dataclass(frozen=True, slots=True)
class _Tab:
    principal: Principal
    customer_id: str
    settings: Settings
    view: ValueFormat
    now: datetime

    def of(self, read: Remembered, names: tuple[str, ...], offered: Offered) -> CustomerAccount:
        if read.denied:
            return self.in_state(TabState.NOT_PERMITTED, trouble=read.trouble)
        good = read.last_good(self.now)
        if read.trouble or good is None:
            return self.in_state(TabState.AWAY, good, self._fields(good, names, offered), read.trouble)
        return self.in_state(TabState(good.finding), good, self._fields(good, names, offered))

    def in_state(
        self,
        state: TabState,
        good: AccountReading | None = None,
        fields: tuple[FieldShown, ...] = (),
        trouble: Trouble | None = None,
    ) -> CustomerAccount:
        age = max(0, int((self.now - good.confirmed_at).total_seconds())) if good else None
        return CustomerAccount(
            customer_id=self.customer_id,
            state=state,
            message=self.view.sentence(state, age if fields else None),
            locale=self.view.locale,
            time_zone=self.view.time_zone,
            account_url=self._account_url(good),
            as_of=good.confirmed_at if good else None,
            age_seconds=age,
            fields=fields,
            trouble=trouble if Action.SEE_SETTINGS in self.principal.actions else None,
        )

    def _account_url(self, good: AccountReading | None) -> str:
        host = self.settings.connection.salesforce_host
        return f"https://{host}/{good.account_id}" if host and good and good.values is not None else ""

    def _fields(self, good: AccountReading | None, names: tuple[str, ...], offered: Offered) -> tuple[FieldShown, ...]:
        if good is None or good.values is None:
            return ()
        return tuple(self._field(name, good, offered) for name in without_parts(names, offered))

    def _field(self, name: str, good: AccountReading, offered: Offered) -> FieldShown:
        field = offered.get(name)
        if field is None or name in good.vanished or good.values is None or name not in good.values:
            return FieldShown(name, field.label if field else name, "", FieldState.GONE, "", None, None)
        shown = self._value(field, good)
        return FieldShown(name, field.label, field.type, shown.state, shown.text, shown.html, shown.href)

    def _value(self, field: AccountField, good: AccountReading) -> ShownValue:
        assert good.values is not None
        value = good.values[field.name]
        pointed_at = good.values.get(field.via) if field.via else None
        if value is None and pointed_at:
            return ShownValue(str(pointed_at), FieldState.NO_ACCESS)
        currency = str(good.values.get(CURRENCY_FIELD) or self.settings.account_details.currency)
        return self.view.show(field, value, currency)


def _unfit_id() -> BadRequest:
    sentence = f"A customer id has 1 to {LONGEST_CUSTOMER_ID} characters."
    errors = (FieldError("customer_id", sentence),)
    return BadRequest("customer_id", sentence, remedy="Send the customer’s id in Intacct.", errors=errors)
