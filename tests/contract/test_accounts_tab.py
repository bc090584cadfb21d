"""The tab from the stand-in's Account to what a person reads, with the cache in DynamoDB: all over HTTP."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import Any

import msgspec
import pytest

from chalicelib.adapters.account_cache import DynamoAccountCache
from chalicelib.adapters.account_descriptions import DynamoFieldDescriptions
from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.account_state import FieldState, TabState
from chalicelib.core.principal import Principal, Role
from chalicelib.core.settings import AccountDetails
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.account_details import CustomerAccount, customer_account
from chalicelib.usecases.account_fields import FieldsView, account_fields, choose_fields, refresh_fields
from dev.fakes import SET_UP, FakeSettingsStore
from dev.seed.account_fields import PACKAGE_ID_FIELD
from dev.seed.salesforce import DEMO, SHARED, wide_account
from infra.resources import Created
from tests.contract.account_side import Side

ADMIN = Principal("demo", "u-1", "Noor Haddad", "noor@client.example", frozenset({Role.ADMIN}), "fr")
CHOSEN = (
    "Name",
    "Industry",
    "AnnualRevenue",
    "Owner.Name",
    "BillingAddress",
    "Renewal_Notes__c",
    "SLA_Expiration_Date__c",
)


@dataclass
class Tab:
    side: Side
    desk: AccountDesk

    def choose(self, *fields: str, **more: Any) -> FieldsView:
        wanted = AccountDetails(shown=True, fields=fields, currency="EUR", **more)
        return choose_fields(self.desk, ADMIN, wanted, None, confirmed=True)

    def of(self, customer: str = "C-00001", language: str = "fr-FR") -> CustomerAccount:
        return customer_account(self.desk, ADMIN, customer, (language,), "Europe/Paris")


@pytest.fixture
def tab(dynamodb: Any, created: Created) -> Iterator[Tab]:
    clock = SystemClock()
    table = Table(dynamodb, created.table, clock)
    with Side.served() as side:
        settings = FakeSettingsStore()
        settings.save("demo", side.settings, 0, SET_UP)
        desk = AccountDesk(
            settings=settings,
            accounts=lambda _tenant, _settings: side.accounts(),
            descriptions=DynamoFieldDescriptions(table),
            cache=DynamoAccountCache(table),
            formats=BabelFormats(),
            clock=clock,
        )
        yield Tab(side, desk)


def test_a_customer_of_the_demonstration_reads_in_french_and_english(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    french = {field.name: field for field in tab.of().fields}
    english = {field.name: field for field in tab.of(language="en-US").fields}
    assert tuple(french) == CHOSEN
    assert french["AnnualRevenue"].text == "1\u202f250\u202f000\u00a0€"
    assert english["AnnualRevenue"].text == "€1,250,000"
    assert french["SLA_Expiration_Date__c"].text == "28 janv. 2027"
    assert english["SLA_Expiration_Date__c"].text == "Jan 28, 2027"
    assert french["Owner.Name"].state is FieldState.OK
    assert "script" not in str(french["Renewal_Notes__c"].html)
    assert 'href="https://example.com/plan"' in str(french["Renewal_Notes__c"].html)


def test_the_whole_way_costs_three_calls_and_then_none(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    tab.side.calls()
    assert tab.of().state is TabState.OK
    assert tab.side.calls() == {"query": 2, "account_read": 1}
    assert tab.of(language="en-US").state is TabState.OK
    assert tab.side.calls() == {}


def test_a_hundred_readers_of_one_account_cost_one_read(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    tab.side.calls()
    start = Barrier(100)

    def look(_: int) -> TabState:
        start.wait(30)
        return tab.of().state

    with ThreadPoolExecutor(100) as pool:
        assert set(pool.map(look, range(100))) == {TabState.OK}
    assert tab.side.calls() == {"query": 2, "account_read": 1}


@pytest.mark.parametrize(("customer", "state"), [("C-99999", TabState.NOT_LINKED), ("C'; --", TabState.NOT_LINKED)])
def test_a_customer_without_account(tab: Tab, customer: str, state: TabState) -> None:
    tab.choose(*CHOSEN)
    assert tab.of(customer).state is state


def test_the_field_of_the_official_package_links_as_well_and_shows_doubles(tab: Tab) -> None:
    tab.choose(*CHOSEN, link_field=PACKAGE_ID_FIELD)
    assert tab.of().state is TabState.OK
    assert tab.of(SHARED).state is TabState.SEVERAL_ACCOUNTS


def test_fields_hidden_after_they_were_chosen_are_marked(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    tab.side.stand_in.orgs[DEMO].show_fields("Account", hide=["Industry", "AnnualRevenue"])
    shown = tab.of()
    assert shown.state is TabState.OK
    assert {field.name for field in shown.fields if field.state is FieldState.GONE} == {"Industry", "AnnualRevenue"}
    gone = {field.name for field in refresh_fields(tab.desk, ADMIN).view.fields if field.gone}
    assert gone == {"Industry", "AnnualRevenue"}


def test_an_org_that_does_not_answer_leaves_the_tab_standing(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    tab.side.stand_in.faults.add({"times": None, "do": {"status": 503}})
    shown = tab.of()
    assert (shown.state, shown.fields) == (TabState.AWAY, ())
    assert shown.trouble is not None


def test_all_eight_hundred_fields_answer_in_one_small_answer(tab: Tab) -> None:
    wide_account(tab.side.stand_in.orgs[DEMO])
    view = account_fields(tab.desk, ADMIN)
    assert len(view.fields) > 800
    assert len(gzip.compress(msgspec.json.encode(view))) < 150_000
    assert tab.side.calls() == {"describe": 1}


def test_eight_hundred_chosen_fields_are_all_shown_and_harmless(tab: Tab) -> None:
    wide_account(tab.side.stand_in.orgs[DEMO])
    names = tuple(field.name for field in account_fields(tab.desk, ADMIN).fields)[:800]
    tab.choose(*names)
    shown = tab.of()
    assert shown.state is TabState.OK
    assert not [field.name for field in shown.fields if field.state is FieldState.GONE]
    markup = "".join(field.html or "" for field in shown.fields)
    assert "<script" not in markup
    assert "onerror" not in markup
    assert not [
        field.href for field in shown.fields if field.href and ":" in field.href[:11] and "script" in field.href
    ]


def test_nothing_on_the_way_writes_an_account(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    for customer in ("C-00001", "C-00002", "C-99999"):
        tab.of(customer)
    refresh_fields(tab.desk, ADMIN)
    report = tab.side.stand_in.calls.report()
    assert (report["rows_written"], report["deletes"]) == (0, 0)
    assert set(report["by_name"]) <= {"token", "describe", "query", "account_read"}


def test_a_withdrawn_connection_is_told_to_the_administrator(tab: Tab) -> None:
    tab.choose(*CHOSEN)
    now = tab.desk.settings.current("demo")
    tab.side.settings = replace(now, connection=replace(now.connection, salesforce_host=""))
    shown = tab.of()
    assert shown.state is TabState.AWAY
    assert shown.trouble is not None
    assert shown.trouble.code == "salesforce_host"
