"""Both sides of the department list as the tests of field maps know them."""

import tomllib
from pathlib import Path

import chalicelib
from chalicelib.core.fieldmap import MappedField, Rule, Status
from chalicelib.core.fieldmap_types import IntacctField, SalesforceField, Sides
from chalicelib.core.lists import KEY_FIELD, ManagedList, parse_catalogue

CATALOGUE = parse_catalogue(
    tomllib.loads(Path(chalicelib.__path__[0], "lists.toml").read_text(encoding="utf-8")),
    {"user_defined_dimensions": [{"object": "platform-apps/nsp::segment", "label": {"en": "Segment"}}]},
)
USER = "integration@demo.example"
OBJECT = "company-config/department"

INTACCT = (
    IntacctField("reportTitle", "text"),
    IntacctField("nsp::COLOUR", "choice", choices=("red", "green")),
    IntacctField("nsp::OPENED", "date"),
    IntacctField("nsp::SEEN", "datetime"),
    IntacctField("nsp::SEATS", "integer", "integer"),
    IntacctField("nsp::BUDGET", "number"),
    IntacctField("nsp::SHARED", "boolean", "boolean"),
    IntacctField("manager.key", "reference", target="company-config/employee"),
    IntacctField("manager.id", "text", writable=False),
    IntacctField("audit.createdBy", "text", writable=False),
    IntacctField("secret", "text", readable=False),
    IntacctField("vendor.key", "reference", target="accounts-payable/vendor"),
)
SALESFORCE = (
    SalesforceField("Report_Title__c", "Report title", "string", 60),
    SalesforceField("Colour__c", "Colour", "picklist", 255, restricted=True, choices=("red", "green")),
    SalesforceField("Few__c", "Few", "picklist", 255, restricted=True, choices=("red",)),
    SalesforceField("Many__c", "Many", "picklist", 255, restricted=True, choices=("red", "green", "blue")),
    SalesforceField("Free__c", "Free", "picklist", 255, choices=("red", "green")),
    SalesforceField("Short__c", "Short", "string", 3),
    SalesforceField("Opened__c", "Opened", "date"),
    SalesforceField("Seen__c", "Seen", "datetime"),
    SalesforceField("Seats__c", "Seats", "int"),
    SalesforceField("Budget__c", "Budget", "currency", scale=2),
    SalesforceField("Shared__c", "Shared", "boolean"),
    SalesforceField("Manager__c", "Manager", "reference", 18, targets=("Intacct_Employee__c",)),
    SalesforceField("Owner__c", "Owner", "reference", 18, targets=("User",)),
    SalesforceField("Total__c", "Total", "string", 60, createable=False, updateable=False, calculated=True),
    SalesforceField("Closed__c", "Closed", "string", 60, updateable=False),
    SalesforceField("Code__c", "Code", "string", 60, external_id=True, unique=True),
    SalesforceField("Notes__c", "Notes", "textarea", 32_000, html=True),
    SalesforceField("Masked__c", "Masked", "encryptedstring", 60, encrypted=True),
    SalesforceField("Tags__c", "Tags", "multipicklist", 500),
)
KEYED = (SalesforceField(KEY_FIELD, "Key", "string", 100, external_id=True, unique=True),)
SIDES = Sides(
    intacct={OBJECT: {one.name: one for one in INTACCT}},
    salesforce={one.name: one for one in SALESFORCE},
    targets={"Intacct_Employee__c": {one.name: one for one in KEYED}},
)


def the_list(key: str = "department") -> ManagedList:
    found = CATALOGUE.get(key)
    assert found
    return found


def row(
    intacct: str, salesforce: str, rule: str = "from_intacct", lookup: str = "", status: str = "active"
) -> MappedField:
    return MappedField(intacct, salesforce, Rule(rule), Status(status), lookup)
