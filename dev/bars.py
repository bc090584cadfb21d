"""Bars in columns and groups, as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from dev.charts import FOOT, WIDTH, page, text

GUTTER = 172
ROW = 20
HEAD = 78
BLOCK_HEAD = 26
BLOCK_GAP = 12
VALUE_ROOM = 62


@dataclass(frozen=True, slots=True)
class Bar:
    """``text`` is what stands at its end."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One group of bars by column: ``rows`` has a line for each name, with a bar for each column."""

    title: str
    rows: Sequence[Sequence[Bar]]


def bar_grid(title: str, columns: Sequence[str], names: Sequence[str], blocks: Sequence[Block]) -> str:
    """Bars in columns of one scale each, so that all blocks of a column compare; the first of ``names`` is ours."""
    width = (WIDTH - GUTTER - FOOT) / len(columns)
    most = [max(row[n].value for block in blocks for row in block.rows) or 1 for n in range(len(columns))]
    parts = [text(FOOT, 26, title, "title")]
    parts += [text(GUTTER + n * width, HEAD - 22, column, "head") for n, column in enumerate(columns)]
    top = HEAD
    for block in blocks:
        parts.append(f'<path class="line" d="M{FOOT} {top - 10}H{WIDTH - FOOT}"/>')
        parts.append(text(FOOT, top + 12, block.title, "head"))
        top += BLOCK_HEAD
        for name, row, style in zip(names, block.rows, ("own", *["bar"] * len(names)), strict=False):
            parts.append(text(FOOT, top + 11, name, "" if style == "own" else "soft"))
            for n, bar in enumerate(row):
                parts += _bar(GUTTER + n * width, top, bar, (width - VALUE_ROOM) / most[n], style)
            top += ROW
        top += BLOCK_GAP
    return page(title, top + FOOT - BLOCK_GAP, parts)


def _bar(left: float, top: float, bar: Bar, scale: float, style: str) -> list[str]:
    length = bar.value * scale
    drawn = f'<rect class="{style}" x="{left:.0f}" y="{top}" width="{max(length, 1.5):.1f}" height="14" rx="2"/>'
    return [*([drawn] if bar.value else []), text(left + length + 5, top + 11, bar.text, "")]
