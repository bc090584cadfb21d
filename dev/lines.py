"""Lines in small panels, as SVG: axes from zero, so that a straight line is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from dev.charts import FOOT, STYLE, WIDTH, page, text

COLUMNS = 3
PANEL_WIDTH, PANEL_HEIGHT = WIDTH / COLUMNS, 206
PLOT_LEFT, PLOT_TOP, PLOT_WIDTH, PLOT_HEIGHT = 46, 34, 216, 132
HEAD = 62
MOST_TICKS = 5
LINES = """\
.l { fill: none; stroke-width: 2 } .x { text-anchor: middle } .y { text-anchor: end }
.l0 { stroke: #0b6bcb } .l1 { stroke: #bc4c00 } .l2 { stroke: #6e40c9 }
.d0 { fill: #0b6bcb } .d1 { fill: #bc4c00 } .d2 { fill: #6e40c9 }
@media (prefers-color-scheme: dark) {
  .l0 { stroke: #4493f8 } .l1 { stroke: #f0883e } .l2 { stroke: #b392f0 }
  .d0 { fill: #4493f8 } .d1 { fill: #f0883e } .d2 { fill: #b392f0 }
}"""
DOTS = (
    '<circle class="d0" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>',
    '<rect class="d1" x="{left:.1f}" y="{top:.1f}" width="7" height="7"/>',
    '<path class="d2" d="M{x:.1f} {top:.1f}l4.5 8h-9z"/>',
)
"""Lines differ in the form of their dots as well, for who can't tell the colours apart."""


@dataclass(frozen=True, slots=True)
class Panel:
    """``lines`` holds points (x, y) by the name of their line: at most three, the same names in all panels."""

    title: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


def line_grid(title: str, across: str, panels: Sequence[Panel]) -> str:
    """The panels in rows of three, each with a scale of its own; ``across`` says what the x axes count."""
    parts = [text(FOOT, 26, title, "title"), *_legend(list(panels[0].lines), across)]
    for index, panel in enumerate(panels):
        row, column = divmod(index, COLUMNS)
        parts += [f'<g transform="translate({column * PANEL_WIDTH:.0f} {HEAD + row * PANEL_HEIGHT})">']
        parts += [*_panel(panel), "</g>"]
    return page(title, HEAD + ceil(len(panels) / COLUMNS) * PANEL_HEIGHT, parts, f"{STYLE}\n{LINES}")


def _legend(names: Sequence[str], across: str) -> Iterator[str]:
    left = FOOT + 6
    for number, name in enumerate(names):
        yield _dot(number, left, 46)
        yield text(left + 10, 50, name, "")
        left += 40 + 7 * len(name)
    yield text(left, 50, f"across: {across}", "soft")


def _panel(panel: Panel) -> Iterator[str]:
    points = [point for line in panel.lines.values() for point in line]
    most, ticks = max(x for x, _ in points), _ticks(max(y for _, y in points))
    yield text(FOOT, 20, panel.title, "head")
    for value in ticks:
        _, y = _place(0, value, most, ticks[-1])
        yield f'<path class="line" d="M{PLOT_LEFT} {y:.1f}h{PLOT_WIDTH}"/>'
        yield text(PLOT_LEFT - 6, y + 4, short(value), "soft y")
    for value in (0, most / 2, most):
        x, y = _place(value, 0, most, ticks[-1])
        yield text(x, y + 18, short(value), "soft x")
    for number, line in enumerate(panel.lines.values()):
        places = [_place(x, y, most, ticks[-1]) for x, y in line]
        yield f'<path class="l l{number}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>'
        yield from (_dot(number, x, y) for x, y in places)


def _place(x: float, y: float, most: float, top: float) -> tuple[float, float]:
    return PLOT_LEFT + x / most * PLOT_WIDTH, PLOT_TOP + PLOT_HEIGHT * (1 - y / top)


def _dot(number: int, x: float, y: float) -> str:
    return DOTS[number].format(x=x, y=y, left=x - 3.5, top=y - 4.5)


def _ticks(highest: float) -> list[float]:
    """Round numbers from zero to just above ``highest``, at most five steps."""
    least = highest / MOST_TICKS or 1.0
    unit = 10.0 ** floor(log10(least))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times >= least)
    return [step * number for number in range(ceil(highest / step) + 1)]


def short(value: float) -> str:
    """1,200,000 as 1.2M, 2,500 as 2.5k."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
