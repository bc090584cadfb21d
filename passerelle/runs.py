"""Commands for lists and runs: see them, resync, what became of the rows, cancel."""

import argparse
import uuid
from typing import Any

from passerelle.api import Api
from passerelle.follow import follow, summary
from passerelle.screen import Screen, minute, told

EXIT_FAILED = 1


def add_commands(commands: Any) -> None:
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
    runs.add_argument("--limit", type=int, default=20)
    runs.set_defaults(command=_runs)
    for name, command, text in (
        ("run", _run, "one run: where it is, or how it ended"),
        ("errors", _errors, "why rows of a run failed, each reason with what to do"),
        ("cancel", _cancel, "stop a run"),
    ):
        one = commands.add_parser(name, help=text)
        one.add_argument("run")
        one.set_defaults(command=command)
    rows = commands.add_parser("rows", help="what became of the rows of a run, as CSV")
    rows.add_argument("run")
    rows.add_argument("--outcome", choices=["failed", "gone", "created", "updated", "written_back"])
    rows.set_defaults(command=_rows)


def _lists(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    lists = api.get("/lists")["lists"]
    columns = ("key", "list", "last run", "when (UTC)", "rows", "failed", "single rows today")
    screen.table(columns, [(one["key"], _label(one), *_run_cells(one["last_run"]), _single(one)) for one in lists])
    for one in lists:
        trouble = one["single_records"]["trouble"]
        if trouble:
            detail, *remedy = told(trouble)
            screen.say(f"{one['key']}: {detail}", *(f"  {line}" for line in remedy))
    return 0


def _label(one: dict[str, Any]) -> str:
    return f"{one['label']['en']}{'' if one['enabled'] else ' (switched off)'}"


def _single(one: dict[str, Any]) -> str:
    day = one["single_records"]
    return ", ".join(f"{day[name]:,} {name}" for name in ("written", "gone", "failed") if day[name])


def _run_cells(run: dict[str, Any] | None) -> tuple[str, ...]:
    if run is None:
        return "never", "", "", ""
    return run["state"], minute(run["started_at"]), f"{run['totals']['read']:,}", f"{run['totals']['failed']:,}"


def _resync(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    body = {"mode": options.mode, "dry_run": options.dry_run, "confirm_gone": options.confirm_gone}
    started = api.post(f"/lists/{options.list}/runs", body, **{"Idempotency-Key": str(uuid.uuid4())})
    screen.say(started["message"])
    run = follow(api, started["run"], screen)
    screen.say(*summary(run))
    return 0 if run["state"] == "DONE" else EXIT_FAILED


def _runs(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    runs = api.pages("/runs", "runs", options.limit, list=options.list, state=options.state)
    screen.table(
        ("run", "list", "state", "when (UTC)", "rows", "failed"),
        [(run["id"], run["list"], *_run_cells(run)) for run in runs],
    )
    return 0


def _run(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    run = api.get(f"/runs/{options.run}")
    screen.say(*summary(run))
    started = f"  started {minute(run['started_at'])} UTC by {run['requester']['name']}"
    screen.say(f"{started}, on version {run['settings_version']} of the settings")
    return 0


def _errors(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    groups = api.get(f"/runs/{options.run}/errors")["groups"]
    for one in groups:
        rows = f"{one['count']:,} row{'' if one['count'] == 1 else 's'}"
        screen.say(f"{rows}, {one['code']}: {one['message']}", f"  for instance {one['example']}")
        screen.say(f"  What to do: {one['remedy']}")
    if not groups:
        screen.say("No row of this run failed.")
    return 0


def _rows(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    for piece in api.rows_as_csv(options.run, options.outcome):
        screen.write(piece)
    return 0


def _cancel(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    run = api.post(f"/runs/{options.run}/cancel")
    screen.say(f"The run of {run['label']['en']} will stop.")
    return 0
