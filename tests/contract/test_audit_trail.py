"""Contract of the audit trail, and of what a save of settings writes there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_audit import DynamoAudit
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.audit import AuditEntry, ChainEnd, Change, Deed, first_broken, settings_hash
from chalicelib.core.errors import BadRequest, Stale
from chalicelib.core.run import Mode
from chalicelib.core.settings import AccountDetails, Connection, Invited, Schedule, Settings
from chalicelib.ports import SettingsStore
from chalicelib.ports.audit import AuditTrail
from dev.fakes import FakeSettingsStore
from tests.contract.at_once import at_once
from tests.contract.aws_faults import LostAnswer

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DEED = Deed("settings.changed", AT, "u-camille", "Camille Moreau", "203.0.113.9", "0190-camille")
OLD = Deed("settings.changed", AT, "u-camille", "Camille Moreau")
"""As deeds were kept before they told of address and token."""
REPLACED = Deed("credentials.replaced", AT, "u-camille", "Camille Moreau")
FULL = Settings(
    enabled=True,
    connection=Connection("demo-company", "bridge", salesforce_host="acme.my.salesforce.com"),
    recipients=("a@example.com",),
    invited=(Invited("b@example.com", "f" * 64, AT),),
    schedules=(Schedule("employee", "daily 02:30", "Europe/Paris", Mode.FULL),),
    account_details=AccountDetails(shown=True, fields=("Name", "Owner.Name"), reader_fields=()),
)

Stores = tuple[SettingsStore, AuditTrail]


@pytest.fixture
def stores(lazily: Callable[..., Any]) -> Stores:
    """The settings and the trail that they write to."""
    settings = lazily(FakeSettingsStore, "table", lambda table: (DynamoSettings(table), DynamoAudit(table)))
    return (settings, settings.audit) if isinstance(settings, FakeSettingsStore) else settings


@pytest.fixture
def audit(stores: Stores) -> AuditTrail:
    return stores[1]


def test_a_tenant_without_changes_has_an_empty_trail(audit: AuditTrail) -> None:
    assert audit.page("demo", 10, "").entries == ()
    assert list(audit.entries("demo")) == []
    assert audit.end("demo") == ChainEnd()


def test_a_save_writes_who_changed_what(stores: Stores) -> None:
    settings, audit = stores
    first = settings.save("demo", Settings(enabled=True), 0, DEED)
    second = settings.save("demo", replace(first, page_size=500, enabled=False), 1, replace(DEED, name="Alex Reed"))
    one, two = audit.entries("demo")
    assert (one.number, one.deed, one.changes) == (1, DEED, (Change("enabled", False, True),))
    assert (two.number, two.deed.name) == (2, "Alex Reed")
    assert two.changes == (Change("enabled", True, False), Change("page_size", 4000, 500))
    assert (two.before_hash, two.after_hash) == (settings_hash(first), settings_hash(second))
    assert two.previous == one.hash


def test_entries_come_back_as_they_were_sealed(stores: Stores) -> None:
    settings, audit = stores
    settings.save("demo", FULL, 0, DEED)
    audit.append("demo", REPLACED, (Change("credentials.intacct", None, "1a2b3c4d"),))
    assert first_broken("demo", audit.entries("demo"), audit.end("demo")) is None
    assert settings.current("demo") == replace(FULL, version=1)


def test_entries_of_before_stay_readable_and_in_one_chain_with_new_ones(stores: Stores) -> None:
    settings, audit = stores
    settings.save("demo", FULL, 0, OLD)
    audit.append("demo", OLD)
    settings.save("demo", replace(FULL, page_size=500), 1, DEED)
    assert [entry.deed for entry in audit.entries("demo")] == [OLD, OLD, DEED]
    assert first_broken("demo", audit.entries("demo"), audit.end("demo")) is None


def test_a_stale_save_writes_nothing(stores: Stores) -> None:
    settings, audit = stores
    settings.save("demo", Settings(enabled=True), 0, DEED)
    with pytest.raises(Stale):
        settings.save("demo", Settings(page_size=500), 0, DEED)
    assert audit.end("demo").number == 1


def test_pages_begin_with_the_newest_and_leave_none_out(audit: AuditTrail) -> None:
    entries = [audit.append("demo", REPLACED) for _ in range(7)]
    seen: list[AuditEntry] = []
    cursor = ""
    while True:
        page = audit.page("demo", 3, cursor)
        assert len(page.entries) <= 3
        seen += page.entries
        cursor = page.cursor
        if not cursor:
            break
        audit.append("demo", REPLACED)
    assert seen == entries[::-1]


def test_a_cursor_of_another_tenant_or_of_nobody_is_refused(audit: AuditTrail) -> None:
    for _ in range(3):
        audit.append("demo", REPLACED)
        audit.append("autre", REPLACED)
    cursor = audit.page("demo", 2, "").cursor
    assert cursor
    for tenant, given in (("autre", cursor), ("demo", cursor[:-2]), ("demo", "AAAA"), ("demo", "x" * 600)):
        with pytest.raises(BadRequest):
            audit.page(tenant, 2, given)


def test_tenants_have_trails_of_their_own(audit: AuditTrail) -> None:
    audit.append("demo", REPLACED)
    audit.append("demo#A", REPLACED)
    assert [entry.number for entry in audit.entries("demo")] == [1]
    assert [entry.number for entry in audit.entries("demo#A")] == [1]
    assert list(audit.entries("autre")) == []


def test_of_changes_at_once_each_has_its_place_in_one_chain(stores: Stores) -> None:
    settings, audit = stores

    def change(number: int) -> int:
        if number % 2:
            return audit.append("demo", REPLACED).number
        try:
            return settings.save("demo", Settings(page_size=100 + number), 0, DEED).version
        except Stale:
            return 0

    at_once(change, range(6))
    entries = list(audit.entries("demo"))
    assert [entry.number for entry in entries] == list(range(1, 5))
    assert sorted(entry.deed.action for entry in entries) == ["credentials.replaced"] * 3 + ["settings.changed"]
    assert first_broken("demo", entries, audit.end("demo")) is None


def test_an_entry_whose_answer_is_lost_is_written_once(table: Table, dynamodb: Any) -> None:
    audit = DynamoAudit(table)
    LostAnswer(dynamodb, "TransactWriteItems")
    audit.append("demo", REPLACED)
    assert [entry.number for entry in audit.entries("demo")] == [1]
