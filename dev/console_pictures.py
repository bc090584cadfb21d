"""Draw every screen of the console: ``python -m dev.console_pictures OUT`` writes PNG files, to be looked at.

With ``--readme`` the few that the README shows, as SVG.
"""

import argparse
import json
import sys
import time
from itertools import chain
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from dev.console_browser import NARROW, WIDE, Scheme, visit
from dev.console_states import WORDS, framed_tab, states_of
from dev.console_svg import write_svg
from dev.mail_pictures import start_browser
from dev.single_record import change_one_department
from dev.stack.people import token_for
from dev.stack.processes import Processes

FIELDS = (
    "Owner.Name",
    "Industry",
    "Customer_Priority__c",
    "AnnualRevenue",
    "Phone",
    "Website",
    "BillingAddress",
    "SLA_Expiration_Date__c",
    "Net_Promoter_Score__c",
    "Renewal_Notes__c",
)
README = {"sync-tools-running": 1120, "account-details": 1283, "lists": 952}
"""The screens that are shown there, and how many pixels of their height."""
LOOKS: tuple[tuple[Scheme, int], ...] = (("light", WIDE), ("dark", WIDE), ("light", NARROW))
FRAMED = "/embed"
"""Drawn where it belongs: on a record of the stand-in for Intacct."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the pictures; made where it is missing")
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README, as SVG")
    options = parser.parse_args()
    out: Path = options.out
    out.mkdir(parents=True, exist_ok=True)
    with Processes() as processes, sync_playwright() as playwright:
        child = processes.start(sys.executable, "-m", "dev.stack", env={"PASSERELLE_PORT": "0"}, quiet=True)
        assert child.stdout is not None
        urls: dict[str, str] = json.loads(child.stdout.readline())
        browser = start_browser(playwright)
        screens = set_the_scene(urls)
        if options.readme:
            draw_readme(browser, urls, screens, out)
        else:
            for language in WORDS:
                for scheme, width in LOOKS:
                    draw_all(browser, urls, screens, language, scheme, width, out)
        browser.close()
    print(f"{len(list(out.iterdir()))} pictures in {out}")


def set_the_scene(urls: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Runs of every kind, and a tab with something in it. Returns person and address by the picture's name."""
    call = _caller(urls, "camille")
    version = call("GET", "/settings")["version"]
    choice = {"shown": True, "fields": FIELDS, "currency": "EUR", "confirm_sensitive": True}
    call("PUT", "/account-details", choice, {"If-Match": f'"v{version}"'})
    run_of(call, "all")
    touch = {"company": "demo", "object": "company-config/employee", "share": 0.01}
    requests.post(f"{urls['intacct_url']}/_control/touch", json=touch, timeout=30).raise_for_status()
    trial = run_of(call, "employee", dry_run=True)
    done = run_of(call, "employee")
    failed = run_of(_caller(urls, "jo"), "employee")
    some_life(urls, call)
    return {
        "lists": ("camille", "/lists"),
        "list": ("camille", "/lists/employee"),
        "list-department": ("camille", "/lists/department"),
        "connection": ("camille", "/connection"),
        "account-details": ("camille", "/other/account-details"),
        "sync-tools": ("camille", "/other/sync-tools"),
        "history": ("camille", "/other/history"),
        "field-map": ("camille", "/other/field-map"),
        "run": ("camille", f"/runs/{done}"),
        "run-trial": ("camille", f"/runs/{trial}"),
        "run-errors": ("jo", f"/runs/{failed}"),
        "audit": ("camille", "/audit"),
        "customer": ("camille", "/customers/C-00001/account-details"),
        "customer-in-frame": ("", FRAMED),
        "customer-unlinked": ("noor", "/customers/C-00040/account-details"),
        "customer-search": ("noor", "/customers"),
        "forbidden": ("noor", "/connection"),
        "sign-in": ("", "/"),
        "confirm": ("", "/confirm-recipient#token"),
    }


def some_life(urls: dict[str, str], call: Any) -> None:
    """Schedules, and a department that was renamed in Intacct."""
    read = call("GET", "/settings")
    nightly = {"list": "all", "when": "daily 02:30", "time_zone": "Europe/Paris", "mode": "full"}
    hourly = {"list": "department", "when": "hourly", "time_zone": "Europe/Paris", "mode": "changes"}
    changed = {**read["settings"], "schedules": [nightly, hourly], "recipients": ["finance@demo.example"]}
    call("PUT", "/settings", changed, {"If-Match": f'"v{read["version"]}"'})
    change_one_department(urls["intacct_url"], urls["salesforce_url"])


def _caller(urls: dict[str, str], person: str) -> Any:
    headers = {"Authorization": f"Bearer {token_for(urls['oidc_url'], person)}"}

    def call(method: str, path: str, body: Any = None, more: dict[str, str] | None = None) -> Any:
        address = f"{urls['api_url']}/api/v1{path}"
        answer = requests.request(method, address, json=body, headers={**headers, **(more or {})}, timeout=60)
        answer.raise_for_status()
        return answer.json()

    return call


def run_of(call: Any, list_key: str, *, dry_run: bool = False) -> str:
    """The number of a run of the list that has ended."""
    run = call("POST", f"/lists/{list_key}/runs", {"dry_run": dry_run})["run"]
    while run["finished_at"] is None:
        time.sleep(0.3)
        run = call("GET", f"/runs/{run['id']}")
    return str(run["id"])


def draw_all(
    browser: Browser,
    urls: dict[str, str],
    screens: dict[str, tuple[str, str]],
    language: str,
    scheme: Scheme,
    width: int,
    out: Path,
) -> None:
    for name, (person, path) in screens.items():
        with visit(browser, urls, person, language, scheme, width) as one:
            page = framed_tab(one, urls["intacct_ui_url"]) if path == FRAMED else one.open(path)
            picture(page, out / f"{name}-{language}-{scheme}-{width}.png")
            for state in states_of(one, name, language):
                picture(page, out / f"{name}-{state}-{language}-{scheme}-{width}.png")


def draw_readme(browser: Browser, urls: dict[str, str], screens: dict[str, tuple[str, str]], out: Path) -> None:
    for name in dict.fromkeys(picture.removesuffix("-running") for picture in README):
        person, path = screens[name]
        with visit(browser, urls, person, "en") as one:
            page = one.open(path)
            for state in chain(("",), states_of(one, name, "en")):
                picture = f"{name}-{state}" if state else name
                if picture in README:
                    write_svg(page, out / f"{picture}.svg", README[picture])


def picture(page: Page, target: Path) -> None:
    """The whole page; a narrow one in a window as high as itself, since long lists are laid out only in sight."""
    size = page.viewport_size
    assert size
    if size["width"] == NARROW:
        page.set_viewport_size({"width": NARROW, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(150)
    page.screenshot(path=target, full_page=True)
    page.set_viewport_size(size)


if __name__ == "__main__":
    main()
