"""The audit trail: who changed what, when, and from where; as a table, or as a file for an auditor."""

import argparse
import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from passerelle.api import Api
from passerelle.screen import Screen, minute

EXIT_FAILED = 1
COLUMNS = ("number", "at", "action", "name", "subject", "source_ip", "token_id", "path", "before", "after")
SEALS = ("before_hash", "after_hash", "previous", "hash")
# What a spreadsheet takes for a formula, also behind characters that it does not show, and also full-width.
_FORMULA = re.compile(r"'*[\s\ufeff\u200b-\u200f\u2060-\u2064]*[\t\r\n=+\-@\uff1d\uff0b\uff0d\uff20]")


def add_commands(commands: Any) -> None:
    audit = commands.add_parser("audit", help="who changed what, when and from where, newest first")
    number = audit.add_mutually_exclusive_group()
    number.add_argument("--limit", type=int, default=20, help="so many entries (20)")
    number.add_argument("--all", action="store_true", help="every entry")
    audit.add_argument("--format", choices=("table", "csv", "json"), default="table", help="csv: one line a change")
    audit.add_argument("--verify", action="store_true", help="only see whether the trail is whole")
    audit.set_defaults(command=_audit)


def _audit(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    if options.verify:
        return _verified(api.get("/audit/chain"), screen)
    entries = api.pages("/audit", "entries", None if options.all else options.limit)
    if options.format == "json":
        screen.write(json.dumps(entries, ensure_ascii=False, indent=2).encode() + b"\n")
    elif options.format == "csv":
        screen.write(_as_csv(entries))
    else:
        screen.table(("number", "when (UTC)", "who", "what", "changes"), map(_cells, entries))
    return 0


def _cells(entry: dict[str, Any]) -> tuple[str, ...]:
    deed = entry["deed"]
    who = [deed["name"], *([f"from {deed['source_ip']}"] if deed["source_ip"] else [])]
    who += [f"token {deed['token_id']}"] if deed["token_id"] else []
    changes = [f"{one['path']}: {_change(one['before'], one['after'])}" for one in entry["changes"]]
    return str(entry["number"]), minute(deed["at"]), "\n".join(who), deed["action"], "\n".join(changes)


def _as_csv(entries: Iterable[dict[str, Any]]) -> bytes:
    """A line a change, or one for an entry without; values as JSON, every cell such that no spreadsheet runs it."""
    file = io.StringIO()
    lines = csv.writer(file, quoting=csv.QUOTE_ALL)
    lines.writerow((*COLUMNS, *SEALS))
    for entry in entries:
        for change in entry["changes"] or [{}]:
            known = {**entry, **entry["deed"], **{name: _as_json(value) for name, value in change.items()}}
            lines.writerow([_guarded(str(known.get(name, ""))) for name in (*COLUMNS, *SEALS)])
    return file.getvalue().encode()


def _as_json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _verified(chain: dict[str, Any], screen: Screen) -> int:
    if chain["whole"]:
        screen.say(f"The trail of {chain['entries']} entries is whole; it ends in {chain['end']}.")
        return 0
    screen.say(f"The trail is not as it was written, from entry {chain['first_broken']} on.")
    return EXIT_FAILED


def _change(before: Any, after: Any) -> str:
    """Of lists, what came and went: the whole of them would say less."""
    if not (isinstance(before, list) and isinstance(after, list)):
        return f"{_brief(before)} → {_brief(after)}"
    came = [f"+ {_brief(one)}" for one in after if one not in before]
    went = [f"− {_brief(one)}" for one in before if one not in after]
    return ", ".join(came + went) or "in another order"


def _brief(value: Any) -> str:
    text = "nothing" if value in (None, "") else _as_json(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
