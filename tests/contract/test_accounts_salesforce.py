"""The Accounts of the stand-in's orgs, read by the real adapter over HTTP, calls counted by the other side."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.core.account import FieldGroup
from chalicelib.core.account_state import AccountNotReadable
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.settings import Connection
from chalicelib.ports.account import AccountValues, FieldsVanished, Unread
from dev.seed.account_fields import PACKAGE_ID_FIELD
from dev.seed.salesforce import DEMO, SHARED, wide_account
from tests.contract.account_side import LINK, Side


@pytest.fixture
def side() -> Iterator[Side]:
    """A stand-in of its own, for tests that change what it holds."""
    with Side.served() as side:
        yield side


@pytest.fixture(scope="module")
def untouched() -> Iterator[Side]:
    """One for all tests that only read."""
    with Side.served() as side:
        yield side


def test_the_description_offers_every_kind_of_field(untouched: Side) -> None:
    untouched.calls()
    described = untouched.accounts().describe()
    assert described is not None
    fields = {field.name: field for field in described.fields}
    assert fields["Owner.Name"].via == "OwnerId"
    assert fields["BillingCity"].compound == "BillingAddress"
    assert fields[PACKAGE_ID_FIELD].group is FieldGroup.PACKAGE
    assert fields["Renewal_Notes__c"].html
    assert untouched.calls() == {"describe": 1}


def test_an_unchanged_description_is_not_sent_again(side: Side) -> None:
    accounts = side.accounts()
    described = accounts.describe()
    assert described is not None
    assert accounts.describe(described.last_modified) is None
    side.stand_in.clock.advance(2)
    side.stand_in.orgs[DEMO].show_fields("Account", hide=["Industry"])
    changed = accounts.describe(described.last_modified)
    assert changed is not None
    assert "Industry" not in {field.name for field in changed.fields}


@pytest.mark.parametrize(("customer", "found"), [("C-00001", 1), ("C-99999", 0), ("c-00001", 0), ("C-00001 ", 0)])
def test_an_account_is_found_by_the_very_customer_id(untouched: Side, customer: str, found: int) -> None:
    untouched.calls()
    assert len(untouched.accounts().find(LINK, customer)) == found
    assert untouched.calls() == {"query": 1}


def test_two_accounts_of_one_customer_are_both_found(untouched: Side) -> None:
    assert len(untouched.accounts().find(PACKAGE_ID_FIELD, SHARED)) == 2


@pytest.mark.parametrize(
    "customer",
    [
        "O'Brien",
        "a\\",
        "\\' OR Name != '",
        'say "hi"',
        "x' OR Id != null --",
        "100%",
        "a+b&c=d",
        "é 店 🚲",
        "_",
        "\n\t",
        "{0}",
    ],
)
def test_any_id_is_found_as_it_is_and_finds_nothing_else(side: Side, customer: str) -> None:
    assert side.accounts().find(LINK, customer) == ()
    if customer.strip():
        side.change("C-00001", **{LINK: customer})
        assert len(side.accounts().find(LINK, customer)) == 1


def test_a_link_field_that_is_hidden_is_a_missing_right(side: Side) -> None:
    side.stand_in.orgs[DEMO].show_fields("Account", hide=[LINK])
    with pytest.raises(AccountNotReadable) as refusal:
        side.accounts().find(LINK, "C-00001")
    assert LINK in refusal.value.detail


def test_values_and_the_names_of_related_records_are_read_in_two_calls(untouched: Side) -> None:
    untouched.calls()
    accounts = untouched.accounts()
    [identity] = accounts.find(LINK, "C-00001")
    untouched.calls()
    read = accounts.read(identity, ("Name", "BillingAddress", "Owner.Name", "Parent.Name", "RecordType.Name"))
    assert isinstance(read, AccountValues)
    assert read.values["Name"] == untouched.record("C-00001")["Name"]
    assert read.values["BillingAddress"]["city"]
    assert read.values["Owner.Name"]
    assert read.values["Parent.Name"] is None
    assert untouched.calls() == {"account_read": 1, "query": 1}


def test_an_unchanged_account_costs_one_call_without_values(side: Side) -> None:
    accounts = side.accounts()
    [identity] = accounts.find(LINK, "C-00001")
    names = ("Name", "Owner.Name")
    read = accounts.read(identity, names)
    assert isinstance(read, AccountValues)
    side.calls()
    assert accounts.read(identity, names, read.etag) is Unread.UNCHANGED
    assert side.calls() == {"account_read": 1}
    side.change("C-00001", Name="Renamed")
    again = accounts.read(identity, names, read.etag)
    assert isinstance(again, AccountValues)
    assert again.values["Name"] == "Renamed"


def test_eight_hundred_fields_are_read_and_confirmed_in_few_calls(side: Side) -> None:
    wide_account(side.stand_in.orgs[DEMO])
    accounts = side.accounts()
    described = accounts.describe()
    assert described is not None
    names = tuple(field.name for field in described.fields)
    assert len(names) > 800
    [identity] = accounts.find(LINK, "C-00001")
    side.calls()
    read = accounts.read(identity, names)
    assert isinstance(read, AccountValues)
    assert set(read.values) == set(names)
    counted = side.calls()
    assert counted == {"account_read": 1, "collections_retrieve": 1, "query": counted["query"]}
    assert counted["query"] <= 2
    assert accounts.read(identity, names, read.etag) is Unread.UNCHANGED
    assert side.calls() == {"account_read": 1}


@pytest.mark.parametrize("name", ["Industry", "Nope__c"])
def test_a_vanished_field_is_named(side: Side, name: str) -> None:
    side.stand_in.orgs[DEMO].show_fields("Account", hide=["Industry"])
    accounts = side.accounts()
    [identity] = accounts.find(LINK, "C-00001")
    assert accounts.read(identity, ("Name", name)) == FieldsVanished((name,))


def test_vanished_ways_to_other_records_are_named_although_the_refusal_does_not(untouched: Side) -> None:
    accounts = untouched.accounts()
    [identity] = accounts.find(LINK, "C-00001")
    read = accounts.read(identity, ("Owner.Name", "Gone__r.Name", "Parent.Name", "Parent.Gone__c", "RecordType.Name"))
    assert read == FieldsVanished(("Gone__r.Name", "Parent.Gone__c"))


def test_an_account_that_is_not_there_is_told_from_an_error(untouched: Side) -> None:
    assert untouched.accounts().read("001000000099999AAA", ("Name",)) is Unread.NO_ACCOUNT
    assert untouched.accounts().read("001000000099999AAA", ()) is Unread.NO_ACCOUNT


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 503}, TryAgain),
        ({"status": 403, "body": [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "x"}]}, TryAgain),
        ({"status": 403, "body": [{"errorCode": "INSUFFICIENT_ACCESS", "message": "x"}]}, AccountNotReadable),
        ({"status": 400, "body": [{"errorCode": "INVALID_TYPE", "message": "x"}]}, AccountNotReadable),
        ({"status": 400, "body": [{"errorCode": "QUERY_TOO_COMPLICATED", "message": "x"}]}, NeedsAdmin),
        ({"status": 400, "body": [{"errorCode": "MALFORMED_QUERY", "message": "secret C-00001"}]}, NeedsAdmin),
        ({"status": 410, "body": [{"errorCode": "GONE", "message": "x"}]}, NeedsAdmin),
        ({"status": 403, "body": {"odd": 1}}, NeedsAdmin),
        ({"status": 200, "body": {"records": None}}, TryAgain),
        ({"status": 200, "body": {"records": [7]}}, TryAgain),
        ({"status": 200, "body": {"records": [{LINK: "C-00001"}]}}, TryAgain),
        ({"status": 200, "body": {"records": [{"Id": "../x", LINK: "C-00001"}]}}, TryAgain),
        ({"status": 200, "body": []}, TryAgain),
    ],
)
def test_every_odd_answer_becomes_a_clear_problem(
    untouched: Side, fault: dict[str, Any], error: type[Exception]
) -> None:
    untouched.stand_in.faults.add(
        {"match": {"name": "query"}, "times": None, "do": {**fault, "content_type": "application/json"}}
    )
    with pytest.raises(error) as refusal:
        untouched.accounts().find(LINK, "C-00001")
    assert "C-00001" not in str(refusal.value)
    untouched.stand_in.faults.clear()


def test_no_org_in_the_settings_is_for_an_administrator(side: Side) -> None:
    side.settings = replace(side.settings, connection=Connection())
    with pytest.raises(NeedsAdmin) as refusal:
        side.accounts()
    assert refusal.value.code == "salesforce_host"
