"""Commands for the customer tab inside Intacct: what to paste there, and a look as an Intacct user has it."""

import argparse
import secrets
import sys
from dataclasses import replace
from typing import Any

from passerelle.account_tab import shown, viewer_options
from passerelle.api import Api
from passerelle.screen import Screen


def add_commands(commands: Any) -> None:
    tab = commands.add_parser("tab", help="the customer tab inside Intacct").add_subparsers(
        required=True, metavar="COMMAND"
    )
    component = tab.add_parser("component", help="the text of the component to paste into Intacct")
    component.add_argument("--link", action="store_true", help="the address for a Smart Link instead")
    component.set_defaults(command=_component)
    look = tab.add_parser("look", help="a customer’s tab, by an Intacct user’s session from standard input")
    look.add_argument("customer", metavar="RECORDNO", help="the customer’s record number in Intacct")
    look.add_argument("--tenant", required=True)
    viewer_options(look)
    look.set_defaults(command=_look, needs=("url",))


def _component(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    answer = api.get("/embed/component")
    screen.write((answer["smart_link"] if options.link else answer["component"]).strip().encode() + b"\n")
    return 0


def _look(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    """The way that the component goes: the session, once, for a pass; the tab by that pass."""
    given = {"tenant": options.tenant, "customer": options.customer, "session": sys.stdin.readline().strip()}
    opened = replace(api, token="").post("/embed/session", {**given, "nonce": secrets.token_urlsafe(32)})
    visitor = replace(api, token=opened["token"])
    query = {"locale": options.locale, "time_zone": options.time_zone}
    return shown(visitor.get("/embed/account-details", **query), screen)
