"""What is wrong with settings: each mistake by its member, with what to do."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.core.run import Mode
from chalicelib.core.settings import Connection, Environment, Invited, Schedule, Settings
from chalicelib.core.settings_check import MOST_RECIPIENTS, check_settings, environment_of
from chalicelib.core.settings_warnings import settings_warnings
from dev.fakes.clock import BEGINNING

LISTS = ("department", "employee", "udd:market_segment")
LANGUAGES = ("en", "fr")
GOOD = Settings(
    enabled=True,
    connection=Connection("demo-company", "bridge", "", "acme.my.salesforce.com", "bot@acme.example"),
    recipients=("finance@example.com",),
    schedules=(Schedule("all", "daily 02:30", "Europe/Paris", Mode.FULL), Schedule("employee", "hourly")),
    disabled_lists=("udd:market_segment",),
)


def errors_of(wanted: Settings) -> tuple[FieldError, ...]:
    with pytest.raises(BadRequest) as refused:
        check_settings(wanted, LISTS, LANGUAGES)
    assert refused.value.code == "settings_invalid"
    assert refused.value.remedy
    return refused.value.errors


def test_good_settings_and_those_of_a_new_tenant_pass() -> None:
    check_settings(GOOD, LISTS, LANGUAGES)
    check_settings(Settings(), LISTS, LANGUAGES)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"page_size": 0}, "page_size"),
        ({"page_size": -1}, "page_size"),
        ({"page_size": 99}, "page_size"),
        ({"page_size": 4001}, "page_size"),
        ({"page_size": 10**9}, "page_size"),
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": -1}, "concurrency"),
        ({"concurrency": 9}, "concurrency"),
        ({"concurrency": 10**9}, "concurrency"),
        ({"quota_stop_percent": 0}, "quota_stop_percent"),
        ({"quota_stop_percent": 96}, "quota_stop_percent"),
        ({"language": "de"}, "language"),
        ({"language": "EN"}, "language"),
        ({"language": "../fr"}, "language"),
        ({"language": ""}, "language"),
        ({"disabled_lists": ("customer",)}, "disabled_lists.0"),
        ({"disabled_lists": ("employee", "Employee")}, "disabled_lists.1"),
        ({"disabled_lists": ("employee", "employee")}, "disabled_lists.1"),
        ({"disabled_lists": ("all",)}, "disabled_lists.0"),
        ({"disabled_lists": ("x" * 10_000,)}, "disabled_lists.0"),
        ({"schedules": (Schedule("customer", "hourly"),)}, "schedules.0.list"),
        ({"schedules": (Schedule("employee", "always"),)}, "schedules.0.when"),
        ({"schedules": (Schedule("employee", "cron * * * *"),)}, "schedules.0.when"),
        ({"schedules": (Schedule("employee", "hourly", "Europe/Pariss"),)}, "schedules.0.time_zone"),
        ({"schedules": (Schedule("employee", "hourly", ""),)}, "schedules.0.time_zone"),
        ({"schedules": (Schedule("employee", "hourly", "../etc/passwd"),)}, "schedules.0.time_zone"),
        ({"schedules": (Schedule("employee", "hourly"), Schedule("employee", "daily 02:30"))}, "schedules.1"),
        (
            {"schedules": tuple(Schedule("employee", f"cron {n % 60} {n // 60} * * *") for n in range(101))},
            "schedules",
        ),
        ({"schedules": (Schedule("employee", "hourly", "UTC", Mode.ERRORS),)}, "schedules.0.mode"),
    ],
)
def test_a_value_out_of_its_range_is_named(changes: dict[str, Any], field: str) -> None:
    [error] = errors_of(replace(GOOD, **changes))
    assert error.field == field
    assert error.message.endswith((".", "them."))
    assert len(error.message) < 200


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("intacct_company", "demo company"),
        ("intacct_company", " demo"),
        ("intacct_company", "a@b"),
        ("intacct_company", "a|b"),
        ("intacct_company", "a\r\nHost: evil.example"),
        ("intacct_company", "a\0b"),
        ("intacct_company", "a\u00a0b"),
        ("intacct_company", "x" * 10_240),
        ("intacct_user", "bridge@demo"),
        ("intacct_user", "bridge|FR-10"),
        ("intacct_entity", "FR 10"),
        ("intacct_entity", "FR-10\n"),
        ("salesforce_user", "bot @acme.example"),
        ("salesforce_user", "böt@acme.example"),
        ("salesforce_user", "bot\n@acme.example"),
        ("salesforce_user", "b" * 101),
        ("intacct_company", ""),
        ("intacct_user", ""),
        ("salesforce_host", ""),
    ],
)
def test_a_part_of_the_connection_that_cannot_be_is_named(member: str, value: str) -> None:
    changed: dict[str, Any] = {member: value}
    [error] = errors_of(replace(GOOD, connection=replace(GOOD.connection, **changed)))
    assert error.field == f"connection.{member}"


def test_a_connection_may_be_incomplete_until_synchronization_is_switched_on() -> None:
    check_settings(replace(GOOD, enabled=False, connection=Connection()), LISTS, LANGUAGES)
    assert {error.field for error in errors_of(replace(GOOD, connection=Connection()))} == {
        "connection.intacct_company",
        "connection.intacct_user",
        "connection.salesforce_host",
    }


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("acme.my.salesforce.com", Environment.PRODUCTION),
        ("acme-dev-ed.develop.my.salesforce.com", Environment.PRODUCTION),
        ("acme.my.salesforce.mil", Environment.PRODUCTION),
        ("acme--uat.sandbox.my.salesforce.com", Environment.SANDBOX),
        ("acme--uat.my.salesforce.com", Environment.SANDBOX),
        ("fun-name-123.scratch.my.salesforce.com", Environment.SANDBOX),
        ("127.0.0.1:5001", None),
        ("", None),
    ],
)
def test_a_host_tells_whether_it_is_a_sandbox(host: str, kind: Environment | None) -> None:
    assert environment_of(host) is kind


@pytest.mark.parametrize(
    ("host", "environment"),
    [
        ("acme.my.salesforce.com", Environment.SANDBOX),
        ("acme--uat.sandbox.my.salesforce.com", Environment.PRODUCTION),
    ],
)
def test_production_and_sandbox_do_not_mix(host: str, environment: Environment) -> None:
    connection = replace(GOOD.connection, salesforce_host=host, environment=environment)
    [error] = errors_of(replace(GOOD, connection=connection))
    assert error.field == "connection.environment"
    assert f"Choose “{environment_of(host)}”" in error.message


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b",
        "a@b.com,evil@x.com",
        '"a\r\nBcc:x"@b.com',
        "a@" + "b" * 300 + ".com",
        "a@exämple.com",
        "a@[127.0.0.1]",
        "=?utf-8?q?a=0d=0aBcc:x?= <a@b.com>",
        "a@b.com\n",
        "A <a@b.com>",
        "FINANCE@example.com",
    ],
)
def test_an_address_that_cannot_be_or_stands_twice_is_named(address: str) -> None:
    [error] = errors_of(replace(GOOD, recipients=(*GOOD.recipients, address)))
    assert error.field == "recipients"


def test_an_invited_address_counts_as_a_recipient() -> None:
    invited = Invited("finance@example.com", "0" * 64, BEGINNING)
    [error] = errors_of(replace(GOOD, invited=(invited,)))
    assert "twice" in error.message
    many = tuple(f"p{number}@example.com" for number in range(MOST_RECIPIENTS))
    check_settings(replace(GOOD, recipients=many), LISTS, LANGUAGES)
    [error] = errors_of(replace(GOOD, recipients=many, invited=(invited,)))
    assert str(MOST_RECIPIENTS) in error.message


def test_all_mistakes_come_in_one_answer() -> None:
    wrong = replace(GOOD, page_size=0, concurrency=0, language="de", disabled_lists=("none",))
    host = FieldError("connection.salesforce_host", "Enter the My Domain.")
    with pytest.raises(BadRequest) as refused:
        check_settings(wrong, LISTS, LANGUAGES, (host,))
    fields = [error.field for error in refused.value.errors]
    assert fields == ["connection.salesforce_host", "language", "page_size", "concurrency", "disabled_lists.0"]


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (GOOD, GOOD, set()),
        (GOOD, replace(GOOD, connection=replace(GOOD.connection, intacct_user="x")), {"connection_changed_while_on"}),
        (replace(GOOD, enabled=False), replace(GOOD, connection=Connection("other")), set()),
        (GOOD, replace(GOOD, enabled=False), {"runs_stop", "schedules_rest"}),
        (GOOD, replace(GOOD, include_private=False), {"private_left_out"}),
        (GOOD, replace(GOOD, invited=(Invited("a@b.com", "", BEGINNING),)), {"recipients_unconfirmed"}),
    ],
)
def test_warnings_tell_what_one_might_not_expect(before: Settings, after: Settings, codes: set[str]) -> None:
    warnings = settings_warnings(before, after)
    assert {one.code for one in warnings} == codes
    assert all(one.detail.endswith(".") and one.field for one in warnings)
