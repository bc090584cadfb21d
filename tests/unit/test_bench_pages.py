"""The comparison's pages say what its kept figures say, the README among them."""

from pathlib import Path

import pytest

from dev.bench.comparison import NAMES, SITUATIONS, Figures, calls
from dev.bench.pages import pages

PAGES = pages(Figures.read())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_shows_the_figures_that_were_kept(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "write it anew: python -m dev.bench.compare --write"


def test_every_side_went_through_every_situation() -> None:
    figures = Figures.read()
    assert {side: set(found) for side, found in figures.passes.items()} == {side: set(SITUATIONS) for side in NAMES}
    assert set(figures.kills) == set(NAMES)


@pytest.mark.parametrize("side", NAMES)
def test_the_readme_says_what_the_table_says(side: str) -> None:
    by_name = {path.name: text for path, text in PAGES.items()}
    for one in Figures.read().passes[side].values():
        rows, seconds = f"{one.rows_written:,}", f"{one.seconds:.1f} s"
        assert f"{calls(one)} calls, {rows} rows, {seconds}" in by_name["README.md"]
        assert f"| {one.intacct_calls} | {one.salesforce_calls} | {rows} | {seconds} |" in by_name["bench.md"]


def test_the_chart_is_small_and_readable_in_dark_as_well() -> None:
    [chart] = [text for path, text in PAGES.items() if path.suffix == ".svg"]
    assert len(chart) < 30_000
    assert "prefers-color-scheme: dark" in chart
