"""Values that are not what their field says: never guessed at, never written, and never taken for an empty field."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.core.compare import record_reader, wanted_row
from chalicelib.core.lists import ExtraField, ManagedList
from tests.unit.test_compare import a_list

ROW = {"key": "12", "id": "SALES", "name": "Sales", "status": "active", "parent.key": None}


def typed(kind: Any, **more: Any) -> ManagedList:
    return replace(a_list("department"), fields=(ExtraField("x", "X__c", kind, **more),))


def column(value: Any, kind: Any, **more: Any) -> Any:
    """What would be written; "left alone" where the column is not."""
    made = typed(kind, **more)
    return wanted_row(made, made.sources[0], {**ROW, "x": value}).values.get("X__c", "left alone")


@pytest.mark.parametrize(
    "value",
    [
        "1,234.56",
        "1.234,56",
        "1 234",
        "twelve",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "9" * 40,
        "0x10",
        {},
        [],
    ],
    ids=repr,
)
def test_what_is_no_number_leaves_the_column_alone(value: Any) -> None:
    assert column(value, "number", scale=2) == "left alone"


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1e5", 100_000),
        ("-0", 0),
        ("1234.56", Decimal("1234.56")),
        ("1234.567", Decimal("1234.57")),
        ("", None),
        (None, None),
    ],
)
def test_a_number_in_any_spelling_is_that_number(value: Any, number: Any) -> None:
    assert column(value, "number", scale=2) == number


@pytest.mark.parametrize(
    "value",
    ["02/30/2026", "2026-02-30", "0000-00-00", "2026-13-01", "soon", "2026-03-02T08:00:00Z", 7, 0, False, {}, []],
)
def test_what_is_no_date_leaves_the_column_alone(value: Any) -> None:
    assert column(value, "date") == "left alone"
    assert column("2026-03-02", "date") == "2026-03-02"


@pytest.mark.parametrize(
    "value",
    [
        "0000-00-00T00:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "2026-03-02T25:00:00Z",
        "2026-03-02 08:00:00 CET",
        "soon",
        True,
        False,
        {},
    ],
    ids=repr,
)
def test_what_is_no_instant_leaves_the_column_alone(value: Any) -> None:
    assert column(value, "datetime") == "left alone"


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00+00:00"),
        ("2026-03-02T08:00:00+01:00", "2026-03-02T07:00:00+00:00"),
        ("2026-03-29T02:30:00", "2026-03-29T02:30:00+00:00"),
    ],
    ids=["UTC", "with a zone", "in a gap of summer time, without a zone"],
)
def test_an_instant_without_a_zone_is_utc_on_any_machine(
    value: str, instant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Paris")
    assert column(value, "datetime") == instant


@pytest.mark.parametrize("kind", ["number", "date", "datetime"])
@pytest.mark.parametrize("value", ["", None])
def test_no_value_at_all_clears_the_column(value: Any, kind: str) -> None:
    assert column(value, kind) is None


@pytest.mark.parametrize(
    ("value", "is_true"),
    [("T", True), ("true", True), (True, True), ("F", False), ("false", False), (False, False), (None, False)],
)
def test_true_and_false_have_three_spellings(value: Any, is_true: bool) -> None:
    assert column(value, "boolean") is is_true


@pytest.mark.parametrize("value", ["1", 1, 0, "yes", "TRUE", {}, []], ids=repr)
def test_what_is_neither_true_nor_false_leaves_the_column_alone(value: Any) -> None:
    assert column(value, "boolean") == "left alone"


@pytest.mark.parametrize("kind", ["number", "datetime"])
def test_what_salesforce_holds_unreadably_differs_from_everything(kind: str) -> None:
    read = record_reader(typed(kind))
    assert read({"X__c": "garbled"})["X__c"] is None


@pytest.mark.parametrize(
    "text",
    ["R&amp;amp;D", "<![CDATA[x]]>", "\u202egnp.exe", "👩‍👩‍👧", "n" * 65_536, "one\rtwo", "a\0b\x0bc"],
    ids=range(7),
)
def test_a_text_stays_as_it_is(text: str) -> None:
    assert column(text, "text") == text
