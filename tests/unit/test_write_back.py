"""What of an edit in Salesforce goes to Intacct: the newer side wins, in a tie Intacct."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.core.compare import Present, Value, Wanted
from chalicelib.core.fieldmap import MappedField, Shape
from chalicelib.core.write_back import Edited, instant, intacct_values, values_to_write
from tests.unit.fieldmap_parts import row

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BOTH, TO = row("a", "A__c", "both"), row("b", "B__c", "to_intacct")
SECOND = timedelta(seconds=1)


def chosen(
    modified_at: datetime | None,
    theirs: dict[str, Value],
    fresh: bool = True,
    rows: tuple[MappedField, ...] = (BOTH, TO),
) -> dict[str, Value]:
    ours: dict[str, Value] = {one.column: "old" for one in rows}
    edited = Edited(Present("a01", "department:1", theirs), NOON)
    return values_to_write(rows, edited, Wanted("department:1", "1", ours), modified_at, fresh=fresh)


def test_a_newer_edit_goes_to_intacct_where_it_differs() -> None:
    assert chosen(NOON - SECOND, {"A__c": "new", "B__c": "new"}) == {"A__c": "new", "B__c": "new"}
    assert chosen(NOON - SECOND, {"A__c": "old", "B__c": "old"}) == {}


@pytest.mark.parametrize("modified_at", [NOON, NOON + SECOND, None])
def test_in_a_tie_or_in_doubt_intacct_wins(modified_at: datetime | None) -> None:
    assert chosen(modified_at, {"A__c": "new", "B__c": "old"}) == {}


def test_where_salesforce_alone_fills_a_field_a_fresh_edit_always_goes() -> None:
    for modified_at in (NOON + SECOND, None):
        assert chosen(modified_at, {"A__c": "new", "B__c": "new"}) == {"B__c": "new"}
        assert chosen(modified_at, {"A__c": "new", "B__c": "new"}, fresh=False) == {}
    assert chosen(NOON - SECOND, {"A__c": "old", "B__c": "new"}, fresh=False) == {"B__c": "new"}


def test_only_what_both_sides_fill_is_cleared() -> None:
    assert chosen(NOON - SECOND, {"A__c": None, "B__c": None}) == {"A__c": None}


def test_an_empty_lookup_clears_nothing_in_intacct() -> None:
    lookup = row("manager.key", "Manager__c", "both", "employee")
    assert chosen(NOON - SECOND, {lookup.column: None}, rows=(lookup,)) == {}
    assert chosen(NOON - SECOND, {lookup.column: "employee:7"}, rows=(lookup,)) == {lookup.column: "employee:7"}


@pytest.mark.parametrize(
    ("shape", "value", "written"),
    [
        (Shape(), "Sales", "Sales"),
        (Shape(), None, None),
        (Shape("boolean", intacct="boolean"), False, False),
        (Shape("number", intacct="integer"), Decimal(12), 12),
        (Shape("number", scale=2, intacct="number"), Decimal("12.50"), 12.5),
        (Shape("number", scale=2), Decimal("12.50"), "12.50"),
        (Shape("number"), Decimal("1E+3"), "1000"),
        (Shape("date"), "2026-01-31", "2026-01-31"),
        (Shape("datetime"), "2026-01-31T10:00:00+00:00", "2026-01-31T10:00:00Z"),
    ],
)
def test_a_value_is_written_as_intacct_takes_it(shape: Shape, value: Value, written: object) -> None:
    found = intacct_values([replace(BOTH, shape=shape), TO], {"A__c": value})
    assert found == {"a": written}
    assert type(found["a"]) is type(written)


def test_a_reference_is_written_by_its_key_and_stays_within_its_list() -> None:
    lookup = row("manager.key", "Manager__c", "to_intacct", "employee")
    assert intacct_values([lookup], {lookup.column: "employee:7"}) == {"manager.key": "7"}
    with pytest.raises(ValueError, match="points to a row of department, not of employee"):
        intacct_values([lookup], {lookup.column: "department:7"})


def test_stamps_are_read_with_and_without_zone() -> None:
    assert instant("2026-03-02T12:00:00Z") == NOON
    assert instant("2026-03-02T12:00:00") == NOON
    assert instant("2026-03-02T13:00:00+01:00") == NOON
    assert [instant(strange) for strange in (None, "", "02/30/2026", 7)] == [None] * 4
