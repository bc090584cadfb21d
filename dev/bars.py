"""Charts as SVG text: readable in light and dark, small, the same for the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 860
GUTTER = 172
ROW = 20
HEAD = 78
BLOCK_HEAD = 26
BLOCK_GAP = 12
VALUE_ROOM = 62
FOOT = 14

STYLE = """\
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 } .head { font-weight: 600 } .soft { fill: #59636e }
.page { fill: #ffffff } .bar { fill: #a9b4c0 } .own { fill: #0b6bcb } .line { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .soft { fill: #9198a1 } .page { fill: #0d1117 }
  .bar { fill: #59636e } .own { fill: #4493f8 } .line { stroke: #3d444d }
}"""


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
    parts = [_text(FOOT, 26, title, "title")]
    parts += [_text(GUTTER + n * width, HEAD - 22, column, "head") for n, column in enumerate(columns)]
    top = HEAD
    for block in blocks:
        parts.append(f'<path class="line" d="M{FOOT} {top - 10}H{WIDTH - FOOT}"/>')
        parts.append(_text(FOOT, top + 12, block.title, "head"))
        top += BLOCK_HEAD
        for name, row, style in zip(names, block.rows, ("own", *["bar"] * len(names)), strict=False):
            parts.append(_text(FOOT, top + 11, name, "" if style == "own" else "soft"))
            for n, bar in enumerate(row):
                parts += _bar(GUTTER + n * width, top, bar, (width - VALUE_ROOM) / most[n], style)
            top += ROW
        top += BLOCK_GAP
    return _page(title, top + FOOT - BLOCK_GAP, parts)


def _bar(left: float, top: float, bar: Bar, scale: float, style: str) -> list[str]:
    length = bar.value * scale
    drawn = f'<rect class="{style}" x="{left:.0f}" y="{top}" width="{max(length, 1.5):.1f}" height="14" rx="2"/>'
    return [*([drawn] if bar.value else []), _text(left + length + 5, top + 11, bar.text, "")]


def _text(x: float, y: float, text: str, style: str) -> str:
    chosen = f' class="{style}"' if style else ""
    return f'<text{chosen} x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>'


def _page(title: str, height: float, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">'
    page = f'<rect class="page" width="{WIDTH}" height="{height:.0f}"/>'
    return "\n".join([head, f"<style>{STYLE}</style>", page, *parts, "</svg>", ""])
