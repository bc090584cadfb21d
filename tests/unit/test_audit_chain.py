"""The chain of the audit trail: whatever is done to it shows, and where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from chalicelib.core.audit import (
    AuditEntry,
    ChainEnd,
    Change,
    Deed,
    first_broken,
    next_entry,
    settings_changes,
    settings_entry,
    settings_hash,
)
from chalicelib.core.run import Mode
from chalicelib.core.settings import AccountDetails, Connection, Invited, Schedule, Settings

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DEED = Deed("settings.changed", START, "u-camille", "Camille Moreau", "203.0.113.9", "0190-camille")
OLD = replace(DEED, source_ip="", token_id="")
"""As deeds were kept before they told of address and token."""


def chain(length: int, tenant: str = "demo", old: int = 0) -> tuple[list[AuditEntry], ChainEnd]:
    """The first ``old`` entries are of before."""
    entries, end = [], ChainEnd()
    for number in range(length):
        deed = replace(OLD if number < old else DEED, at=START + timedelta(minutes=number))
        entry = next_entry(tenant, end, deed, (Change("page_size", number, number + 1),))
        entries.append(entry)
        end = ChainEnd(entry.number, entry.hash)
    return entries, end


def test_a_trail_as_it_was_written_is_whole() -> None:
    assert first_broken("demo", [], ChainEnd()) is None
    for old in (0, 500, 1000):
        entries, end = chain(1000, old=old)
        assert first_broken("demo", entries, end) is None


def test_entries_of_before_are_sealed_as_they_were_then() -> None:
    entries, end = chain(3, old=3)
    assert [entry.hash[:16] for entry in entries] == ["086d3ee34f691bfd", "0a6d5dca5848a4b0", "eb1d81a2b7375dbd"]
    assert end.hash == "eb1d81a2b7375dbdfdc1062d5b75dbf88c96ba284fbddc9d1bdf68b79429aca6"


def changed(entries: list[AuditEntry], index: int, kind: int) -> list[AuditEntry]:
    entry = entries[index]
    kinds = (
        replace(entry, changes=(Change("page_size", 0, 1_000_000),)),
        replace(entry, deed=replace(entry.deed, name="Somebody Else")),
        replace(entry, deed=replace(entry.deed, at=entry.deed.at + timedelta(seconds=1))),
        replace(entry, after_hash="0"),
        replace(entry, deed=replace(entry.deed, source_ip="198.51.100.7")),
        replace(entry, deed=replace(entry.deed, token_id="another")),
        replace(entry, deed=replace(entry.deed, source_ip="" if entry.deed.source_ip else "203.0.113.9")),
        replace(entry, deed=replace(entry.deed, token_id="" if entry.deed.token_id else "0190-camille")),
    )
    return [*entries[:index], kinds[kind], *entries[index + 1 :]]


def dropped(entries: list[AuditEntry], index: int, _: int) -> list[AuditEntry]:
    return entries[:index] + entries[index + 1 :]


def swapped(entries: list[AuditEntry], index: int, _: int) -> list[AuditEntry]:
    return [*entries[:index], entries[index + 1], entries[index], *entries[index + 2 :]]


def inserted(entries: list[AuditEntry], index: int, _: int) -> list[AuditEntry]:
    """Sealed rightly, so that only the entry after it shows the forgery, or the end of the chain."""
    last = ChainEnd(entries[index].number, entries[index].hash)
    return [*entries[: index + 1], next_entry("demo", last, DEED, ()), *entries[index + 1 :]]


Spoil = Callable[[list[AuditEntry], int, int], list[AuditEntry]]
LENGTH = 94
SPOILT: tuple[tuple[Spoil, int, int], ...] = ((changed, 8, 1), (dropped, 1, 1), (swapped, 1, 1), (inserted, 1, 3))
"""What may be done to a trail, in how many ways, and how far behind the place where it was done it shows."""


def test_what_was_done_to_a_trail_shows_at_its_first_place(record_property: Callable[[str, object], None]) -> None:
    """At every place of trails whose first entries, or all, or none are of before."""
    done = 0
    for old in (0, 30, 60, LENGTH):
        entries, end = chain(LENGTH, old=old)
        for (spoil, ways, offset), index in product(SPOILT, range(LENGTH - 2)):
            for way in range(ways):
                assert first_broken("demo", spoil(entries, index, way), end) == index + offset, (spoil, index, way)
                done += 1
    record_property("figure", f"{done:,} of {done:,} forgeries")


def test_a_trail_cut_off_at_its_end_shows() -> None:
    entries, end = chain(10)
    assert first_broken("demo", entries[:-1], end) == 10
    assert first_broken("demo", [], end) == 1


def test_a_trail_of_another_tenant_is_no_trail_of_ours() -> None:
    entries, end = chain(3, "autre")
    assert first_broken("demo", entries, end) == 1


def test_changes_name_the_members_that_differ_with_their_values() -> None:
    before = Settings(version=1, connection=Connection("old", "bridge"), recipients=("a@example.com",))
    after = replace(
        before,
        version=2,
        connection=replace(before.connection, intacct_company="new"),
        recipients=("a@example.com", "b@example.com"),
        schedules=(Schedule("employee", "hourly", "UTC", Mode.CHANGES),),
        account_details=AccountDetails(shown=True),
    )
    assert settings_changes(before, after) == (
        Change("connection.intacct_company", "old", "new"),
        Change("recipients", ["a@example.com"], ["a@example.com", "b@example.com"]),
        Change("schedules", [], [{"list": "employee", "when": "hourly", "time_zone": "UTC", "mode": "changes"}]),
        Change("account_details.shown", False, True),
    )


def test_an_invitation_is_told_without_the_hash_of_its_token() -> None:
    after = Settings(invited=(Invited("a@example.com", "f" * 64, START),))
    [change] = settings_changes(Settings(), after)
    assert change == Change("invited", [], ["a@example.com"])


def test_the_hashes_of_an_entry_are_those_of_the_settings() -> None:
    before, after = Settings(version=1), Settings(version=2, enabled=True)
    entry = settings_entry("demo", ChainEnd(), DEED, before, after)
    assert (entry.before_hash, entry.after_hash) == (settings_hash(before), settings_hash(after))
    assert entry.before_hash != entry.after_hash
    assert settings_hash(Settings(version=2, enabled=True)) == entry.after_hash
