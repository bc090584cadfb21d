"""Commands that look: whether the API answers, who you are, what it can do, and the connection check."""

import argparse
import json
from typing import Any

from passerelle.api import Api
from passerelle.screen import Screen

EXIT_FAILED = 1
_SIGNS = {True: "ok", False: "FAILED", None: "?"}


def add_commands(commands: Any) -> None:
    check = commands.add_parser("check", help="check the connection; exit code 0 only where nothing failed")
    check.add_argument("--all", action="store_true", help="show what is well, too")
    check.set_defaults(command=_check)
    commands.add_parser("me", help="who is signed in, and what they may do").set_defaults(command=_me)
    for name, command, text in (
        ("health", _health, "whether the API answers"),
        ("openapi", _openapi, "the description of the API, as JSON"),
    ):
        commands.add_parser(name, help=text).set_defaults(command=command, needs=("url",))


def _check(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    report = api.post("/connection/check")
    for check in report["checks"]:
        if options.all or check["ok"] is not True:
            about = f" ({check['list']})" if check["list"] else ""
            screen.say(f"{_SIGNS[check['ok']]:7}{check['name']}{about}: {check['seen']}")
            if check["remedy"]:
                screen.say(f"       What to do: {check['remedy']}")
    count = [sum(check["ok"] is state for check in report["checks"]) for state in (True, False, None)]
    screen.say(f"{count[0]} ok, {count[1]} failed, {count[2]} could not be checked")
    return 0 if report["ok"] else EXIT_FAILED


def _me(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    me = api.get("/me")
    screen.say(f"{me['name']} ({me['email'] or 'no address'}), tenant {me['tenant']}, role {', '.join(me['roles'])}")
    screen.say(f"may: {', '.join(action.replace('_', ' ') for action in me['actions'])}")
    return 0


def _health(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    screen.say(f"The API answers: {api.get('/health')['status']}.")
    return 0


def _openapi(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    screen.write(json.dumps(api.get("/openapi.json"), ensure_ascii=False, indent=2).encode() + b"\n")
    return 0
