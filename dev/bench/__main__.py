"""``make bench``: every figure that we promise, measured here and now, as a table with its method."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

WORKERS = 8
READERS = 100
IMPORTS = 9
BASELINE = "import chalice, boto3; boto3.client('dynamodb', region_name='us-east-1')"


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    measured: str
    promised: str
    kept: bool


def main() -> int:
    """Exit code 0 when every promise is kept."""
    console = Console(highlight=False)
    figures: list[Figure] = []
    for title, measure in MEASURES:
        console.print(f"Measuring {title} …")
        figures += measure()
    table = Table("what", "measured", "promised", "kept", title="Passerelle's figures", title_justify="left")
    for one in figures:
        table.add_row(one.what, one.measured, one.promised, "yes" if one.kept else "NO")
    console.print(table)
    console.print(METHOD, markup=False)
    return 0 if all(one.kept for one in figures) else 1


METHOD = """\
Method. Each scenario has a fresh local stack in its own process: the product over real HTTP against the stand-
ins, which count calls (sign-ins apart) and rows written. Calls: 10,000 rows with contiguous keys, resynced in
full into an empty Salesforce, then again unchanged, then with 1 % of the rows changed an hour before. Speed:
100,000 rows, 1 % changed so, 0.4 s added to each Intacct call, 0.25 s to each query and 0.5 s to each upsert;
wall time from the press to the end, by one worker and by eight in one process. Memory: peak resident size of
the process that holds API and worker, over a dry run in which every row is new (each row is read, compared and
reported).
Account details: three fields of one customer, read through the API by one reader or by a hundred threads.
Import: median of nine processes each, taken in turn."""


def _calls() -> list[Figure]:
    got = _scenario("calls", 10_000)
    return [
        Figure(
            "10,000 rows, first load: rows written",
            f"{got['first_written']:,}",
            "each once",
            got["first_written"] == 10_000,
        ),
        Figure("10,000 rows unchanged: Intacct calls", str(got["intacct"]), "at most 6", got["intacct"] <= 6),
        Figure("10,000 rows unchanged: Salesforce calls", str(got["salesforce"]), "at most 7", got["salesforce"] <= 7),
        Figure("10,000 rows unchanged: rows written", str(got["written"]), "0", got["written"] == 0),
        Figure(
            "1 % changed: rows written",
            str(got["changed_written"]),
            "100",
            got["changed_written"] == got["touched"] == 100,
        ),
    ]


def _speed() -> list[Figure]:
    got = _scenario("speed", 100_000, WORKERS)
    times = f"{got['one_seconds']:.1f} s / {got['many_seconds']:.1f} s = {got['ratio']:.1f}"
    return [
        Figure(f"100,000 rows, 1 % changed: 1 worker / {WORKERS} workers", times, "at least 5", got["ratio"] >= 5),
        Figure("… rows written by each run", str(got["written"]), "1,000", got["written"] == [1000, 1000]),
    ]


def _memory() -> list[Figure]:
    small, large = _scenario("memory", 10_000)["peak_kib"], _scenario("memory", 1_000_000)["peak_kib"]
    sizes = f"{large / 1024:.0f} MiB / {small / 1024:.0f} MiB = {large / small:.2f}"
    return [Figure("peak memory, 1,000,000 / 10,000 rows", sizes, "at most 1.2", large / small <= 1.2)]


def _account() -> list[Figure]:
    got = _scenario("account", READERS)
    return [
        Figure("customer's Account, first look: Salesforce calls", str(got["first"]), "at most 4", got["first"] <= 4),
        Figure("… again within a minute", str(got["second"]), "0", got["second"] == 0),
        Figure("… after a minute, unchanged", str(got["revalidated"]), "1", got["revalidated"] == 1),
        Figure(f"… {READERS} readers at once after a minute", str(got["together"]), "1", got["together"] == 1),
    ]


def _import_time() -> list[Figure]:
    app, baseline = [], []
    for _ in range(IMPORTS):
        app.append(_seconds_of("import app"))
        baseline.append(_seconds_of(BASELINE))
    ratio = statistics.median(app) / statistics.median(baseline)
    times = f"{statistics.median(app) * 1000:.0f} ms / {statistics.median(baseline) * 1000:.0f} ms = {ratio:.2f}"
    return [Figure("import of app / of chalice and a boto3 client", times, "at most 1.6", ratio <= 1.6)]


MEASURES: tuple[tuple[str, Callable[[], list[Figure]]], ...] = (
    ("calls", _calls),
    ("speed", _speed),
    ("memory", _memory),
    ("account details", _account),
    ("import", _import_time),
)


def _seconds_of(statement: str) -> float:
    code = f"import time; began = time.perf_counter(); {statement}; print(time.perf_counter() - began)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def _scenario(name: str, *numbers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "dev.bench.scenarios", name, *map(str, numbers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
