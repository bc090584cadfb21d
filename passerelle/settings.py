"""Commands for settings: show, set, recipients, credentials."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from passerelle.api import Api

PATH = "/settings"
# How each system's credentials are entered: one line each, or a private key by itself.
_LINES = {"intacct": ("client_id", "client_secret"), "salesforce": ("consumer_key", "consumer_secret")}


class Unusable(Exception):  # noqa: N818 - what the person gave is unusable
    """What was given on the command line can't be understood."""


def add_commands(commands: Any) -> None:
    settings = commands.add_parser("settings", help="see and change the settings").add_subparsers(
        required=True, metavar="COMMAND"
    )
    settings.add_parser("show", help="the settings as YAML, as “set --file” takes them").set_defaults(command=_show)
    change = settings.add_parser("set", help="change members: page_size=500 connection.intacct_company=acme")
    change.add_argument("members", nargs="*", metavar="MEMBER=VALUE", help="the value in YAML")
    change.add_argument("--file", type=Path, help="a YAML file with the members to change")
    change.set_defaults(command=_set)
    invite = settings.add_parser("invite", help="send a recipient's invitation again")
    invite.add_argument("address")
    invite.set_defaults(command=_invite)

    secrets = commands.add_parser("secrets", help="the credentials of both systems")
    secrets = secrets.add_subparsers(required=True, metavar="COMMAND")
    secrets.add_parser("show", help="whether they are there, and since when").set_defaults(command=_secrets)
    put = secrets.add_parser("put", help="replace them by JSON, YAML or lines from standard input")
    put.add_argument("system", choices=list(_LINES))
    put.set_defaults(command=_put_secrets)

    confirm = commands.add_parser("confirm", help="confirm a recipient by the code in the invitation")
    confirm.add_argument("token_of_mail", metavar="CODE")
    confirm.set_defaults(command=_confirm, needs=("url",))


def _show(api: Api, _options: argparse.Namespace, console: Console) -> int:
    answer, _ = api.get_tagged(PATH)
    console.print(_yaml(answer["settings"]), markup=False, end="", soft_wrap=True)
    return _warned(answer)


def _set(api: Api, options: argparse.Namespace, console: Console) -> int:
    answer, tag = api.get_tagged(PATH)
    settings = answer["settings"]
    for path, value in _changes(options):
        _change(settings, path, value)
    saved = api.put(PATH, settings, **{"If-Match": tag})
    same = saved["version"] == answer["version"]
    console.print("Nothing changed." if same else f"Saved as version {saved['version']}.", markup=False)
    return _warned(saved)


def _invite(api: Api, options: argparse.Namespace, console: Console) -> int:
    answer = api.post("/recipients/invite", {"address": options.address})
    console.print(f"Invited {options.address}.", markup=False)
    return _warned(answer)


def _secrets(api: Api, _options: argparse.Namespace, console: Console) -> int:
    for one in api.get("/secrets")["credentials"]:
        since = f"replaced {one['replaced_at'][:10]}, fingerprint {one['fingerprint']}" if one["is_set"] else "not set"
        console.print(f"{one['system']}: {since}", markup=False)
    return 0


def _put_secrets(api: Api, options: argparse.Namespace, console: Console) -> int:
    state = api.put(f"/secrets/{options.system}", _credentials(options.system, sys.stdin.read()))
    console.print(f"Replaced; the fingerprint is {state['fingerprint']}.", markup=False)
    return 0


def _confirm(api: Api, options: argparse.Namespace, console: Console) -> int:
    confirmed = api.post("/recipients/confirm", {"token": options.token_of_mail})
    console.print(f"The mails of runs go to {confirmed['address']} from now on.", markup=False)
    return 0


def _changes(options: argparse.Namespace) -> Iterable[tuple[str, Any]]:
    if options.file:
        document = _parsed(options.file.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            raise Unusable(f"{options.file} holds no members of settings.")
        yield from document.items()
    for member in options.members:
        path, equals, value = member.partition("=")
        if not equals:
            raise Unusable(f"“{member}” is not of the form member=value.")
        yield path, _parsed(value)


def _change(settings: dict[str, Any], path: str, value: Any) -> None:
    """Set a member by dotted path; a mapping changes the members that it names and leaves the others."""
    first, _, rest = path.partition(".")
    if rest or (isinstance(value, dict) and isinstance(settings.get(first), dict)):
        within = settings.get(first)
        if not isinstance(within, dict):
            raise Unusable(f"There is no member {path}.")
        for name, part in [(rest, value)] if rest else value.items():
            _change(within, name, part)
    elif first not in settings:
        raise Unusable(f"There is no member {path}.")
    else:
        settings[first] = value


def _credentials(system: str, text: str) -> dict[str, Any]:
    """A mapping in JSON or YAML, or just the values: id and secret on a line each, or id and private key."""
    if "-----BEGIN" in text and ":" not in text.partition("-----BEGIN")[0]:
        consumer_key, _, key = text.partition("\n")
        return {"consumer_key": consumer_key.strip(), "private_key": key}
    document = _parsed(text)
    if isinstance(document, dict):
        return document
    return dict(zip(_LINES[system], text.split("\n"), strict=False))


def _parsed(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise Unusable("This is no YAML.") from None


def _yaml(content: Any) -> str:
    plain = json.loads(json.dumps(content))
    text: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    return text


def _warned(answer: dict[str, Any]) -> int:
    for warning in answer["warnings"]:
        Console(stderr=True, highlight=False).print(f"Note: {warning['detail']}", markup=False)
    return 0
