"""Commands that change the choice of Account fields: as YAML, member by member, field by field."""

import argparse
from pathlib import Path
from typing import Any

from passerelle import given
from passerelle.api import Api
from passerelle.given import Unusable
from passerelle.screen import Screen

PATH = "/account-details"
FIELDS = f"{PATH}/fields"
MEMBERS = ("shown", "fields", "reader_fields", "link_field", "currency")


def add_commands(details: Any) -> None:
    details.add_parser("export", help="the choice as YAML, as “import” takes it").set_defaults(command=_export)
    load = details.add_parser("import", help="change the choice to what a YAML file says")
    load.add_argument("file", type=Path, help="a YAML file, - for standard input")
    load.set_defaults(command=_import)
    change = details.add_parser("set", help="change members: shown=true fields=[Name,Owner.Name] reader_fields=null")
    change.add_argument("members", nargs="+", metavar="MEMBER=VALUE", help=f"of {', '.join(MEMBERS)}; value in YAML")
    change.set_defaults(command=_set)
    add = details.add_parser("add", help="choose fields, or move chosen ones")
    add.add_argument("names", nargs="+", metavar="FIELD")
    add.add_argument("--at", type=int, metavar="PLACE", help="place of the first of them, counted from 1; else last")
    add.set_defaults(command=_add)
    for command in (load, change, add):
        command.add_argument("--confirm-sensitive", action="store_true", help="yes, sensitive fields too")
    remove = details.add_parser("remove", help="take fields out of the choice")
    remove.add_argument("names", nargs="+", metavar="FIELD")
    remove.set_defaults(command=_remove, confirm_sensitive=False)


def _export(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    view = api.get(FIELDS)
    screen.write(given.as_yaml({**_whole(view), **{name: view[name] for name in MEMBERS[2:]}}))
    return 0


def _import(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    return _changed(api, options, screen, given.mapping(options.file, "the choice"))


def _set(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    return _changed(api, options, screen, dict(given.members(options.members)))


def _add(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    view, tag = api.get_tagged(FIELDS)
    others = [name for name in view["chosen"] if name not in options.names]
    place = len(others) if options.at is None else options.at - 1
    if not 0 <= place <= len(others):
        raise Unusable(f"There is no place {options.at}; choose one from 1 to {len(others) + 1}.")
    fields = [*others[:place], *options.names, *others[place:]]
    return _save(api, options, screen, view, {"fields": fields}, tag)


def _remove(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    view, tag = api.get_tagged(FIELDS)
    if unknown := [name for name in options.names if name not in view["chosen"]]:
        raise Unusable(f"Not chosen: {', '.join(unknown)}.")
    fields = [name for name in view["chosen"] if name not in options.names]
    return _save(api, options, screen, view, {"fields": fields}, tag)


def _changed(api: Api, options: argparse.Namespace, screen: Screen, changes: dict[str, Any]) -> int:
    if unknown := [name for name in changes if name not in MEMBERS]:
        raise Unusable(f"There is no member {unknown[0]}. Members: {', '.join(MEMBERS)}.")
    view, tag = api.get_tagged(FIELDS)
    return _save(api, options, screen, view, changes, tag)


def _save(
    api: Api, options: argparse.Namespace, screen: Screen, before: dict[str, Any], changes: dict[str, Any], tag: str
) -> int:
    """What is left out the service keeps as it is; of the readers' fields, those that are still chosen."""
    body = {**_whole(before), **changes, "confirm_sensitive": options.confirm_sensitive}
    saved = api.put(PATH, body, **{"If-Match": tag})
    same = saved["settings_version"] == before["settings_version"]
    screen.say("Nothing changed." if same else f"Saved in version {saved['settings_version']} of the settings.")
    screen.say(saved["exposure"])
    return 0


def _whole(view: dict[str, Any]) -> dict[str, Any]:
    return {"shown": view["shown"], "fields": view["chosen"]}
