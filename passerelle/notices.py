"""Commands for single records: the address that Intacct's notices go to, and a notice to try it with."""

import argparse
from typing import Any
from urllib.parse import quote

from passerelle.api import Api
from passerelle.given import Unusable
from passerelle.screen import Screen, minute

PATH = "/notice-address"
EXIT_NOTHING_DONE = 1
_RESULTS = {
    "taken": "Taken: the row is read anew and brought to Salesforce.",
    "synchronization_off": "Nothing to do: synchronization is switched off in the settings.",
    "list_off": "Nothing to do: the list of this object is switched off in the settings.",
    "no_managed_list": "Nothing to do: no managed list is fed by this object.",
}


def add_commands(commands: Any) -> None:
    address = commands.add_parser("notice-address", help="where Intacct tells of single records")
    address = address.add_subparsers(required=True, metavar="COMMAND")
    address.add_parser("show", help="when it was issued, and for whom").set_defaults(command=_show)
    issue = address.add_parser("issue", help="a new address, told once; the one before holds no longer")
    issue.add_argument("--company", default="", help="where signatures name it otherwise than the settings do")
    issue.add_argument("--unsigned", action="store_true", help="take notices of Smart Events, which sign nothing")
    issue.set_defaults(command=_issue)
    attempt = address.add_parser("try", help="send a notice as a Smart Event does, to an address that takes these")
    attempt.add_argument("address", help="as “issue” told it")
    attempt.add_argument("object", help="the REST name of the object, such as company-config/class")
    attempt.add_argument("key", help="the record number of the row")
    attempt.set_defaults(command=_try, needs=("url",))


def _show(api: Api, _options: argparse.Namespace, screen: Screen) -> int:
    address = api.get(PATH)
    if address["issued_at"] is None:
        screen.say("No address was issued yet.")
        return 0
    proof = "notices without signature are taken, too" if address["unsigned"] else "signed notices only"
    company = f"; signatures name the company {address['company']}" if address["company"] else ""
    screen.say(f"Issued {minute(address['issued_at'])} UTC: {proof}{company}.")
    return 0


def _issue(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    issued = api.post(PATH, {"company": options.company, "unsigned": options.unsigned})
    screen.note("Keep it: it is told this once. The address before it holds no longer.")
    screen.say(f"{api.url.rstrip('/')}{issued['path']}")
    return 0


def _try(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    _, _, hook = options.address.rpartition("/notices/")
    if not hook or hook == options.address:
        raise Unusable(f"“{options.address}” is no address for notices; “notice-address issue” tells one.")
    result = api.post(f"/notices/{quote(hook, safe='')}", {"object": options.object, "key": options.key})["result"]
    screen.say(_RESULTS.get(result, result))
    return 0 if result == "taken" else EXIT_NOTHING_DONE
