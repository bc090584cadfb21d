"""The XML of Salesforce source files; elements stand in the order of the Metadata API's schema."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from dev.salesforce_source import NAMESPACE, FieldSource, ObjectSource

Children = Iterable[tuple[str, "str | Children"]]
"""Elements in order: the name, then its text or the elements inside it. An element without text is left out."""


def render(root: str, children: Children) -> str:
    """The file that holds one component; the same input always gives the same bytes."""
    element = ElementTree.Element(root, {"xmlns": NAMESPACE})
    _append(element, children)
    ElementTree.indent(element, "    ")
    body = ElementTree.tostring(element, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _append(parent: ElementTree.Element, children: Children) -> None:
    for name, content in children:
        if not content:
            continue
        child = ElementTree.SubElement(parent, name)
        if isinstance(content, str):
            child.text = content
        else:
            _append(child, content)


def object_xml(source: ObjectSource) -> str:
    """A custom object without its fields, which have files of their own.

    Sharing is ReadWrite: who may edit is decided by the object permissions alone, so a new integration user can
    go on with the rows of the one before.
    """
    return render(
        "CustomObject",
        [
            ("deploymentStatus", "Deployed"),
            ("description", source.description),
            ("enableBulkApi", "true"),
            ("enableReports", "true"),
            ("enableSearch", "true"),
            ("enableSharing", "true"),
            ("enableStreamingApi", "true"),
            ("label", source.label),
            ("nameField", [("label", "Name"), ("type", "Text")]),
            ("pluralLabel", source.plural_label),
            ("sharingModel", "ReadWrite"),
        ],
    )


def field_xml(source: FieldSource, relationship_label: str = "") -> str:
    """One custom field. ``relationship_label`` heads a lookup's related list on the other object."""
    is_lookup = source.type == "Lookup"
    is_number = source.type == "Number"
    return render(
        "CustomField",
        [
            ("fullName", source.name),
            ("caseSensitive", _true(source.case_sensitive)),
            ("defaultValue", source.default),
            ("deleteConstraint", "SetNull" if is_lookup else ""),
            ("description", source.description),
            ("externalId", _true(source.external_id)),
            ("label", source.label),
            ("length", str(source.length) if source.length else ""),
            ("precision", str(source.precision) if is_number else ""),
            ("referenceTo", source.reference_to),
            ("relationshipLabel", relationship_label),
            ("relationshipName", source.relationship_name),
            ("required", _true(source.required)),
            ("scale", str(source.scale) if is_number else ""),
            ("type", source.type),
            ("unique", _true(source.unique)),
            ("visibleLines", "3" if source.type == "LongTextArea" else ""),
        ],
    )


@dataclass(frozen=True, slots=True)
class ObjectRights:
    """What a permission set grants on one object; ``fields`` pairs an API name with whether it may be edited."""

    object: str
    write: bool
    all_records: bool
    fields: Sequence[tuple[str, bool]]


def permission_set_xml(label: str, description: str, rights: Sequence[ObjectRights]) -> str:
    """A permission set that never deletes and never overrides sharing for writing."""
    fields = sorted((f"{right.object}.{name}", editable) for right in rights for name, editable in right.fields)
    granted: list[tuple[str, str | Children]] = [
        ("fieldPermissions", [("editable", _bool(editable)), ("field", name), ("readable", "true")])
        for name, editable in fields
    ]
    granted += [("hasActivationRequired", "false"), ("label", label)]
    granted += [("objectPermissions", _object_permissions(right)) for right in rights]
    return render("PermissionSet", [("description", description), *granted])


def _object_permissions(right: ObjectRights) -> Children:
    return [
        ("allowCreate", _bool(right.write)),
        ("allowDelete", "false"),
        ("allowEdit", _bool(right.write)),
        ("allowRead", "true"),
        ("modifyAllRecords", "false"),
        ("object", right.object),
        ("viewAllRecords", _bool(right.all_records)),
    ]


def _true(value: bool) -> str:
    return "true" if value else ""


def _bool(value: bool) -> str:
    return "true" if value else "false"
