"""The objects of a fresh org: Salesforce's own, and those that our ``force-app`` source deploys."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dev.emulators.salesforce.account_fields import ACCOUNT_FIELDS
from dev.emulators.salesforce.fields import Field, SObject, audit_fields, by_name, system_fields
from dev.salesforce_source import FieldSource, ObjectSource, read_source

FORCE_APP = Path(__file__).parents[3] / "force-app"

_TYPES = {
    "Text": "string",
    "LongTextArea": "textarea",
    "Number": "double",
    "Checkbox": "boolean",
    "Date": "date",
    "DateTime": "datetime",
    "Lookup": "reference",
}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def org_objects(source: Mapping[str, ObjectSource] | None = None) -> dict[str, SObject]:
    """Every object by API name; ``source`` is our own ``force-app`` unless given."""
    objects = {item.name: item for item in (_account(), _user(), _organization(), _record_type())}
    for number, (name, described) in enumerate((source or read_source(FORCE_APP)).items()):
        if name not in objects:
            objects[name] = _custom_object(described, f"a0{_DIGITS[number]}")
        else:
            objects[name].all_fields |= {item.name: field_of(item) for item in described.fields.values()}
    return objects


def field_of(source: FieldSource) -> Field:
    """The field that deploying this source makes. Raises KeyError for a type that ``force-app`` does not use."""
    field = Field(
        name=source.name,
        label=source.label,
        type=_TYPES[source.type],
        length=source.length,
        precision=source.precision,
        scale=source.scale,
        external_id=source.external_id,
        unique=source.unique,
        case_sensitive=source.case_sensitive,
        required=source.required,
        default=source.default,
    )
    if source.type != "Lookup":
        return field
    relationship = source.name.removesuffix("__c") + "__r"
    return replace(field, length=18, references=(source.reference_to,), relationship=relationship)


def _custom_object(source: ObjectSource, prefix: str) -> SObject:
    own = {name: field_of(item) for name, item in source.fields.items() if name != "Name"}
    return SObject(source.name, source.label, source.plural_label, prefix, by_name(system_fields()) | own)


def _account() -> SObject:
    return SObject("Account", "Account", "Accounts", "001", by_name(ACCOUNT_FIELDS))


def _user() -> SObject:
    fields = [
        Field("Id", "User ID", "id", length=18, read_only=True),
        Field("Username", "Username", "string", length=80, required=True, unique=True),
        Field("LastName", "Last Name", "string", length=80, required=True),
        Field("FirstName", "First Name", "string", length=40),
        Field("Name", "Full Name", "string", length=121, extra_type="personname"),
        Field("Email", "Email", "email", length=128, required=True),
        Field("IsActive", "Active", "boolean", default="true"),
        Field("LanguageLocaleKey", "Language", "picklist", length=40),
        Field("LocaleSidKey", "Locale", "picklist", length=40),
        Field("TimeZoneSidKey", "Time Zone", "picklist", length=40),
        *audit_fields(),
    ]
    return SObject("User", "User", "Users", "005", by_name(fields))


def _organization() -> SObject:
    fields = [
        Field("Id", "Organization ID", "id", length=18, read_only=True),
        Field("Name", "Name", "string", length=80),
        Field("IsSandbox", "Is Sandbox", "boolean", read_only=True),
        Field("TrialExpirationDate", "Trial Expiration Date", "datetime", read_only=True),
        Field("InstanceName", "Instance Name", "string", length=5, read_only=True),
        Field("NamespacePrefix", "Namespace Prefix", "string", length=15, read_only=True),
        Field("OrganizationType", "Edition", "picklist", length=40, read_only=True),
        *audit_fields(),
    ]
    return SObject("Organization", "Organization", "Organizations", "00D", by_name(fields))


def _record_type() -> SObject:
    fields = [
        Field("Id", "Record Type ID", "id", length=18, read_only=True),
        Field("Name", "Name", "string", length=80, required=True),
        Field("DeveloperName", "Record Type Name", "string", length=80, required=True),
        Field("SobjectType", "SObject Type Name", "picklist", length=40),
        Field("IsActive", "Active", "boolean", default="true"),
        *audit_fields(),
    ]
    return SObject("RecordType", "Record Type", "Record Types", "012", by_name(fields))
