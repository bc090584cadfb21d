"""Writes the figures of the comparison: ``docs/bench.md``, its chart, and the README's part between two marks."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev.bars import Bar, Block, bar_grid
from dev.bench import latency
from dev.bench.comparison import NAMES, SITUATIONS, Figures, calls, rows_written, seconds
from dev.bench.situations import Pass
from dev.bench.words import ENDS, INTRODUCTION, METHOD, WORDS

ROOT = Path(__file__).parents[2]
MARKS = ("<!-- bench: written by make bench-compare -->", "<!-- end of bench -->")
LEAST = {"fewest calls": calls, "least time": seconds, "fewest rows written": rows_written}


def write_pages(figures: Figures) -> None:
    for path, text in pages(figures).items():
        path.write_text(text, encoding="utf-8")


def pages(figures: Figures) -> Mapping[Path, str]:
    """What each file is to say; the README's other parts are as they stand."""
    readme = ROOT / "README.md"
    before, after = re.split(f"{MARKS[0]}.*{MARKS[1]}", readme.read_text(encoding="utf-8"), flags=re.DOTALL)
    part = f"{MARKS[0]}\n{readme_part(figures)}\n{MARKS[1]}"
    chart, page = chart_of(figures), page_of(figures)
    return {ROOT / "docs/bench.svg": chart, ROOT / "docs/bench.md": page, readme: before + part + after}


def chart_of(figures: Figures) -> str:
    blocks = [
        Block(title, [_bars(figures.passes[side][situation]) for side in NAMES])
        for situation, title in SITUATIONS.items()
    ]
    columns = ("API calls, both sides", "Rows written", "Seconds")
    return bar_grid(f"One pass over a list of {figures.rows:,} rows", columns, list(NAMES.values()), blocks)


def readme_part(figures: Figures) -> str:
    head = ("", *SITUATIONS.values(), "Killed halfway")
    rows = [
        (name, *(_in_short(one) for one in figures.passes[side].values()), _killed_in_short(figures, side))
        for side, name in NAMES.items()
    ]
    return "\n\n".join(
        (
            "![Calls, rows written and seconds of each, as bars](docs/bench.svg)",
            table(head, rows),
            winners(figures),
            "Why that is, what it leaves out, memory and method: [docs/bench.md](docs/bench.md).",
        )
    )


def winners(figures: Figures) -> str:
    """Who needs least, by situation, whoever that is."""
    said = []
    for situation, title in SITUATIONS.items():
        sides = {what: figures.least(situation, of) for what, of in LEAST.items()}
        least = [f"{what} by {_named(found)}" for what, found in sides.items() if len(found) < len(NAMES)]
        said.append(f"- {title}: {'; '.join(least)}.")
    return "\n".join(said)


def page_of(figures: Figures) -> str:
    parts = [INTRODUCTION, "![Bars](bench.svg)"]
    for situation, title in SITUATIONS.items():
        parts += [f"## {title}", _situation(figures, situation)]
    parts += ["## Killed halfway, and brought to its end later", _kills(figures), WORDS, _method(figures)]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _situation(figures: Figures, situation: str) -> str:
    head = ("", "Intacct calls", "Salesforce calls", "rows written", "wall time", "× Passerelle", "peak memory")
    own = figures.passes["passerelle"][situation].seconds
    rows = []
    for side, name in NAMES.items():
        one = figures.passes[side][situation]
        counts = (str(one.intacct_calls), str(one.salesforce_calls), f"{one.rows_written:,}")
        rows.append((name, *counts, f"{one.seconds:.1f} s", f"{one.seconds / own:.1f}", f"{one.peak_mib:.0f} MiB"))
    return table(head, rows)


def _kills(figures: Figures) -> str:
    head = (
        "",
        "rows missing until then",
        "rows written in all",
        "of these twice",
        "calls in all",
        "more than unkilled",
    )
    rows = []
    for side, name in NAMES.items():
        one = figures.kills[side]
        counts = (one.missing, one.rows_written, one.rows_written - figures.rows, calls(one))
        rows.append((name, *(f"{count:,}" for count in counts), f"{figures.calls_again(side):+}"))
    hold = _hold_minutes(figures)
    ends = "\n".join(f"- {name}: {ENDS[side].format(hold=hold)}." for side, name in NAMES.items())
    return f"{table(head, rows)}\n\nWhat brings it to its end:\n\n{ends}"


def _method(figures: Figures) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in figures.versions.items())
    return METHOD.format(
        rows=figures.rows,
        changed=figures.changed,
        hold=_hold_minutes(figures),
        versions=versions,
        intacct=latency.INTACCT["query"],
        upsert=latency.SALESFORCE["collections_upsert"],
        other=latency.SALESFORCE["*"],
        waiting=latency.BULK_PACE["waiting_seconds"],
        chunk=latency.BULK_PACE["chunk_seconds"],
        batch=figures.rows / 200 * latency.BULK_PACE["chunk_seconds"],
    )


def _hold_minutes(figures: Figures) -> int:
    return figures.hold_seconds // 60


def _bars(one: Pass) -> list[Bar]:
    rows = rows_written(one)
    return [Bar(calls(one), str(calls(one))), Bar(rows, f"{rows:,}"), Bar(one.seconds, f"{one.seconds:.1f} s")]


def _in_short(one: Pass) -> str:
    return f"{calls(one)} calls, {one.rows_written:,} rows, {one.seconds:.1f} s"


def _killed_in_short(figures: Figures, side: str) -> str:
    one = figures.kills[side]
    again = f"{one.rows_written - figures.rows:,} written twice, {figures.calls_again(side):+} calls"
    if side == "passerelle":
        return f"{one.missing:,} rows missing until it goes on by itself, {_hold_minutes(figures)} min at most; {again}"
    if one.missing:
        return f"{one.missing:,} rows missing until it is run again; {again}"
    return f"none missing, as Salesforce ends the job; run again: {again}"


def _named(sides: Sequence[str]) -> str:
    return " and ".join(NAMES[side] for side in sides)
