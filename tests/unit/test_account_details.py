"""The tab of a customer: each state it can be in, what stands in it, and how old it is."""

from typing import Any

import pytest

from chalicelib.core.account import AccountField
from chalicelib.core.account_state import AccountNotReadable, FieldState, TabState
from chalicelib.core.errors import BadRequest, NeedsAdmin, TryAgain
from chalicelib.core.principal import Role
from dev.fakes import SET_UP
from tests.unit.account_parts import ALL, LINK, ONE, READER, RECORD, TWO, Parts, person

AWAY = TryAgain("salesforce_away", "Salesforce could not be reached.")


@pytest.fixture
def parts() -> Parts:
    return Parts()


def values(tab: Any) -> dict[str, str]:
    return {field.name: field.text for field in tab.fields}


def states(tab: Any) -> dict[str, FieldState]:
    return {field.name: field.state for field in tab.fields}


def test_a_linked_customer_shows_the_chosen_fields_in_the_chosen_order(parts: Parts) -> None:
    tab = parts.tab(languages=("fr-FR",))
    assert tab.state is TabState.OK
    assert values(tab) == {
        "Name": "Boulangerie Duval",
        "Industry": "Technology",
        "AnnualRevenue": "1\u202f250\u202f000\u00a0€",
        "BillingAddress": "75002 Paris",
        "Owner.Name": "Zoé Martin",
    }
    assert tuple(values(tab)) == ALL
    assert (tab.age_seconds, tab.locale, tab.time_zone) == (0, "fr-FR", "UTC")
    assert tab.account_url == f"https://demo.my.salesforce.com/{ONE}"


def test_the_same_values_read_differently_for_each_viewer(parts: Parts) -> None:
    assert values(parts.tab(languages=("fr-FR",)))["AnnualRevenue"] == "1\u202f250\u202f000\u00a0€"
    assert values(parts.tab(languages=("en-US",)))["AnnualRevenue"] == "€1,250,000"
    assert parts.org.sent == ["describe", "find", "read"]


def test_the_currency_of_the_record_stands_before_that_of_the_settings(parts: Parts) -> None:
    parts.org.fields["CurrencyIsoCode"] = AccountField("CurrencyIsoCode", "Currency", "picklist")
    parts.org.records[ONE]["CurrencyIsoCode"] = "USD"
    assert values(parts.tab(languages=("en-US",)))["AnnualRevenue"] == "$1,250,000"
    assert "CurrencyIsoCode" not in values(parts.tab())


def test_switched_off_it_asks_nobody(parts: Parts) -> None:
    parts.save(shown=False)
    tab = parts.tab()
    assert (tab.state, tab.fields, parts.org.sent) == (TabState.OFF, (), [])


def test_a_customer_without_account_is_not_linked(parts: Parts) -> None:
    tab = parts.tab(customer="C-2")
    assert (tab.state, tab.fields, tab.account_url) == (TabState.NOT_LINKED, (), "")


def test_two_accounts_with_the_same_customer_show_neither(parts: Parts) -> None:
    parts.org.records[TWO] = dict(RECORD)
    tab = parts.tab()
    assert (tab.state, tab.fields) == (TabState.SEVERAL_ACCOUNTS, ())


def test_a_second_account_is_noticed_within_ten_minutes(parts: Parts) -> None:
    parts.tab()
    parts.org.records[TWO] = dict(RECORD)
    for _ in range(10):
        parts.clock.advance(61)
        tab = parts.tab()
    assert tab.state is TabState.SEVERAL_ACCOUNTS


@pytest.mark.parametrize("after_seconds", [61, 3_600])
def test_an_account_that_was_deleted_is_said_to_be_gone(parts: Parts, after_seconds: float) -> None:
    parts.tab()
    del parts.org.records[ONE]
    parts.clock.advance(after_seconds)
    assert parts.tab().state is TabState.ACCOUNT_GONE
    parts.clock.advance(after_seconds)
    assert parts.tab().state is TabState.ACCOUNT_GONE


def test_an_account_that_was_given_another_customer_is_no_longer_linked(parts: Parts) -> None:
    parts.tab()
    parts.org.records[ONE][LINK] = "C-9"
    parts.clock.advance(61)
    tab = parts.tab()
    assert (tab.state, tab.fields) == (TabState.NOT_LINKED, ())
    assert parts.tab(customer="C-9").state is TabState.OK


def test_an_account_that_comes_back_is_shown_again(parts: Parts) -> None:
    parts.tab()
    record = parts.org.records.pop(ONE)
    parts.clock.advance(61)
    assert parts.tab().state is TabState.ACCOUNT_GONE
    parts.org.records[ONE] = record
    parts.clock.advance(61)
    assert parts.tab().state is TabState.OK


def test_while_salesforce_is_away_the_last_good_values_stand_with_their_age(parts: Parts) -> None:
    parts.tab()
    parts.org.refusal = AWAY
    parts.clock.advance(3 * 3_600)
    tab = parts.tab()
    assert (tab.state, tab.age_seconds) == (TabState.AWAY, 10_800)
    assert values(tab)["Name"] == "Boulangerie Duval"
    assert "3\u00a0h" in tab.message
    assert tab.trouble is not None
    assert tab.trouble.code == "salesforce_away"


def test_after_a_day_the_last_good_values_are_too_old_to_show(parts: Parts) -> None:
    parts.tab()
    parts.org.refusal = AWAY
    parts.clock.advance(25 * 3_600)
    tab = parts.tab()
    assert (tab.state, tab.fields, tab.as_of) == (TabState.AWAY, (), None)


def test_without_earlier_values_away_says_so(parts: Parts) -> None:
    parts.org.refusal = AWAY
    tab = parts.tab()
    assert (tab.state, tab.fields) == (TabState.AWAY, ())


def test_a_broken_sign_in_shows_the_last_values_and_tells_the_remedy_to_those_who_can_act(parts: Parts) -> None:
    parts.tab()
    parts.org.refusal = NeedsAdmin("salesforce_sign_in", "Salesforce refused the key.", remedy="Replace it.")
    parts.clock.advance(61)
    tab = parts.tab()
    assert tab.state is TabState.AWAY
    assert tab.trouble is not None
    assert tab.trouble.remedy == "Replace it."
    assert parts.tab(READER).trouble is None


def test_salesforce_that_failed_is_left_alone_for_ten_seconds(parts: Parts) -> None:
    parts.tab()
    parts.org.refusal = AWAY
    parts.clock.advance(61)
    assert parts.calls_of(parts.tab) == ["read"]
    parts.clock.advance(9)
    assert parts.calls_of(parts.tab) == []
    parts.org.refusal = None
    parts.clock.advance(2)
    assert parts.tab().state is TabState.OK


def test_a_right_that_was_withdrawn_hides_the_old_values_too(parts: Parts) -> None:
    parts.tab()
    parts.org.refusal = AccountNotReadable("account_not_permitted", "No.", remedy="Give the right.")
    parts.clock.advance(61)
    tab = parts.tab()
    assert (tab.state, tab.fields, tab.as_of) == (TabState.NOT_PERMITTED, (), None)


def test_a_link_field_that_may_not_be_read_is_a_missing_right(parts: Parts) -> None:
    parts.tab()
    del parts.org.fields[LINK]
    parts.clock.advance(61)
    assert parts.tab().state is TabState.NOT_PERMITTED


def test_a_reader_who_may_see_none_of_the_fields_is_told_so_without_a_call(parts: Parts) -> None:
    parts.save(reader_fields=())
    assert (parts.tab(READER).state, parts.org.sent) == (TabState.NOT_PERMITTED, [])
    assert parts.tab().state is TabState.OK


def test_a_field_that_vanished_is_marked_and_the_others_stay(parts: Parts) -> None:
    parts.tab()
    del parts.org.fields["Industry"]
    parts.clock.advance(61)
    tab = parts.tab()
    assert tab.state is TabState.OK
    assert states(tab)["Industry"] is FieldState.GONE
    assert values(tab)["Name"] == "Boulangerie Duval"
    parts.clock.advance(61)
    assert parts.calls_of(parts.tab) == ["read"]
    assert states(parts.tab())["Industry"] is FieldState.GONE


def test_many_fields_that_vanish_at_once_cost_one_description(parts: Parts) -> None:
    parts.tab()
    for name in ("Industry", "AnnualRevenue", "Owner.Name", "BillingAddress"):
        del parts.org.fields[name]
    parts.clock.advance(61)
    assert parts.calls_of(parts.tab) == ["read", "find", "read", "describe", "find", "read"]
    assert sum(state is FieldState.GONE for state in states(parts.tab()).values()) == 4


def test_a_record_that_may_not_be_seen_is_told_from_one_that_is_not_there(parts: Parts) -> None:
    parts.org.records[ONE]["Owner.Name"] = None
    owner = parts.tab().fields[-1]
    assert (owner.state, owner.text) == (FieldState.NO_ACCESS, RECORD["OwnerId"])
    parts.org.records[ONE]["OwnerId"] = None
    parts.clock.advance(61)
    owner = parts.tab().fields[-1]
    assert (owner.state, owner.text) == (FieldState.EMPTY, "")


def test_a_part_is_hidden_where_its_compound_is_shown_and_only_there(parts: Parts) -> None:
    parts.save(fields=("BillingAddress", "BillingCity"), reader_fields=("BillingCity",))
    assert list(values(parts.tab())) == ["BillingAddress"]
    assert list(values(parts.tab(READER))) == ["BillingCity"]


def test_nothing_chosen_shows_a_linked_customer_without_fields(parts: Parts) -> None:
    parts.save(fields=())
    tab = parts.tab()
    assert (tab.state, tab.fields) == (TabState.OK, ())


@pytest.mark.parametrize("customer", ["", "C" * 101])
def test_an_id_that_no_customer_can_have_is_refused(parts: Parts, customer: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        parts.tab(customer=customer)
    assert refusal.value.errors[0].field == "customer_id"


def test_the_language_of_the_person_counts_where_the_request_names_none(parts: Parts) -> None:
    assert parts.tab(person(Role.READER, language="fr")).locale == "fr-FR"


def test_two_tenants_share_nothing(parts: Parts) -> None:
    parts.settings.save("autre", parts.settings.current("demo"), 0, SET_UP)
    parts.tab()
    assert parts.calls_of(lambda: parts.tab(person(Role.ADMIN, tenant="autre"))) == ["describe", "find", "read"]
