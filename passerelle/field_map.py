"""Commands for field maps: the switch, and each list's map to see, export, check and import."""

import argparse
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from passerelle.api import Api
from passerelle.settings import Unusable

SWITCH = "/field-map"
EXIT_FAILED = 1


def add_commands(commands: Any) -> None:
    maps = commands.add_parser("field-map", help="which further fields each list carries")
    maps = maps.add_subparsers(required=True, metavar="COMMAND")
    maps.add_parser("on", help="enable field maps (integration mode “basic”)").set_defaults(command=_switch, on=True)
    maps.add_parser("off", help="disable them; what was saved is kept").set_defaults(command=_switch, on=False)
    for name, command, text in (
        ("show", _show, "a list's map, with the rows that are always there"),
        ("fields", _fields, "the fields of both sides that may be paired"),
        ("export", _export, "a list's own rows as YAML, as “import” takes them"),
        ("check", _check, "what importing a file would say; nothing is saved"),
        ("import", _import, "save a list's map from a YAML file, in place of its own rows"),
    ):
        parser = maps.add_parser(name, help=text)
        parser.add_argument("list")
        if command in (_check, _import):
            parser.add_argument("file", type=Path, help="a YAML file, - for standard input")
        parser.set_defaults(command=command)


def _switch(api: Api, options: argparse.Namespace, console: Console) -> int:
    _, tag = api.get_tagged(SWITCH)
    switch = api.put(SWITCH, {"enabled": options.on}, **{"If-Match": tag})
    console.print(f"Field maps are {'on' if switch['enabled'] else 'off'}.", markup=False)
    return 0


def _show(api: Api, options: argparse.Namespace, console: Console) -> int:
    shown = api.get(_path(options))
    table = Table("Intacct", "Salesforce", "rule", "status", "lookup", "")
    for row in shown["rows"]:
        kinds = ", ".join(kind for kind in ("locked", "derived", "standard") if row[kind])
        table.add_row(row["intacct"], row["salesforce"], row["rule"], row["status"], row["lookup"], kinds)
    console.print(table)
    if shown["reason"]:
        console.print(shown["reason"], markup=False)
    return 0


def _fields(api: Api, options: argparse.Namespace, console: Console) -> int:
    offered = api.get(f"{_path(options)}/fields")
    table = Table("Intacct", "kind", "can be written", "lookup")
    for one in offered["intacct"]:
        table.add_row(one["name"], one["kind"], "yes" if one["writable"] else "no", " ".join(one["lookups"]))
    console.print(table)
    table = Table("Salesforce", "label", "type", "can be written")
    for one in offered["salesforce"]:
        table.add_row(one["name"], one["label"], one["type"], "yes" if one["writable"] else "no")
    console.print(table)
    return 0


def _export(api: Api, options: argparse.Namespace, _console: Console) -> int:
    sys.stdout.buffer.write(api.get_yaml(_path(options)))
    return 0


def _check(api: Api, options: argparse.Namespace, console: Console) -> int:
    checked = api.send_yaml("POST", f"{_path(options)}/check", _read(options.file))
    for error in checked["errors"]:
        console.print(f"{error['field']}: {error['message']}", markup=False, soft_wrap=True)
    if checked["ok"]:
        console.print(f"{len(checked['rows'])} rows, nothing wrong.", markup=False)
    return 0 if checked["ok"] else EXIT_FAILED


def _import(api: Api, options: argparse.Namespace, console: Console) -> int:
    before, tag = api.get_tagged(_path(options))
    saved = api.send_yaml("PUT", _path(options), _read(options.file), **{"If-Match": tag})
    same = saved["version"] == before["version"]
    console.print("Nothing changed." if same else f"Saved in version {saved['version']} of the settings.", markup=False)
    return 0


def _path(options: argparse.Namespace) -> str:
    return f"/field-maps/{options.list}"


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file} can't be read: {error.strerror}.") from None
