"""Commands for settings: show, set, recipients, credentials."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from passerelle import given
from passerelle.api import Api
from passerelle.given import Unusable
from passerelle.screen import Screen

PATH = "/settings"
# How each system's credentials are entered: one line each, or a private key by itself.
_LINES = {"intacct": ("client_id", "client_secret"), "salesforce": ("consumer_key", "consumer_secret")}


def add_commands(commands: Any) -> None:
    settings = commands.add_parser("settings", help="see and change the settings").add_subparsers(
        required=True, metavar="COMMAND"
    )
    settings.add_parser("show", help="the settings as YAML, as “set --file” takes them").set_defaults(command=_show)
    change = settings.add_parser("set", help="change members: page_size=500 connection.intacct_company=acme")
    change.add_argument("members", nargs="*", metavar="MEMBER=VALUE", help="the value in YAML")
    change.add_argument("--file", type=Path, help="a YAML file with the members to change")
    change.set_defaults(command=_set)
    settings.add_parser("recipients", help="who gets the mails besides the person who starts a run").set_defaults(
        command=_recipients
    )
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


def _show(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    answer, _ = api.get_tagged(PATH)
    screen.write(given.as_yaml(answer["settings"]))
    return _warned(answer, screen)


def _set(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    answer, tag = api.get_tagged(PATH)
    settings = answer["settings"]
    for path, value in _changes(options):
        _change(settings, path, value)
    saved = api.put(PATH, settings, **{"If-Match": tag})
    same = saved["version"] == answer["version"]
    screen.say("Nothing changed." if same else f"Saved as version {saved['version']}.")
    return _warned(saved, screen)


def _recipients(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    recipients = api.get(PATH)["recipients"]
    for one in recipients:
        state = "confirmed" if one["confirmed"] else f"invited, open until {one['until'][:10]}"
        screen.say(f"{one['address']}: {state}")
    if not recipients:
        screen.say("Nobody else.")
    return 0


def _invite(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    answer = api.post("/recipients/invite", {"address": options.address})
    screen.say(f"Invited {options.address}.")
    return _warned(answer, screen)


def _secrets(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    for one in api.get("/secrets")["credentials"]:
        since = f"replaced {one['replaced_at'][:10]}, fingerprint {one['fingerprint']}" if one["is_set"] else "not set"
        screen.say(f"{one['system']}: {since}")
    return 0


def _put_secrets(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    state = api.put(f"/secrets/{options.system}", _credentials(options.system, sys.stdin.read()))
    screen.say(f"Replaced; the fingerprint is {state['fingerprint']}.")
    return 0


def _confirm(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    confirmed = api.post("/recipients/confirm", {"token": options.token_of_mail})
    screen.say(f"The mails of runs go to {confirmed['address']} from now on.")
    return 0


def _changes(options: argparse.Namespace) -> Iterable[tuple[str, Any]]:
    if options.file:
        yield from given.mapping(options.file, "settings").items()
    yield from given.members(options.members)


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
    document = given.parsed(text)
    if isinstance(document, dict):
        return document
    return dict(zip(_LINES[system], text.split("\n"), strict=False))


def _warned(answer: dict[str, Any], screen: Screen) -> int:
    for warning in answer["warnings"]:
        screen.note(f"Note: {warning['detail']}")
    return 0
