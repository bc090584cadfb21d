"""From Salesforce's description of the Account object to the fields that are offered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.core.account import AccountField, FieldGroup
from chalicelib.core.account_sensitive import sensitivity

NEVER_OFFERED = frozenset({"base64", "anyType", "complexvalue", "json"})
"""Types without a form that a person could read: facts of the REST API's field types."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_PACKAGE = re.compile(r"[A-Za-z](_?[A-Za-z0-9]){0,14}__[A-Za-z][A-Za-z0-9_]*__[a-z]{1,3}")
_COORDINATE = re.compile(r"__(Latitude|Longitude)__s$")
_ID_SUFFIX = re.compile(r"(?<!\s)\s+ID\Z", re.IGNORECASE)
_NAME_FIELDS = {
    "Case": "CaseNumber",
    "Contract": "ContractNumber",
    "Event": "Subject",
    "Order": "OrderNumber",
    "Solution": "SolutionName",
    "Task": "Subject",
}
"""Objects whose records are not called by ``Name``; the description of an Account does not tell."""


def offered_fields(described: Sequence[Mapping[str, Any]]) -> tuple[AccountField, ...]:
    """Every field that can be shown, each reference followed by the name of what it points to.

    Takes the ``fields`` of a describe answer. Raises KeyError, TypeError or AttributeError where these are none.
    https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
    """
    return tuple(field for one in described for field in _fields(one))


def _fields(described: Mapping[str, Any]) -> Iterator[AccountField]:
    if not _offers(described):
        return
    field = _field(described)
    relationship = described.get("relationshipName") or ""
    if field.type != "reference" or not _NAME.fullmatch(relationship):
        yield field
        return
    yield _of_the_id(field)
    yield _of_the_name(field, f"{relationship}.{_name_field(described.get('referenceTo') or ())}")


def _offers(described: Mapping[str, Any]) -> bool:
    """Names go into queries: one that is no API name is never offered."""
    return bool(
        _NAME.fullmatch(described["name"])
        and described["type"] not in NEVER_OFFERED
        and not described.get("deprecatedAndHidden")
    )


def _field(described: Mapping[str, Any]) -> AccountField:
    name = described["name"]
    return AccountField(
        name=name,
        label=str(described.get("label") or name),
        type=described["type"],
        group=_group(name, bool(described.get("custom"))),
        help=str(described.get("inlineHelpText") or ""),
        sensitive=sensitivity(described),
        compound=_compound(described),
        extra_type=str(described.get("extraTypeInfo") or ""),
        html=bool(described.get("htmlFormatted")),
        scale=int(described.get("scale") or 0),
        decimal_location=bool(described.get("displayLocationInDecimal")),
        labels=tuple(_labels(described.get("picklistValues") or ())),
    )


def _compound(described: Mapping[str, Any]) -> str:
    """A person account's Name says that it is a part of itself."""
    compound = str(described.get("compoundFieldName") or "")
    return "" if compound == described["name"] else compound


def _of_the_id(field: AccountField) -> AccountField:
    label = field.label if _ID_SUFFIX.search(field.label) else f"{field.label} (ID)"
    return AccountField(field.name, label, field.type, field.group, field.help, field.sensitive)


def _of_the_name(field: AccountField, path: str) -> AccountField:
    label = _ID_SUFFIX.sub("", field.label)
    return AccountField(path, label, field.type, field.group, field.help, field.sensitive, via=field.name)


def _name_field(targets: Sequence[str]) -> str:
    return _NAME_FIELDS.get(targets[0], "Name") if len(targets) == 1 else "Name"


def _group(name: str, custom: bool) -> FieldGroup:
    if not custom:
        return FieldGroup.STANDARD
    return FieldGroup.PACKAGE if _PACKAGE.fullmatch(_COORDINATE.sub("__c", name)) else FieldGroup.CUSTOM


def _labels(values: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in values:
        value, label = str(one.get("value")), one.get("label")
        if label and label != value:
            yield value, str(label)
