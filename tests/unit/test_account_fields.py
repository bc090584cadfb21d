"""Which Account fields are offered, under which name, in which group, and with which warning."""

from typing import Any

import pytest

from chalicelib.core.account import AccountField, FieldGroup, Sensitivity
from chalicelib.core.account_describe import offered_fields


def described(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name, "type": kind, "custom": name.endswith(("__c", "__s", "__pc")), **more}


def offered(*fields: dict[str, Any]) -> dict[str, AccountField]:
    return {field.name: field for field in offered_fields(fields)}


def reference(name: str, relationship: str | None, *targets: str, label: str = "") -> dict[str, Any]:
    return described(name, "reference", relationshipName=relationship, referenceTo=list(targets), label=label or name)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Industry", FieldGroup.STANDARD),
        ("Priority__c", FieldGroup.CUSTOM),
        ("Site__Latitude__s", FieldGroup.CUSTOM),
        ("Hobby__pc", FieldGroup.CUSTOM),
        ("ia_crm__IntacctID__c", FieldGroup.PACKAGE),
        ("npsp__Level__c", FieldGroup.PACKAGE),
        ("ia_crm__Site__Longitude__s", FieldGroup.PACKAGE),
    ],
)
def test_a_field_stands_in_its_group(name: str, group: FieldGroup) -> None:
    assert offered(described(name))[name].group is group


@pytest.mark.parametrize("kind", ["base64", "anyType", "complexvalue", "json"])
def test_what_nobody_can_read_is_not_offered(kind: str) -> None:
    assert offered(described("Body", kind), described("Name")).keys() == {"Name"}


def test_what_salesforce_has_given_up_is_not_offered() -> None:
    assert offered(described("Old__c", deprecatedAndHidden=True)) == {}


@pytest.mark.parametrize("name", ["Id) FROM User--", "Owner.Profile.Name", "", "1st", "a" * 81, "Näme", "Name\n"])
def test_a_name_that_is_no_api_name_never_gets_into_a_query(name: str) -> None:
    assert offered(described(name)) == {}


def test_a_reference_is_offered_as_id_and_as_name() -> None:
    fields = offered(reference("OwnerId", "Owner", "Group", "User", label="Owner ID"))
    assert [(one.name, one.label, one.via) for one in fields.values()] == [
        ("OwnerId", "Owner ID", ""),
        ("Owner.Name", "Owner", "OwnerId"),
    ]


def test_a_custom_reference_is_told_from_the_name_it_leads_to() -> None:
    fields = offered(reference("Partner__c", "Partner__r", "Account", label="Main partner"))
    assert fields["Partner__c"].label == "Main partner (ID)"
    assert fields["Partner__r.Name"].label == "Main partner"


def test_a_record_that_is_not_called_by_name_is_named_by_what_it_has() -> None:
    assert "Claim__r.CaseNumber" in offered(reference("Claim__c", "Claim__r", "Case"))


def test_a_reference_without_relationship_is_an_id_and_no_more() -> None:
    assert offered(reference("OldId", None, "User")).keys() == {"OldId"}


def test_labels_are_kept_where_they_differ_also_of_inactive_values() -> None:
    values = [
        {"value": "A", "label": "Alpha", "active": False},
        {"value": "B", "label": "B", "active": True},
        {"value": "C", "label": None, "active": True},
    ]
    assert offered(described("Tier__c", "picklist", picklistValues=values))["Tier__c"].labels == (("A", "Alpha"),)


def test_a_part_knows_its_compound_and_a_name_is_no_part_of_itself() -> None:
    fields = offered(
        described("BillingCity", compoundFieldName="BillingAddress"), described("Name", compoundFieldName="Name")
    )
    assert fields["BillingCity"].compound == "BillingAddress"
    assert fields["Name"].compound == ""


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (described("Secret__c", "encryptedstring"), Sensitivity.ENCRYPTED),
        (described("Shielded__c", encrypted=True), Sensitivity.ENCRYPTED),
        (described("SSN__c"), Sensitivity.IDENTITY),
        (described("X__c", label="N° de sécurité sociale"), Sensitivity.IDENTITY),
        (described("PassportNo__c"), Sensitivity.IDENTITY),
        (described("DateOfBirth__c", "date"), Sensitivity.BIRTH),
        (described("X1__c", "date", label="Date de naissance"), Sensitivity.BIRTH),
        (described("IBAN__c"), Sensitivity.BANK),
        (described("CreditCardNumber__c"), Sensitivity.BANK),
        (described("Salary__c", "currency"), Sensitivity.PAY),
        (described("MedicalNotes__c", "textarea"), Sensitivity.HEALTH),
        (described("PersonMobilePhone", "phone"), Sensitivity.PERSON),
        (described("Hobby__pc"), Sensitivity.PERSON),
        (described("Phone", "phone"), Sensitivity.CONTACT),
        (described("Mail__c", "email"), Sensitivity.CONTACT),
        (described("AccountNumber"), None),
        (described("Industry", "picklist"), None),
        (described("Banking_Partner__c", "boolean"), None),
        (described("Ribbon__c"), None),
    ],
)
def test_sensitive_fields_are_marked_with_the_reason(field: dict[str, Any], reason: Sensitivity | None) -> None:
    assert offered(field)[field["name"]].sensitive is reason


def test_a_description_with_nine_hundred_fields_and_a_picklist_of_ten_thousand_is_taken() -> None:
    values = [{"value": f"v{n}", "label": f"<b>{n}</b>", "active": True} for n in range(10_000)]
    fields = offered(
        *(described(f"F{n}__c") for n in range(899)), described("Long__c", "picklist", picklistValues=values)
    )
    assert len(fields) == 900
    assert len(fields["Long__c"].labels) == 10_000


@pytest.mark.parametrize(
    "broken", [{"label": "no name"}, {"name": "X"}, {"name": 7, "type": "string"}, {"name": None, "type": "x"}]
)
def test_a_description_without_its_usual_form_is_an_error(broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError)):
        offered_fields([broken])
