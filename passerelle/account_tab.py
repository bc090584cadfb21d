"""A customer's account details, as the tab shows them to whoever looks."""

import argparse
from typing import Any
from urllib.parse import quote

from passerelle.api import Api
from passerelle.screen import Screen, minute, told

EXIT_NOTHING_TO_SEE = 1
_NO_VALUE = {"empty": "", "gone": "(gone from Salesforce)"}


def add_commands(details: Any) -> None:
    customer = details.add_parser("customer", help="what the tab of one customer shows you; 0 only where it shows it")
    customer.add_argument("customer_id", metavar="CUSTOMER", help="the customer’s id in Intacct")
    viewer_options(customer)
    customer.set_defaults(command=_customer)


def viewer_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--locale", metavar="TAG", help="how values are written, such as fr-FR; else your own")
    parser.add_argument("--time-zone", metavar="NAME", help="such as Europe/Paris; else UTC")


def _customer(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    path = f"/customers/{quote(options.customer_id, safe='')}/account-details"
    return shown(api.get_in_own_language(path, locale=options.locale, time_zone=options.time_zone), screen)


def shown(tab: dict[str, Any], screen: Screen) -> int:
    """Print the tab; returns the exit code."""
    if tab["message"]:
        screen.say(tab["message"])
    if tab["fields"]:
        screen.table(("", ""), [(one["label"], _value(one)) for one in tab["fields"]])
    if tab["as_of"]:
        screen.say(f"Salesforce, {minute(tab['as_of'])} UTC; written for {tab['locale']}, {tab['time_zone']}.")
    if tab["account_url"]:
        screen.say(tab["account_url"])
    if tab["trouble"]:
        screen.say(*told(tab["trouble"]))
    return 0 if tab["state"] == "ok" else EXIT_NOTHING_TO_SEE


def _value(one: dict[str, Any]) -> str:
    text = _NO_VALUE.get(one["state"], one["text"])
    return f"{text} (not visible to the integration user)" if one["state"] == "no_access" else text
