"""The connection check through the real adapters, against the stand-ins and the mail service over HTTP."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.intacct_inspection import IntacctLook
from chalicelib.adapters.server_clock import ServerClock
from chalicelib.adapters.ses_inspection import SesLook
from chalicelib.core.connection_check import Check
from chalicelib.core.lists import KEY_FIELD, ExtraField
from chalicelib.core.settings import Environment
from chalicelib.usecases.connection import ConnectionReport
from dev.fakes import FakeClock
from dev.seed import intacct as intacct_seed
from tests.conftest import AwsAccount
from tests.contract.connection_bench import CATALOGUE, CLASS, SENDER, Both, served
from tests.contract.real_adapters import INTACCT_SECRET, SALESFORCE_SECRET, TENANT, managed_list

SOURCES = sum(len(one.sources) for one in CATALOGUE.lists)
OBJECTS = len({one.salesforce for one in CATALOGUE.lists})


@pytest.fixture
def ses(aws: AwsAccount) -> Any:
    client = aws.client("sesv2")
    client.create_email_identity(EmailIdentity="passerelle@example.com")
    return client


@pytest.fixture
def both(ses: Any) -> Iterator[Both]:
    with served(ses) as made:
        yield made


def failed(report: ConnectionReport) -> list[Check]:
    return [check for check in report.checks if check.ok is False]


def test_where_all_is_well_nothing_fails_in_few_calls_that_only_read(both: Both) -> None:
    report = both.report()
    assert [check for check in report.checks if not check.ok] == []
    intacct, salesforce = both.intacct.calls.report()["by_name"], both.salesforce.calls.report()["by_name"]
    assert intacct == {"token": 1, "query": 2 + SOURCES}
    assert salesforce == {"token": 1, "query": 1, "limits": 1, "describe": OBJECTS + 1}
    assert both.salesforce.written.report()["rows_written"] == 0


def test_every_check_has_a_sentence_and_each_failure_a_remedy(both: Both) -> None:
    both.salesforce.orgs[TENANT].objects.pop(CLASS)
    report = both.report()
    assert all(check.seen.endswith(".") for check in report.checks)
    assert all(check.remedy.endswith(".") for check in failed(report))


def other_intacct_secret(both: Both) -> None:
    both.connected.secrets.put(TENANT, "intacct", {**INTACCT_SECRET, "client_secret": "wrong"})


def no_intacct_secret(both: Both) -> None:
    both.connected.secrets.values.pop((TENANT, "intacct"))


def other_salesforce_secret(both: Both) -> None:
    both.connected.secrets.put(TENANT, "salesforce", {**SALESFORCE_SECRET, "consumer_secret": "wrong"})


def intacct_away(both: Both) -> None:
    both.intacct.faults.add({"match": {"name": "token"}, "do": {"status": 503}, "times": 99})


def restricted_user(both: Both) -> None:
    user = both.intacct.store.find_by_id(intacct_seed.DEMO, intacct_seed.USER, intacct_seed.USERNAME)
    assert user
    changed = {**user, "entityAccess.allowUnrestrictedAccess": False}
    both.intacct.fill({intacct_seed.DEMO: {intacct_seed.USER: [changed]}})


def sandbox_org(both: Both) -> None:
    org = both.salesforce.orgs[TENANT]
    org.store.update(org.objects["Organization"], org.id, {"IsSandbox": 1})


def quota_used_up(both: Both) -> None:
    quota = both.salesforce.orgs[TENANT].quota
    quota.day, quota.used = int(both.salesforce.clock.now() // 86_400), quota.daily - quota.daily // 10


def sender_unverified(both: Both) -> None:
    both.ses.delete_email_identity(EmailIdentity="passerelle@example.com")


def key_not_unique(both: Both) -> None:
    both.column(KEY_FIELD, unique=False)


def key_without_case(both: Both) -> None:
    both.column(KEY_FIELD, case_sensitive=False)


def key_no_external_id(both: Both) -> None:
    both.column(KEY_FIELD, external_id=False)


def column_read_only(both: Both) -> None:
    both.column("Active__c", read_only=True)


def column_missing(both: Both) -> None:
    both.salesforce.orgs[TENANT].objects[CLASS].all_fields.pop("Full_Name__c")


def object_missing(both: Both) -> None:
    both.salesforce.orgs[TENANT].objects.pop(CLASS)


def link_field_missing(both: Both) -> None:
    both.salesforce.orgs[TENANT].objects["Account"].all_fields.pop("Intacct_Customer_Id__c")


def intacct_object_hidden(both: Both) -> None:
    rule = {"match": {"name": "query", "body_contains": "company-config/class"}, "do": {"status": 403, "body": {}}}
    both.intacct.faults.add({**rule, "times": 99})


def clocks_ahead(both: Both) -> None:
    both.intacct.clock.advance(300)
    both.salesforce.clock.advance(300)


CASES: list[tuple[Callable[[Both], None], set[tuple[str, str]]]] = [
    (other_intacct_secret, {("intacct_sign_in", "intacct_sign_in")}),
    (no_intacct_secret, {("intacct_sign_in", "secret_missing")}),
    (other_salesforce_secret, {("salesforce_sign_in", "salesforce_sign_in")}),
    (intacct_away, {("intacct_sign_in", "intacct_failing")}),
    (lambda both: both.connection(intacct_user="nobody"), {("intacct_sign_in", "intacct_sign_in")}),
    (lambda both: both.connection(intacct_company="no-such"), {("intacct_sign_in", "intacct_sign_in")}),
    (lambda both: both.connection(intacct_entity="no-such"), {("intacct_sign_in", "intacct_sign_in")}),
    (lambda both: both.connection(salesforce_host=""), {("salesforce_sign_in", "salesforce_host")}),
    (lambda both: both.connection(salesforce_host="evil.example"), {("salesforce_sign_in", "salesforce_host")}),
    (restricted_user, {("intacct_entity", "user_restricted")}),
    (sandbox_org, {("salesforce_environment", "environment_other")}),
    (
        lambda both: both.connection(environment=Environment.SANDBOX),
        {("salesforce_environment", "environment_other")},
    ),
    (quota_used_up, {("salesforce_quota", "salesforce_quota_floor")}),
    (sender_unverified, {("mail_sender", "sender_unverified")}),
    (key_not_unique, {("list_key", "key_unfit")}),
    (key_without_case, {("list_key", "key_unfit")}),
    (key_no_external_id, {("list_key", "key_unfit")}),
    (column_read_only, {("list_rights", "columns_read_only")}),
    (column_missing, {("list_columns", "columns_missing")}),
    (object_missing, {("list_object", "object_missing")}),
    (link_field_missing, {("account_link_field", "link_field_missing")}),
    (Both.one_currency_in_salesforce, {("currency", "currency_mismatch")}),
    (intacct_object_hidden, {("list_source", "intacct_not_allowed")}),
    (clocks_ahead, {("intacct_clock", "clock_skewed"), ("salesforce_clock", "clock_skewed")}),
]


@pytest.mark.parametrize(("spoil", "expected"), CASES, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_wrong_is_found_and_nothing_else(
    both: Both, spoil: Callable[[Both], None], expected: set[tuple[str, str]]
) -> None:
    spoil(both)
    report = both.report()
    assert not report.ok
    assert {(check.name, check.code) for check in failed(report)} == expected
    assert all(check.remedy for check in failed(report))


def test_a_field_that_intacct_lacks_is_named(both: Both) -> None:
    link = both.connected
    look = IntacctLook(TENANT, both.settings, link.secrets, link.network, link.intacct_url)
    own = ExtraField("colour", "Colour__c")
    assert look.missing_fields(managed_list("class", fields=(own,))) == ("company-config/class.colour",)
    assert look.missing_fields(managed_list("entity_location")) == ()


def test_replaced_credentials_are_the_ones_that_are_tried(both: Both) -> None:
    assert both.report().ok
    other_intacct_secret(both)
    assert [check.name for check in failed(both.report())] == ["intacct_sign_in"]
    both.connected.secrets.put(TENANT, "intacct", INTACCT_SECRET)
    assert both.report().ok


def test_a_domain_that_is_verified_stands_for_its_addresses(ses: Any) -> None:
    ses.delete_email_identity(EmailIdentity="passerelle@example.com")
    assert not SesLook(ses, SENDER).sender().verified
    ses.create_email_identity(EmailIdentity="example.com")
    assert SesLook(ses, SENDER).sender().address == "passerelle@example.com"


def test_an_answer_without_a_date_tells_nothing_of_the_clock() -> None:
    ours = FakeClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    clock = ServerClock(ours)
    for headers in ({}, {"Date": "yesterday"}, {"Date": ""}):
        clock.note(headers)
        assert clock.skew is None
    clock.note({"Date": "Tue, 24 Nov 2026 09:05:00 GMT"})
    assert clock.skew == timedelta(minutes=5)
