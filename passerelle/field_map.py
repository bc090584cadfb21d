"""Commands for field maps: the switch, and each list's map to see, export, check and import."""

import argparse
from pathlib import Path
from typing import Any

from passerelle import given
from passerelle.api import Api
from passerelle.screen import Screen

SWITCH = "/field-map"
EXIT_FAILED = 1


def add_commands(commands: Any) -> None:
    maps = commands.add_parser("field-map", help="which further fields each list carries")
    maps = maps.add_subparsers(required=True, metavar="COMMAND")
    maps.add_parser("on", help="enable field maps (integration mode “basic”)").set_defaults(command=_switch, on=True)
    maps.add_parser("off", help="disable them; what was saved is kept").set_defaults(command=_switch, on=False)
    maps.add_parser("status", help="whether they apply, and why not").set_defaults(command=_status)
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


def _switch(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    _, tag = api.get_tagged(SWITCH)
    switch = api.put(SWITCH, {"enabled": options.on}, **{"If-Match": tag})
    screen.say(f"Field maps are {'on' if switch['enabled'] else 'off'}.")
    return 0


def _status(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    switch = api.get(SWITCH)
    screen.say(switch["reason"] or f"Field maps are {'on' if switch['enabled'] else 'off'}.")
    return 0


def _show(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    shown = api.get(_path(options))
    rows = [
        (*(row[name] for name in ("intacct", "salesforce", "rule", "status", "lookup")), _kinds(row))
        for row in shown["rows"]
    ]
    screen.table(("Intacct", "Salesforce", "rule", "status", "lookup", ""), rows)
    if shown["reason"]:
        screen.say(shown["reason"])
    return 0


def _fields(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    offered = api.get(f"{_path(options)}/fields")
    screen.table(
        ("Intacct", "kind", "can be written", "lookup"),
        [(one["name"], one["kind"], _yes(one["writable"]), " ".join(one["lookups"])) for one in offered["intacct"]],
    )
    screen.table(
        ("Salesforce", "label", "type", "can be written"),
        [(one["name"], one["label"], one["type"], _yes(one["writable"])) for one in offered["salesforce"]],
    )
    return 0


def _export(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    screen.write(api.get_yaml(_path(options)))
    return 0


def _check(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    checked = api.send_yaml("POST", f"{_path(options)}/check", given.read(options.file))
    for error in checked["errors"]:
        screen.say(f"{error['field']}: {error['message']}")
    if checked["ok"]:
        screen.say(f"{len(checked['rows'])} rows, nothing wrong.")
    return 0 if checked["ok"] else EXIT_FAILED


def _import(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    before, tag = api.get_tagged(_path(options))
    saved = api.send_yaml("PUT", _path(options), given.read(options.file), **{"If-Match": tag})
    same = saved["version"] == before["version"]
    screen.say("Nothing changed." if same else f"Saved in version {saved['version']} of the settings.")
    return 0


def _path(options: argparse.Namespace) -> str:
    return f"/field-maps/{options.list}"


def _kinds(row: dict[str, Any]) -> str:
    return ", ".join(kind for kind in ("locked", "derived", "standard") if row[kind])


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
