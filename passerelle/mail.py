"""Commands for mails: what became of a run's mail, and the addresses that mails no longer go to."""

import argparse
from typing import Any

from passerelle.api import Api
from passerelle.screen import Screen, minute

_STATES = {
    "NONE": "There is no mail yet: it is sent when the run ends.",
    "PENDING": "The mail waits to be sent.",
    "SENDING": "The mail is being sent.",
    "SENT": "The mail was sent.",
    "UNKNOWN": "Nobody knows whether the mail went: Amazon SES gave no answer, twice.",
    "NOBODY": "There was no address to write to.",
}


def add_commands(commands: Any) -> None:
    mail = commands.add_parser("mail", help="what became of a run's mail")
    mail.add_argument("run")
    mail.set_defaults(command=_mail)
    addresses = commands.add_parser("addresses", help="addresses that mails no longer go to, and why")
    addresses.add_argument("--open", metavar="ADDRESS", help="let mails go there again")
    addresses.set_defaults(command=_addresses)


def _mail(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    mail = api.get(f"/runs/{options.run}/mail")
    screen.say(_STATES[mail["state"]])
    for fate in ("delivered", "bounced", "complained"):
        for address in mail[fate]:
            screen.say(f"  {fate:10} {address}")
    return 0 if mail["state"] in ("SENT", "PENDING", "SENDING", "NONE") and not mail["bounced"] else 1


def _addresses(api: Api, options: argparse.Namespace, screen: Screen) -> int:
    if options.open:
        left = api.post("/mail-addresses/open", {"address": options.open})["addresses"]
        screen.say(f"Mails go to {options.open} again.")
    else:
        left = api.get("/mail-addresses")["addresses"]
    if not left:
        screen.say("Mails go to every address.")
        return 0
    rows = [(closed["address"], closed["fate"], minute(closed["at"])) for closed in left]
    screen.table(("address", "why", "since (UTC)"), rows)
    return 0
