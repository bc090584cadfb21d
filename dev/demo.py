"""``make demo``: resync every managed list for real, change some rows, resync again, and show the mail as sent."""

import argparse
import sys
import time
from typing import Any

import requests
from rich.console import Console

from dev.single_record import change_one_department
from dev.stack.local import LocalStack, StackError, local_stack, until_interrupted
from dev.stack.mailbox import SentMail, sent_mails
from dev.stack.people import token_for
from passerelle.api import Api
from passerelle.follow import follow, summary
from passerelle.screen import Screen

ADMINISTRATOR = "camille"
"""Reads French; the second run is pressed by a colleague who reads English, so both kinds of mail are seen."""
IMPLEMENTER = "alex"
COMPANY = "demo"
MAIL_SECONDS = 20.0


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when every step did what it says."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the demonstration")
    options = parser.parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    try:
        began = time.monotonic()
        console.print("Starting Passerelle and stand-ins for AWS, Intacct, Salesforce and sign-in …")
        with local_stack() as stack:
            console.print(f"Ready after {time.monotonic() - began:.1f} s; nothing listens beyond this machine.\n")
            right = _demonstrate(stack, console)
            if not options.once:
                _keep_open(stack, console)
            return 0 if right else 1
    except StackError as error:
        console.print(str(error), markup=False)
        return 1


def _demonstrate(stack: LocalStack, console: Console) -> bool:
    api = Api(stack.api_url, token_for(stack.oidc_url, ADMINISTRATOR))
    console.print("[bold]1. All managed lists of Compagnie de démonstration, into an empty Salesforce[/bold]")
    first = _resync(api, "all", console)
    for child in first["children"]:
        totals = api.get(f"/runs/{child['run']}")["totals"]
        console.print(f"    {child['label']['en']}: {totals['created']:,} created", markup=False)

    console.print("\n[bold]2. One employee in a hundred changes in Intacct; then only that is written[/bold]")
    changed = _change_employees(stack)
    console.print(f"  {changed} employees got a new name in Intacct.")
    second = _resync(Api(stack.api_url, token_for(stack.oidc_url, IMPLEMENTER)), "employee", console)

    console.print("\n[bold]3. One department gets a new name in Intacct, which tells us of it[/bold]")
    arrival = change_one_department(stack.intacct_url, stack.salesforce_url)
    console.print(f"  “{arrival.name}” stood in Salesforce {arrival.seconds:.1f} s later.", markup=False)

    console.print("\n[bold]4. The mails, as they were sent[/bold]")
    mails = _wait_for_mails(stack, 2)
    for mail in mails:
        _show(mail, console)
    right = first["totals"]["failed"] == 0 and second["totals"]["updated"] == changed and len(mails) == 2
    console.print("[bold green]All is as it should be.[/]" if right else "[bold red]Something is wrong; see above.[/]")
    return right


def _resync(api: Api, list_key: str, console: Console) -> dict[str, Any]:
    started = api.post(f"/lists/{list_key}/runs", {"mode": "full"})
    console.print(f"  {started['message']}", markup=False)
    began = time.monotonic()
    run = follow(api, started["run"], Screen())
    console.print("\n".join(f"  {line}" for line in summary(run)), markup=False)
    console.print(f"    took {time.monotonic() - began:.1f} s", markup=False)
    return run


def _change_employees(stack: LocalStack) -> int:
    """One in a hundred, by the stand-in's own control; returns how many."""
    answer = requests.post(
        f"{stack.intacct_url}/_control/touch",
        json={"company": COMPANY, "object": "company-config/employee", "share": 0.01},
        timeout=30,
    )
    answer.raise_for_status()
    return int(answer.json()["changed"])


def _wait_for_mails(stack: LocalStack, number: int) -> list[SentMail]:
    until = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < until:
        mails = sent_mails(stack.aws_url)
        if len(mails) >= number:
            return mails
        time.sleep(0.2)
    return sent_mails(stack.aws_url)


def _show(mail: SentMail, console: Console) -> None:
    console.rule(style="dim")
    console.print(f"From: {mail.sender}\nTo: {', '.join(mail.to)}\nSubject: {mail.subject}\n", markup=False)
    console.print(mail.text.strip(), markup=False)
    console.rule(style="dim")


def _keep_open(stack: LocalStack, console: Console) -> None:
    console.print(f"\nPasserelle stays open at {stack.api_url} until Ctrl-C.")
    console.print(
        f"Open a customer in the stand-in for Intacct at {stack.intacct_ui_url} to see the tab on its record."
    )
    console.print(f"The API is described at {stack.api_url}/api/v1/openapi.json; the command line works too:")
    console.print(f"  export PASSERELLE_URL={stack.api_url}", markup=False)
    console.print(
        f"  export PASSERELLE_TOKEN=$(.venv/bin/python -m dev.stack.people {stack.oidc_url} camille)", markup=False
    )
    console.print("  .venv/bin/python -m passerelle lists", markup=False)
    until_interrupted()
    console.print("Stopping …")


if __name__ == "__main__":
    sys.exit(main())
