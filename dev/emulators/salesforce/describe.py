"""What an org says about its objects and fields: the describe answers, with all the members that they have."""

from typing import Any

from dev.emulators.salesforce.fields import COMPOUND_TYPES, Choice, Field, SObject

_LONGEST_FILTERED_TEXT = 255
_SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "int": "xsd:int",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "time": "xsd:time",
    "address": "urn:address",
    "location": "urn:location",
}


def describe_object(sobject: SObject, data_url: str) -> dict[str, Any]:
    """The whole description; fields that the user may not see are not in it."""
    fields = [describe_field(field) for field in sobject.fields()]
    return describe_summary(sobject, data_url) | {
        "fields": fields,
        "childRelationships": [],
        "recordTypeInfos": [],
        "namedLayoutInfos": [],
        "supportedScopes": [{"label": "All records", "name": "everything"}],
        "listviewable": None,
        "lookupLayoutable": None,
        "searchLayoutable": True,
        "compactLayoutable": True,
        "networkScopeFieldName": None,
        "defaultImplementation": None,
        "implementedBy": None,
        "implementsInterfaces": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "sobjectDescribeOption": "FULL",
        "actionOverrides": [],
    }


def describe_summary(sobject: SObject, data_url: str) -> dict[str, Any]:
    """One object as the list of all objects shows it."""
    url = f"{data_url}/sobjects/{sobject.name}"
    can = {"createable", "updateable", "queryable", "retrieveable", "replicateable", "searchable", "layoutable"}
    cannot = {"deletable", "undeletable", "customSetting", "deprecatedAndHidden", "hasSubtypes", "isSubtype"}
    return {
        "name": sobject.name,
        "label": sobject.label,
        "labelPlural": sobject.plural_label,
        "keyPrefix": sobject.prefix,
        "custom": sobject.name.endswith("__c"),
        "activateable": False,
        "associateEntityType": None,
        "associateParentEntity": None,
        "feedEnabled": False,
        "isInterface": False,
        "mergeable": False,
        "mruEnabled": True,
        "triggerable": True,
        **dict.fromkeys(sorted(can), True),
        **dict.fromkeys(sorted(cannot), False),
        "urls": {"sobject": url, "describe": f"{url}/describe", "rowTemplate": f"{url}/{{ID}}"},
    }


def describe_field(field: Field) -> dict[str, Any]:
    """One field with the 57 members of a real answer."""
    return (
        {
            "name": field.name,
            "label": field.label,
            "type": field.type,
            "soapType": _SOAP_TYPES.get(field.type, "xsd:string"),
            "length": field.length,
            "byteLength": field.length * 3,
            "precision": field.precision,
            "scale": field.scale,
            "digits": 9 if field.type == "int" else 0,
            "custom": field.custom,
            "calculated": field.calculated,
            "calculatedFormula": None,
            "htmlFormatted": field.html,
            "extraTypeInfo": field.extra_type or None,
            "compoundFieldName": field.compound or None,
            "picklistValues": [_describe_choice(choice) for choice in field.choices],
            "restrictedPicklist": field.restricted,
            "encrypted": field.type == "encryptedstring",
            "mask": "*" if field.type == "encryptedstring" else None,
            "maskType": "all" if field.type == "encryptedstring" else None,
            "displayLocationInDecimal": field.decimal_location,
            "nameField": field.name == "Name",
        }
        | _describe_rights(field)
        | _describe_reference(field)
        | _REST
    )


def _describe_rights(field: Field) -> dict[str, Any]:
    long_text = field.type == "textarea" and field.length > _LONGEST_FILTERED_TEXT
    plain = not (long_text or field.type in COMPOUND_TYPES or field.type == "encryptedstring")
    number = field.is_number
    return {
        "createable": field.writable,
        "updateable": field.writable,
        "nillable": not (field.required or field.type in ("boolean", "id")),
        "defaultedOnCreate": field.type == "boolean" or field.name in ("Id", "OwnerId", "CreatedDate"),
        "defaultValue": field.default == "true" if field.type == "boolean" else None,
        "filterable": plain,
        "sortable": plain and field.type != "multipicklist",
        "groupable": plain and not number and field.type not in ("datetime", "multipicklist", "time"),
        "aggregatable": plain and field.type != "boolean",
        "permissionable": field.custom and not field.required,
        "unique": field.unique,
        "caseSensitive": field.case_sensitive,
        "externalId": field.external_id,
        "idLookup": field.external_id or field.name in ("Id", "Name"),
        "queryByDistance": field.type in COMPOUND_TYPES,
    }


def _describe_reference(field: Field) -> dict[str, Any]:
    several = len(field.references) > 1
    return {
        "referenceTo": list(field.references),
        "relationshipName": field.relationship or None,
        "namePointing": several,
        "polymorphicForeignKey": several,
    }


def _describe_choice(choice: Choice) -> dict[str, Any]:
    shown = {"active": choice.active, "defaultValue": False, "label": choice.label}
    return shown | {"validFor": None, "value": choice.value}


_REST = {
    "aiPredictionField": False,
    "autoNumber": False,
    "cascadeDelete": False,
    "controllerName": None,
    "defaultValueFormula": None,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "highScaleNumber": False,
    "inlineHelpText": None,
    "referenceTargetField": None,
    "relationshipOrder": None,
    "restrictedDelete": False,
    "searchPrefilterable": False,
    "writeRequiresMasterRead": False,
}
"""Members that are the same for every field of this stand-in."""
