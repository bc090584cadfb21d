"""Commands that look: the connection check, and the audit trail."""

import argparse
from typing import Any

from rich.console import Console
from rich.table import Table

from passerelle.api import Api

_SIGNS = {True: "ok", False: "FAILED", None: "?"}


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check", help="check the connection; exit code 0 only where nothing failed")
    check.add_argument("--all", action="store_true", help="show what is well, too")
    check.set_defaults(command=_check)
    audit = commands.add_parser("audit", help="who changed what and when, newest first")
    audit.add_argument("--limit", type=int, default=20)
    audit.add_argument("--verify", action="store_true", help="only see whether the trail is whole")
    audit.set_defaults(command=_audit)


def _check(api: Api, options: argparse.Namespace, console: Console) -> int:
    report = api.post("/connection/check")
    for check in report["checks"]:
        if options.all or check["ok"] is not True:
            about = f" ({check['list']})" if check["list"] else ""
            console.print(f"{_SIGNS[check['ok']]:7}{check['name']}{about}: {check['seen']}", markup=False)
            if check["remedy"]:
                console.print(f"       What to do: {check['remedy']}", markup=False)
    count = [sum(check["ok"] is state for check in report["checks"]) for state in (True, False, None)]
    console.print(f"{count[0]} ok, {count[1]} failed, {count[2]} could not be checked", markup=False)
    return 0 if report["ok"] else 1


def _audit(api: Api, options: argparse.Namespace, console: Console) -> int:
    if options.verify:
        return _verified(api.get("/audit/chain"), console)
    table = Table("number", "when", "who", "what", "changes")
    for entry in _entries(api, options.limit):
        deed = entry["deed"]
        changes = "\n".join(
            f"{one['path']}: {_brief(one['before'])} → {_brief(one['after'])}" for one in entry["changes"]
        )
        table.add_row(str(entry["number"]), deed["at"][:16], deed["name"], deed["action"], changes)
    console.print(table, markup=False)
    return 0


def _entries(api: Api, count: int) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    cursor = ""
    while len(entries) < count:
        page = api.get("/audit", limit=min(100, count - len(entries)), cursor=cursor)
        entries += page["entries"]
        cursor = page["cursor"]
        if not cursor:
            break
    return entries


def _verified(chain: dict[str, Any], console: Console) -> int:
    if chain["whole"]:
        console.print(f"The trail of {chain['entries']} entries is whole; it ends in {chain['end']}.", markup=False)
        return 0
    console.print(f"The trail is not as it was written, from entry {chain['first_broken']} on.", markup=False)
    return 1


def _change(change: dict[str, Any]) -> str:
    return f"{change['path']}: {_brief(change['before'])} → {_brief(change['after'])}"


def _brief(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
