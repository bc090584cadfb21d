"""What a run costs as its list grows, counted: the real engine and the real store, upstreams in memory.

``python -m tests.proof.load.growth`` measures up to a million rows (about ten minutes), and writes the figures and
the plot that docs/proof.md shows.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.run import State
from chalicelib.ports import Clock, Runs, SettingsStore
from dev.lines import Panel, line_grid
from dev.stack.processes import Processes, free_port
from infra.resources import TABLE, create_all
from tests.conftest import AwsAccount
from tests.proof.load.crowd import LIST, WARM_UP_SECONDS
from tests.proof.load.meter import MeteredDynamoDB
from tests.proof.load.rows import LONG_AGO
from tests.proof.load.town import Town

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
KINDS = {"unchanged": "unchanged", "changed": "1 % changed", "created": "all new"}
DOCS = Path(__file__).parents[3] / "docs"
FIGURES = DOCS / "growth.json"
PLOT = DOCS / "growth.svg"
FIRST_ACCOUNT = 200_000_000_000
COUNTS = {
    "intacct_calls": "Calls of Intacct",
    "salesforce_calls": "Calls of Salesforce",
    "messages": "Messages (SQS) and calls of Lambda",
    "dynamodb_requests": "Requests to DynamoDB",
    "read_units": "Read units of DynamoDB",
    "write_units": "Write units of DynamoDB",
}
"""What is counted, by the names of ``Spent``."""


@dataclass(frozen=True, slots=True)
class Spent:
    """A full run of one list, from the press to the mail. ``seconds`` and ``worker_seconds`` are the model's."""

    kind: str
    rows: int
    rows_written: int
    intacct_calls: int
    salesforce_calls: int
    messages: int
    dynamodb_requests: int
    read_units: float
    write_units: int
    seconds: float
    worker_seconds: float


def spent(kind: str, rows: int, dynamodb: Any, sqs: Any) -> Spent:
    """Run a list of so many rows: none differs between the two sides, one in a hundred, or Salesforce has none.

    The clients are of an account where nothing is yet.
    """
    meter = MeteredDynamoDB(dynamodb)
    name = create_all(dynamodb, sqs).table
    _keep_all(dynamodb, name)

    def stores(clock: Clock) -> tuple[Runs, SettingsStore]:
        table = Table(meter, name, clock)  # type: ignore[arg-type]
        return DynamoRuns(table), DynamoSettings(table)

    town = Town(1, stores=stores)
    town.move_in("demo", {LIST: rows}, filled=kind != "created")
    if kind == "changed":
        for key in range(1, rows + 1, 100):
            town.lists["demo"][LIST].change(key, LONG_AGO + timedelta(days=1))
    town.at(WARM_UP_SECONDS, lambda: town.press("demo", LIST))
    town.run_to_the_end(after=WARM_UP_SECONDS + 1)
    return _told(town, kind, rows, meter)


def _keep_all(dynamodb: Any, table: str) -> None:
    """Virtual time may lie in the past, where the stand-in would take what was just written for long expired."""
    never = {"Enabled": False, "AttributeName": TABLE.ttl}
    dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=never)


def _told(town: Town, kind: str, rows: int, meter: MeteredDynamoDB) -> Spent:
    [press] = town.presses
    run, held = town.run_of(press), town.lists["demo"][LIST].held
    assert run.state is State.DONE
    assert held.differing() == 0
    lanes = town.functions.lanes.values()
    return Spent(
        kind,
        rows,
        rows_written=held.written,
        intacct_calls=town.costs.of_port("intacct"),
        salesforce_calls=town.costs.of_port("salesforce"),
        messages=sum(lane.invocations for lane in lanes),
        dynamodb_requests=meter.requests,
        read_units=meter.reads,
        write_units=meter.writes,
        seconds=round(town.dwell_seconds(press), 1),
        worker_seconds=round(sum(lane.busy_seconds.total() for lane in lanes), 1),
    )


def rate(figures: list[Spent], count: str, lower: int, upper: int) -> float:
    """What each further thousand rows costs between two sizes."""
    by_rows = {one.rows: getattr(one, count) for one in figures}
    return float(by_rows[upper] - by_rows[lower]) / (upper - lower) * 1000


def kept_figures() -> list[Spent]:
    """Those that the docs show."""
    return [Spent(**one) for one in json.loads(FIGURES.read_text(encoding="utf-8"))]


def plot(figures: list[Spent]) -> str:
    panels = [
        Panel(title, {label: _line(figures, kind, count) for kind, label in KINDS.items()})
        for count, title in COUNTS.items()
    ]
    return line_grid("What a run costs as its list grows", "rows of the list", panels)


def _line(figures: list[Spent], kind: str, count: str) -> list[tuple[float, float]]:
    return [(one.rows, getattr(one, count)) for one in figures if one.kind == kind]


def main() -> None:
    figures = []
    with Processes() as processes:
        url = processes.ministack(free_port())
        for number, (kind, rows) in enumerate(product(KINDS, SIZES)):
            account = AwsAccount(url, f"{FIRST_ACCOUNT + number}")
            figures.append(spent(kind, rows, account.client("dynamodb"), account.client("sqs")))
            print(figures[-1], flush=True)
    FIGURES.write_text(_lines(figures), encoding="utf-8")
    PLOT.write_text(plot(figures), encoding="utf-8")


def _lines(figures: list[Spent]) -> str:
    """JSON with one measurement a line."""
    return "[\n" + ",\n".join(f"  {json.dumps(asdict(one))}" for one in figures) + "\n]\n"


if __name__ == "__main__":
    main()
