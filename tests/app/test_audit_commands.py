"""The command line's audit trail: as a table for an administrator, as a file for an auditor."""

import csv
import io
import json

import pytest

from chalicelib.core.audit import Change, Deed
from dev.fakes.clock import BEGINNING
from tests.app.command_line import CommandLine
from tests.app.conftest import Parts


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def deed(name: str) -> Deed:
    return Deed("settings.changed", BEGINNING, "u-1", name, "203.0.113.9", "0190-camille")


def test_an_entry_tells_who_from_where_by_which_token(run: CommandLine) -> None:
    run("settings", "set", "enabled=false", "disabled_lists=[department]")
    shown = run("audit", "--limit", "1").out
    for part in ("Camille Moreau", "from 127.0.0.1", "token 0190-camille", "enabled: true → false", "+ department"):
        assert part in shown


def test_entries_of_before_are_shown_without_address_and_token(run: CommandLine) -> None:
    shown = run("audit").out
    assert "Set-up" in shown
    assert "from" not in shown
    assert "token" not in shown


def test_lists_are_told_by_what_came_and_went(run: CommandLine, parts: Parts) -> None:
    for before, after in ((["a", "b"], ["b", "c"]), (["b", "c"], ["c", "b"])):
        parts.settings.audit.append("demo", deed("Ada"), (Change("fields", before, after),))
    shown = run("audit").out
    assert "fields: + c, − a" in shown
    assert "fields: in another order" in shown


def test_a_file_for_an_auditor_holds_every_change_of_every_entry(run: CommandLine, parts: Parts) -> None:
    for number in range(130):
        parts.settings.audit.append("demo", deed("Ada"), (Change("a", number, None), Change("b", "x", ["y"])))
    parts.settings.audit.append("demo", deed("Ada"))
    lines = read(run("audit", "--all", "--format", "csv").out)
    assert [line["number"] for line in lines[:3]] == ["132", "131", "131"]
    assert len(lines) == 1 + 2 * 130 + 1
    assert {name: lines[1][name] for name in ("path", "before", "after", "source_ip", "token_id", "subject")} == {
        "path": "a",
        "before": "129",
        "after": "null",
        "source_ip": "203.0.113.9",
        "token_id": "0190-camille",
        "subject": "u-1",
    }
    assert lines[2]["after"] == '["y"]'
    end = parts.settings.audit.end("demo")
    assert (lines[0]["hash"], lines[0]["previous"]) == (end.hash, lines[1]["hash"])


def test_the_json_holds_the_entries_as_the_api_tells_them(run: CommandLine, parts: Parts) -> None:
    for _ in range(3):
        parts.settings.audit.append("demo", deed("Ada"))
    entries = json.loads(run("audit", "--limit", "2", "--format", "json").out)
    assert entries == run.api.get("/audit?limit=2").json["entries"]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\uff1d1", "\u200b=1", "'=1"])
def test_no_cell_of_the_file_is_a_formula(run: CommandLine, parts: Parts, text: str) -> None:
    parts.settings.audit.append("demo", deed(text), (Change("connection.intacct_company", text, text),))
    line = read(run("audit", "--format", "csv").out)[0]
    assert (line["name"], line["before"], line["after"]) == (f"'{text}",) * 3


def test_a_terminal_is_told_nothing_that_it_would_obey(run: CommandLine, parts: Parts) -> None:
    parts.settings.audit.append("demo", deed("[bold]Ada\x1b]0;owned\x07\u202e"))
    shown = run("audit").out
    assert "[bold]Ada ]0;owned" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)
