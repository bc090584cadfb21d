"""The CSV of row reports: nothing in it runs in a spreadsheet, and nothing of it is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.counts import Outcome, RowReport
from chalicelib.ports import RowPage
from chalicelib.routes.row_csv import COLUMNS, guarded, rows_as_csv

TRIGGERS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
texts = st.text() | st.builds(lambda a, b: a + b, st.text("'\ufeff\u200b " + TRIGGERS, max_size=4), st.text())


@pytest.mark.parametrize("lead", TRIGGERS)
@pytest.mark.parametrize("hidden", ["", "\ufeff", "\u200b", " ", "\u2060\ufeff"])
def test_a_cell_that_could_be_a_formula_begins_with_an_apostrophe(lead: str, hidden: str) -> None:
    cell = f"{hidden}{lead}HYPERLINK(1)"
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ventes", "'s-Hertogenbosch", "a=b", "12", "Équipe - Nord"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@given(texts)
def test_taking_the_apostrophe_off_gives_the_text_back(text: str) -> None:
    written = guarded(text)
    assert written == text or (written[0] == "'" and written[1:] == text)
    # A reader takes one apostrophe off wherever the guard would have put one on; it can't be mistaken.
    assert (written[1:] if written[:1] == "'" and guarded(written[1:]) == written else written) == text


@given(st.lists(st.builds(RowReport, st.sampled_from(Outcome), *[texts] * 4), max_size=5))
def test_what_was_reported_can_be_read_back(rows: list[RowReport]) -> None:
    text, cursor = rows_as_csv(lambda limit, cursor: RowPage(tuple(rows)), 10, "", one_page=False)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert cursor == ""
    assert read[0] == list(COLUMNS)
    assert [line[2] for line in read[1:]] == [guarded(row.name) for row in rows]
    assert [line[3] for line in read[1:]] == [guarded(row.record_key) for row in rows]
