"""Commands for Salesforce account details: the fields to choose from, and what the choice shows to whom."""

import argparse
from collections.abc import Collection, Iterator
from typing import Any

from passerelle import account_choice, account_tab
from passerelle.account_choice import FIELDS
from passerelle.api import Api
from passerelle.screen import Screen, minute


def add_commands(commands: Any) -> None:
    details = commands.add_parser("account-details", help="the Salesforce fields on the customers’ tab")
    details = details.add_subparsers(required=True, metavar="COMMAND")
    fields = details.add_parser("fields", help="the Account fields that can be chosen")
    fields.add_argument("--search", default="", metavar="TEXT", help="only with this in name, label or help text")
    fields.add_argument("--group", choices=("standard", "custom", "package"))
    fields.add_argument("--chosen", action="store_true", help="only those that are chosen")
    fields.add_argument("--sensitive", action="store_true", help="only those that deserve a second look")
    fields.set_defaults(command=_fields)
    details.add_parser("refresh", help="read the fields anew; show what came and went").set_defaults(command=_refresh)
    details.add_parser("show", help="the choice, in the order of the tab").set_defaults(command=_show)
    account_choice.add_commands(details)
    account_tab.add_commands(details)


def _fields(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    view = api.get(FIELDS)
    found = [one for one in view["fields"] if _is_wanted(one, options)]
    screen.table(
        ("field", "label", "type", "group", ""),
        [(one["name"], one["label"], one["type"], one["group"], _marks(one, _chosen(one))) for one in found],
    )
    screen.say(
        f"{len(found)} of {len(view['fields'])} fields; Salesforce described them at {minute(view['read_at'])} UTC."
    )
    return 0


def _is_wanted(one: dict[str, Any], options: argparse.Namespace) -> bool:
    text = "\n".join((one["name"], one["label"], one["help"])).casefold()
    wanted = options.group in (None, one["group"]) and options.search.casefold() in text
    return wanted and (one["chosen"] or not options.chosen) and bool(one["sensitive"] or not options.sensitive)


def _marks(one: dict[str, Any], first: str = "") -> str:
    """What is to be known of a field, after what is said first."""
    return ", ".join(filter(None, (first, *_warnings(one))))


def _warnings(one: dict[str, Any]) -> Iterator[str]:
    if one["sensitive"]:
        yield f"sensitive: {one['sensitive']}"
    if one["part_of"]:
        yield f"part of {one['part_of']}"
    if one["gone"]:
        yield "gone from Salesforce"


def _refresh(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    refreshed = api.post(f"{FIELDS}/refresh")
    changes, view = refreshed["changes"], refreshed["view"]
    screen.say(*(f"came: {one['name']} ({one['label']})" for one in changes["came"]))
    screen.say(*(f"went: {one['name']} ({one['label']})" for one in changes["went"]))
    screen.say(*(f"type: {one['name']} was {one['before']}, is {one['now']} now" for one in changes["retyped"]))
    if refreshed["first"]:
        screen.say("Read for the first time, so there is nothing to compare with.")
    elif not any(changes.values()):
        screen.say("Nothing came or went.")
    screen.say(f"{sum(not one['gone'] for one in view['fields'])} fields can be chosen.")
    return 0


def _show(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    view = api.get(FIELDS)
    by_name = {one["name"]: one for one in view["fields"]}
    screen.say(f"The tab is {'shown' if view['shown'] else 'switched off'}.")
    chosen = [by_name[name] for name in view["chosen"]]
    rows = [
        (str(place), one["name"], one["label"], one["type"], _marks(one, _audience(one, view["reader_fields"])))
        for place, one in enumerate(chosen, 1)
    ]
    if rows:
        screen.table(("", "field", "label", "type", ""), rows)
    currency = f"amounts are in {view['currency']}" if view["currency"] else "no currency is set"
    screen.say(f"An Account is found by {view['link_field']}; {currency}.", view["exposure"])
    return 0


def _chosen(one: dict[str, Any]) -> str:
    return "chosen" if one["chosen"] else ""


def _audience(one: dict[str, Any], readers: Collection[str] | None) -> str:
    return "readers too" if readers is None or one["name"] in readers else "not for readers"
