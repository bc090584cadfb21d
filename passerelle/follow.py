"""Follow a run to its end: a progress bar on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from passerelle.api import Api
from passerelle.screen import Screen, told

TERMINAL_STATES = ("DONE", "DONE_WITH_ERRORS", "FAILED", "CANCELLED")
POLL_SECONDS = 0.5


def follow(api: Api, run: dict[str, Any], screen: Screen) -> dict[str, Any]:
    """Show the run until it has ended; returns it as it is then."""
    show = _as_bar if screen.console.is_terminal else _as_lines
    return show(screen, run, lambda: api.get(f"/runs/{run['id']}"))


def _states(run: dict[str, Any], fetch: Callable[[], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield run
    while run["state"] not in TERMINAL_STATES:
        time.sleep(POLL_SECONDS)
        run = fetch()
        yield run


def _as_bar(screen: Screen, run: dict[str, Any], fetch: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[what]}"))
    with Progress(*columns, TimeRemainingColumn(), console=screen.console) as progress:
        task = progress.add_task(run["label"]["en"], total=None, what="")
        latest = run
        for latest in _states(run, fetch):
            total = latest["ranges"] or None
            progress.update(task, total=total, completed=latest["ranges_done"], what=_brief(latest))
    return latest


def _as_lines(screen: Screen, run: dict[str, Any], fetch: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    latest, said = run, ""
    for latest in _states(run, fetch):
        line = f"  {latest['ranges_done']} of {latest['ranges']} {_parts(latest)} done, {_brief(latest)}"
        if line != said and latest["ranges"]:
            screen.say(line)
            said = line
    return latest


def _parts(run: dict[str, Any]) -> str:
    return "lists" if run["children"] else "ranges"


def _brief(run: dict[str, Any]) -> str:
    wait = f", waiting: {run['pause']['detail']}" if run["pause"] else ""
    return f"{run['totals']['read']:,} rows{wait}"


def summary(run: dict[str, Any]) -> list[str]:
    """The result in a few lines: state, rows by outcome, calls used, and what went wrong."""
    totals, calls = run["totals"], run["calls"]
    rows = ", ".join(f"{totals[name]:,} {name}" for name in ("created", "updated", "unchanged", "failed"))
    back = f"; {totals['written_back']:,} written back to Intacct" if totals["written_back"] else ""
    lines = [
        f"{run['label']['en']}: {run['state'].replace('_', ' ').lower()}{' (dry run)' if run['dry_run'] else ''}",
        f"  {totals['read']:,} rows read: {rows}; {totals['gone']:,} gone from Intacct{back}",
        f"  calls used: {calls['intacct']} Intacct, {calls['salesforce']} Salesforce",
    ]
    if run["trouble"]:
        lines += [f"  {line}" for line in told(run["trouble"])]
    return lines
