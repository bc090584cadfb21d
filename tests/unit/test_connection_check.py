"""The connection check on inspections in memory: each finding, and what is not looked at for want of sense or time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.connection_check import CallsLeft, Check, FieldSeen, ObjectSeen, OrganizationSeen, SenderSeen
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.core.lists import HIDDEN_FIELD, KEY_FIELD
from chalicelib.core.settings import AccountDetails, Environment
from chalicelib.usecases.connection import LONGEST, ConnectionReport
from dev.fakes.inspections import FakeSalesforceLook
from tests.unit.connection_parts import CATALOGUE, CLASS, Bench

LINK = "Intacct_Customer_Id__c"
MULTI = {"CurrencyIsoCode": FieldSeen("picklist", True, True)}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def failed(report: ConnectionReport) -> list[tuple[str, str]]:
    return [(check.name, check.code) for check in report.checks if check.ok is False]


def of_name(report: ConnectionReport, name: str) -> Check:
    return next(check for check in report.checks if check.name == name)


def test_where_all_is_well_every_check_says_so(bench: Bench) -> None:
    report = bench.report()
    assert report.ok
    assert report.settings_version == 1
    assert [check for check in report.checks if check.ok is not True] == []
    assert {check.list for check in report.checks} == {"", *(one.key for one in CATALOGUE.lists)}
    assert all(check.seen for check in report.checks)


def test_each_object_is_described_once_and_disabled_lists_not_at_all(bench: Bench) -> None:
    bench.settings = replace(bench.settings, disabled_lists=("employee",))
    report = bench.report()
    described = bench.salesforce.described
    assert len(described) == len(set(described))
    assert "Intacct_Employee__c" not in described
    assert "employee" not in {check.list for check in report.checks}


def spoilt_environment(bench: Bench) -> None:
    bench.salesforce.org = OrganizationSeen("00D", "Demo", is_sandbox=True)


def spoilt_sandbox(bench: Bench) -> None:
    connection = replace(bench.settings.connection, environment=Environment.SANDBOX)
    bench.settings = replace(bench.settings, connection=connection)


def several_currencies_on_one_side(bench: Bench) -> None:
    bench.intacct.currency_codes = ("CAD", "EUR", "USD")


def quota_used_up(bench: Bench) -> None:
    bench.salesforce.left = CallsLeft(20_000, 100_000)


SPOILT: dict[str, tuple[Callable[[Bench], None], tuple[str, str]]] = {
    "another company": (
        lambda bench: setattr(bench.intacct, "company_id", "other"),
        ("intacct_company", "company_other"),
    ),
    "a restricted user": (
        lambda bench: setattr(bench.intacct, "is_restricted", True),
        ("intacct_entity", "user_restricted"),
    ),
    "a sandbox for production": (spoilt_environment, ("salesforce_environment", "environment_other")),
    "production for a sandbox": (spoilt_sandbox, ("salesforce_environment", "environment_other")),
    "currencies": (several_currencies_on_one_side, ("currency", "currency_mismatch")),
    "Intacct's clock": (
        lambda bench: setattr(bench.intacct, "ahead", timedelta(seconds=61)),
        ("intacct_clock", "clock_skewed"),
    ),
    "Salesforce's clock": (
        lambda bench: setattr(bench.salesforce, "ahead", timedelta(minutes=-5)),
        ("salesforce_clock", "clock_skewed"),
    ),
    "quota": (quota_used_up, ("salesforce_quota", "quota_used_up")),
    "the sender": (
        lambda bench: setattr(bench.sender, "seen", SenderSeen("a@example.com", False)),
        ("mail_sender", "sender_unverified"),
    ),
    "the link field": (lambda bench: bench.without(LINK, "Account"), ("account_link_field", "link_field_missing")),
    "a field of Intacct": (
        lambda bench: bench.intacct.missing.update({"class": ("company-config/class.parent.key",)}),
        ("list_source", "source_fields_missing"),
    ),
    "an object": (
        lambda bench: bench.salesforce.objects.__delitem__(CLASS),
        ("list_object", "object_missing"),
    ),
    "a column": (lambda bench: bench.without("Full_Name__c"), ("list_columns", "columns_missing")),
    "a lookup": (lambda bench: bench.without("Parent__c"), ("list_columns", "columns_missing")),
    "the key": (lambda bench: bench.without(KEY_FIELD), ("list_columns", "columns_missing")),
    "a key that is no external id": (
        lambda bench: bench.column(KEY_FIELD, external_id=False),
        ("list_key", "key_unfit"),
    ),
    "a key that is not unique": (lambda bench: bench.column(KEY_FIELD, unique=False), ("list_key", "key_unfit")),
    "a key without case": (lambda bench: bench.column(KEY_FIELD, case_sensitive=False), ("list_key", "key_unfit")),
    "an object that is read only": (
        lambda bench: bench.sobject(CLASS, createable=False),
        ("list_rights", "object_read_only"),
    ),
    "a column that is read only": (
        lambda bench: bench.column("Active__c", updateable=False),
        ("list_rights", "columns_read_only"),
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_is_named_with_a_remedy_and_nothing_else_is(bench: Bench, what: str) -> None:
    spoil, expected = SPOILT[what]
    spoil(bench)
    report = bench.report()
    assert not report.ok
    assert failed(report) == [expected]
    check = (
        of_name(report, expected[0])
        if not expected[0].startswith("list_")
        else next(one for one in report.checks if one.ok is False)
    )
    assert check.remedy.endswith(".")
    assert check.seen.endswith(".")
    if expected[0].startswith("list_"):
        assert check.list == "class"


def test_many_missing_columns_are_counted(bench: Bench) -> None:
    bench.sobject(CLASS, fields={})
    check = next(one for one in bench.report().checks if one.code == "columns_missing")
    assert "… +" in check.seen


@pytest.mark.parametrize("there", [True, False])
def test_the_hidden_column_is_not_needed(bench: Bench, there: bool) -> None:
    if there:
        fields = {**bench.salesforce.objects[CLASS].fields, HIDDEN_FIELD: FieldSeen("boolean", True, True)}
        bench.sobject(CLASS, fields=fields)
    hidden = next(one for one in bench.report().checks if one.name == "list_hidden" and one.list == "class")
    assert (hidden.ok, hidden.code) == (True, "hidden_there" if there else "hidden_absent")


def chosen_entity(bench: Bench) -> None:
    bench.settings = replace(bench.settings, connection=replace(bench.settings.connection, intacct_entity="FR"))
    bench.intacct.is_restricted = True


def no_private(bench: Bench) -> None:
    bench.settings = replace(bench.settings, include_private=False)
    bench.intacct.is_restricted = True


def both_with_currencies(bench: Bench) -> None:
    bench.intacct.currency_codes = ("CAD", "EUR", "USD")
    bench.sobject("Account", fields={**bench.salesforce.objects["Account"].fields, **MULTI})


def silent_about_currencies(bench: Bench) -> None:
    bench.intacct.currency_codes = None


def no_account(bench: Bench) -> None:
    bench.salesforce.objects.pop("Account")
    bench.settings = replace(bench.settings, account_details=AccountDetails())


@pytest.mark.parametrize(
    ("change", "name", "ok", "code"),
    [
        (chosen_entity, "intacct_entity", True, "entity_chosen"),
        (no_private, "intacct_entity", True, "private_left_out"),
        (both_with_currencies, "currency", True, "currency_fits"),
        (silent_about_currencies, "currency", None, "currency_unknown"),
        (no_account, "currency", None, "currency_unknown"),
        (no_account, "account_link_field", None, "details_off"),
        (lambda bench: setattr(bench.intacct, "company_id", ""), "intacct_company", None, "company_unsaid"),
        (lambda bench: setattr(bench.intacct, "company_id", "DEMO-Company"), "intacct_company", True, "company_same"),
        (lambda bench: setattr(bench.intacct, "ahead", None), "intacct_clock", None, "clock_unsaid"),
    ],
)
def test_what_is_chosen_or_unknown_is_no_failure(
    bench: Bench, change: Callable[[Bench], None], name: str, ok: bool | None, code: str
) -> None:
    change(bench)
    report = bench.report()
    check = of_name(report, name)
    assert (check.ok, check.code) == (ok, code)
    assert report.ok


def test_after_a_failed_sign_in_the_rest_of_that_system_is_not_looked_at(bench: Bench) -> None:
    bench.salesforce.trouble = NeedsAdmin("salesforce_sign_in", "Salesforce refused.", remedy="Enter them again.")
    report = bench.report()
    assert failed(report) == [("salesforce_sign_in", "salesforce_sign_in")]
    assert of_name(report, "salesforce_sign_in").remedy == "Enter them again."
    assert bench.salesforce.described == []
    left_out = [check for check in report.checks if check.code == "not_run"]
    assert {check.name for check in left_out} >= {"salesforce_quota", "salesforce_clock", "list_object"}
    assert all(check.ok is None for check in left_out)
    assert of_name(report, "intacct_sign_in").ok
    assert of_name(report, "mail_sender").ok


def test_a_system_that_is_away_gets_a_remedy_of_patience(bench: Bench) -> None:
    bench.intacct.trouble = TryAgain("intacct_away", "Sage Intacct could not be reached.")
    check = of_name(bench.report(), "intacct_sign_in")
    assert (check.ok, check.code) == (False, "intacct_away")
    assert "again" in check.remedy


def test_a_system_that_goes_away_in_the_middle_is_not_asked_on(bench: Bench) -> None:
    class Leaving(FakeSalesforceLook):
        def describe(self, object_name: str) -> ObjectSeen | None:
            if self.described:
                raise TryAgain("salesforce_away", "Salesforce could not be reached.")
            return super().describe(object_name)

    bench.salesforce = Leaving(bench.salesforce.objects)
    report = bench.report()
    assert failed(report) == [("list_object", "salesforce_away")]
    assert len([check for check in report.checks if check.code == "not_run"]) == len(CATALOGUE.lists) - 1


def test_what_there_is_no_time_for_is_left_out(bench: Bench) -> None:
    class Slow(FakeSalesforceLook):
        def calls_left(self) -> CallsLeft:
            bench.clock.advance(LONGEST.total_seconds() + 1)
            return super().calls_left()

    bench.salesforce = Slow(bench.salesforce.objects)
    report = bench.report()
    assert report.ok
    assert bench.salesforce.described == []
    assert of_name(report, "mail_sender").ok is None
