"""``make bench-compare``: Passerelle beside what a user would pick instead, in one run; writes docs and README anew."""

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from platform import python_version
from typing import Any

from rich.console import Console
from rich.table import Table

from dev import salesforce_cli
from dev.bench.comparison import NAMES, SITUATIONS, Figures, calls
from dev.bench.pages import write_pages
from dev.bench.sides import HOLD_SECONDS
from dev.bench.situations import CHANGED_SHARE, Kill, Pass

ROWS = 10_000


def main() -> int:
    """Measure, show, and keep."""
    parser = argparse.ArgumentParser(prog="make bench-compare", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--keep", action="store_true", help="write docs/bench.* and the README's part anew")
    parser.add_argument("--write", action="store_true", help="only write the pages, of the figures last kept")
    options = parser.parse_args()
    if options.write:
        write_pages(Figures.read())
        return 0
    console = Console(highlight=False)
    began = time.monotonic()
    figures = _measure(options.rows, console)
    _show(figures, console)
    console.print(f"All of it took {time.monotonic() - began:.0f} s.")
    if options.keep:
        figures.keep()
        write_pages(figures)
        console.print("Written: docs/bench.json, docs/bench.md, docs/bench.svg and the README's part.")
    return 0


def _measure(rows: int, console: Console) -> Figures:
    versions = _versions()
    passes: dict[str, dict[str, Pass]] = {}
    for side, name in NAMES.items():
        console.print(f"Measuring {name} …")
        passes[side] = {situation: Pass(**one) for situation, one in _situation("passes", side, rows).items()}
    console.print("Killing each of them halfway …")
    with ThreadPoolExecutor() as pool:  # at once: nothing of it is timed
        found = pool.map(lambda side: Kill(**_situation("kill", side, rows)), NAMES)
        kills = dict(zip(NAMES, found, strict=True))
    return Figures(rows, round(rows * CHANGED_SHARE), round(HOLD_SECONDS), versions, passes, kills)


def _situation(what: str, side: str, rows: int) -> dict[str, Any]:
    """In a process of its own: it has its own environment."""
    command = [sys.executable, "-m", "dev.bench.situations", what, side, str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _show(figures: Figures, console: Console) -> None:
    title = f"{figures.rows:,} rows: calls to Intacct + Salesforce, rows written, wall time, peak memory"
    table = Table("", *SITUATIONS.values(), "Killed halfway, ended later", title=title, title_justify="left")
    for side, name in NAMES.items():
        cells = [_cell(one) for one in figures.passes[side].values()]
        killed = figures.kills[side]
        again = f"{killed.rows_written - figures.rows:,} rows twice, {figures.calls_again(side):+} calls"
        table.add_row(name, *cells, f"{killed.missing:,} rows missing till then\n{again}")
    console.print(table)


def _cell(one: Pass) -> str:
    spent = f"{one.seconds:.1f} s, {one.peak_mib:.0f} MiB"
    return f"{calls(one)} calls ({one.intacct_calls} + {one.salesforce_calls})\n{one.rows_written:,} rows\n{spent}"


def _versions() -> dict[str, str]:
    command = salesforce_cli.installed()
    if command is None:
        raise SystemExit("The comparison needs the Salesforce CLI, which needs Node and npm.")
    told = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    cli, _, node = told.stdout.split()[:3]
    return {
        "Python": python_version(),
        "simple-salesforce": version("simple-salesforce"),
        "Salesforce CLI": cli.rpartition("/")[2],
        "Node": node.removeprefix("node-v"),
    }


if __name__ == "__main__":
    sys.exit(main())
