"""``python -m passerelle``: lists, resync, runs, rows, cancel, and the commands of the other modules."""

import argparse
import os
import sys
import uuid
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from passerelle import check, field_map, mail, settings, sign_in
from passerelle.api import Api, ApiError
from passerelle.follow import follow, summary

EXIT_FAILED = 1
EXIT_REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 only when all went well, every row included; 1 when a run did not; 2 when the service refused."""
    options = _parser().parse_args(arguments)
    console = Console(highlight=False)
    if not all(getattr(options, name) for name in options.needs):
        console.print("Say where and who: --url and --token, or PASSERELLE_URL and PASSERELLE_TOKEN.")
        return EXIT_REFUSED
    try:
        return int(options.command(Api(options.url or "", options.token or ""), options, console))
    except (ApiError, settings.Unusable) as error:
        Console(stderr=True, highlight=False).print(str(error), markup=False)
        return EXIT_REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="passerelle", description="Resync Intacct's managed lists to Salesforce.")
    parser.add_argument("--url", default=os.environ.get("PASSERELLE_URL"), help="address of the deployment")
    parser.add_argument(
        "--token", default=os.environ.get("PASSERELLE_TOKEN"), help="access token (better: by variable)"
    )
    parser.set_defaults(needs=("url", "token"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in (sign_in, settings, field_map, check, mail):
        module.add_commands(commands)

    commands.add_parser("lists", help="the managed lists, each with its last run").set_defaults(command=_lists)
    resync = commands.add_parser("resync", help="resync one list (or “all”) and follow it to its end")
    resync.add_argument("list")
    resync.add_argument("--mode", choices=["full", "changes", "errors"], default="full")
    resync.add_argument("--dry-run", action="store_true", help="compare everything, write nothing")
    resync.add_argument("--confirm-gone", action="store_true", help="yes, that many rows are gone from Intacct")
    resync.set_defaults(command=_resync)
    runs = commands.add_parser("runs", help="the history, newest first")
    runs.add_argument("--list")
    runs.add_argument("--state")
    runs.set_defaults(command=_runs)
    rows = commands.add_parser("rows", help="what became of the rows of a run, as CSV")
    rows.add_argument("run")
    rows.add_argument("--outcome", choices=["failed", "gone", "created", "updated", "written_back"])
    rows.set_defaults(command=_rows)
    cancel = commands.add_parser("cancel", help="stop a run")
    cancel.add_argument("run")
    cancel.set_defaults(command=_cancel)
    return parser


def _lists(api: Api, _options: argparse.Namespace, console: Console) -> int:
    table = Table("key", "list", "last run", "when", "rows", "failed")
    for one in api.get("/lists")["lists"]:
        table.add_row(one["key"], one["label"]["en"], *_run_cells(one["last_run"]))
    console.print(table)
    return 0


def _run_cells(run: dict[str, Any] | None) -> tuple[str, ...]:
    if run is None:
        return "never", "", "", ""
    return run["state"], run["started_at"][:16], f"{run['totals']['read']:,}", f"{run['totals']['failed']:,}"


def _resync(api: Api, options: argparse.Namespace, console: Console) -> int:
    body = {"mode": options.mode, "dry_run": options.dry_run, "confirm_gone": options.confirm_gone}
    started = api.post(f"/lists/{options.list}/runs", body, **{"Idempotency-Key": str(uuid.uuid4())})
    console.print(started["message"], markup=False)
    run = follow(api, started["run"], console)
    console.print("\n".join(summary(run)), markup=False)
    return 0 if run["state"] == "DONE" else EXIT_FAILED


def _runs(api: Api, options: argparse.Namespace, console: Console) -> int:
    table = Table("run", "list", "state", "when", "rows", "failed")
    for run in api.get("/runs", list=options.list, state=options.state)["runs"]:
        table.add_row(run["id"], run["list"], *_run_cells(run))
    console.print(table)
    return 0


def _rows(api: Api, options: argparse.Namespace, _console: Console) -> int:
    for piece in api.rows_as_csv(options.run, options.outcome):
        sys.stdout.buffer.write(piece)
    return 0


def _cancel(api: Api, options: argparse.Namespace, console: Console) -> int:
    run = api.post(f"/runs/{options.run}/cancel")
    console.print(f"The run of {run['label']['en']} will stop.", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
