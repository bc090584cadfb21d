"""Fills the Salesforce stand-in: an org with the demonstration's customers as Accounts, and a small second org."""

import json
from itertools import cycle
from pathlib import Path
from typing import Any

from dev.emulators.messages import Request
from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.fields import Choice
from dev.emulators.salesforce.org import Org
from dev.emulators.salesforce.store import Row
from dev.seed.account_fields import HOSTILE_HTML, PACKAGE_ID_FIELD, USUAL_FIELDS, wide_fields, wide_values

DEMO = "demo"
AUTRE = "autre"
CONSUMER_KEY = "passerelle-local"
CONSUMER_SECRET = "accepted-by-the-stand-in-alone"

LINKED = 34
"""The first so many customers have an Account; the others have none."""
SHARED = "C-00003"
"""This customer's id stands on two Accounts, in the field of the official package, which is not unique."""
WIDE = 800

_HERE = Path(__file__).parent


def seed(stand_in: SalesforceStandIn) -> None:
    """Make both orgs and approve one application in each: ``passerelle-local`` and ``passerelle-local-autre``."""
    text = json.loads((_HERE / "salesforce.json").read_text(encoding="utf-8"))
    customers = json.loads((_HERE / "intacct.json").read_text(encoding="utf-8"))["accounts-receivable/customer"]
    demo, autre = stand_in.add_org(DEMO), stand_in.add_org(AUTRE)
    stand_in.register(CONSUMER_KEY, DEMO, secret=CONSUMER_SECRET)
    stand_in.register(f"{CONSUMER_KEY}-{AUTRE}", AUTRE, secret=CONSUMER_SECRET)
    _fill(demo, text, customers)
    _fill(autre, text, [{**customer, "name": f"Autre {customer['id']}"} for customer in customers[:8]])
    stand_in.control("POST", "wide_account")(lambda request: _widen(stand_in, request))


def wide_account(org: Org, *, on: bool = True) -> None:
    """Give the Account 800 fields in all, with values, or hide all but the usual ones again. Safe to repeat."""
    account = org.objects["Account"]
    usual = account.all_fields.keys() - {field.name for field in wide_fields(WIDE)}
    fields = list(wide_fields(WIDE - len(usual)))
    if not on:
        org.show_fields("Account", hide=[field.name for field in fields])
        return
    if fields[0].name not in account.all_fields:
        org.store.add_fields("Account", fields)
        for number, row in enumerate(org.query("SELECT Id, OwnerId FROM Account ORDER BY Id")):
            org.store.update(account, row["Id"], wide_values(fields, number, row["OwnerId"]))
    org.show_fields("Account", show=[field.name for field in fields])


def _widen(stand_in: SalesforceStandIn, request: Request) -> None:
    order = request.json()
    wide_account(stand_in.orgs[order.get("org", DEMO)], on=order.get("on", True))


def _fill(org: Org, text: dict[str, Any], customers: list[Row]) -> None:
    org.store.add_fields("Account", USUAL_FIELDS)
    users = [org.add("User", _user(org, person)) for person in text["users"]]
    kinds = [org.add("RecordType", _record_type(name)) for name in text["record_types"]]
    choices = zip(cycle(users), cycle(kinds), cycle(text["places"]), strict=False)
    ids: dict[str, str] = {}
    for number, (customer, (owner, kind, place)) in enumerate(zip(customers[:LINKED], choices, strict=False)):
        links: Row = {"OwnerId": owner, "RecordTypeId": kind, "ParentId": ids.get(str(customer.get("parent")))}
        ids[str(customer["id"])] = org.add("Account", _account(org, number, customer, place) | links)
    for name in text["unlinked"]:
        org.add("Account", {"Name": name, "OwnerId": users[0], "CurrencyIsoCode": "EUR"})
    org.add("Account", {"Name": "Doublon", "OwnerId": users[1], "CurrencyIsoCode": "EUR", PACKAGE_ID_FIELD: SHARED})


def _account(org: Org, number: int, customer: Row, place: dict[str, Any]) -> Row:
    industries = org.objects["Account"].all_fields["Industry"].choices
    return {
        "Name": customer["name"],
        "Intacct_Customer_Id__c": customer["id"],
        PACKAGE_ID_FIELD: customer["id"],
        "Industry": _turn(industries, number),
        "Type": "Customer - Direct",
        "Rating": ("Hot", "Warm", "Cold", None)[number % 4],
        "Phone": f"+33 1 55 00 10 {number:02d}",
        "Website": f"https://client{number}.example",
        "AnnualRevenue": 1_250_000.0 * (number + 1),
        "CurrencyIsoCode": customer["currency"],
        "NumberOfEmployees": 7 * number,
        "Description": f"Customer since {2001 + number % 20}.\r\nReviewed each spring.",
        "Customer_Priority__c": ("High", "Medium", "Low")[number % 3],
        "SLA_Expiration_Date__c": f"2027-{number % 12 + 1:02d}-28",
        "Renewal_Notes__c": HOSTILE_HTML,
        "Net_Promoter_Score__c": float(number * 3 % 101 - 20),
        **_address("Billing", place),
        **_address("Shipping", place if number % 2 else {}),
    }


def _address(prefix: str, place: dict[str, Any]) -> Row:
    parts = ("Street", "City", "State", "PostalCode", "Country", "Latitude", "Longitude")
    names = ("street", "city", "state", "postal_code", "country", "latitude", "longitude")
    return {f"{prefix}{part}": place.get(name) for part, name in zip(parts, names, strict=True)}


def _turn(choices: tuple[Choice, ...], number: int) -> str:
    return choices[number % len(choices)].value


def _user(org: Org, person: Row) -> Row:
    address = f"user{len(str(person['FirstName']))}.{str(person['LastName']).lower()}@{org.name}.example"
    name = f"{person['FirstName']} {person['LastName']}"
    return {**person, "Name": name, "Username": address, "Email": address, "IsActive": 1, "LocaleSidKey": "fr_FR"}


def _record_type(name: str) -> Row:
    return {"Name": name, "DeveloperName": name, "SobjectType": "Account", "IsActive": 1}
