"""Salesforce object and field source (``force-app/``) as values, read from its XML files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"
NAME_FIELD_LENGTH = 80
"""Salesforce fixes the length of a Name field of type Text; its source does not say it."""

_OBJECT_SUFFIX = ".object-meta.xml"
_FIELD_SUFFIX = ".field-meta.xml"


@dataclass(frozen=True, slots=True)
class FieldSource:
    """One field as its source states it; a property that the source leaves out has its default here.

    ``type`` is the Metadata API's word: Text, LongTextArea, Number, Checkbox, Date, DateTime, Lookup.
    """

    name: str
    label: str
    type: str
    length: int = 0
    precision: int = 0
    scale: int = 0
    external_id: bool = False
    unique: bool = False
    case_sensitive: bool = False
    reference_to: str = ""
    relationship_name: str = ""
    required: bool = False
    default: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ObjectSource:
    """One object with its fields by API name; ``label`` is the API name where only fields are added (Account)."""

    name: str
    label: str
    fields: Mapping[str, FieldSource] = field(default_factory=dict)
    plural_label: str = ""
    description: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the source makes the object, and not only adds fields to a standard or a package's object."""
        return self.name.endswith("__c") and self.name.count("__") == 1


def read_source(path: Path) -> dict[str, ObjectSource]:
    """Every object found below ``path``, by API name, in the order of the names.

    ``path`` may be ``force-app`` or any folder above ``objects``. A custom object has its ``Name`` field among the
    fields, first; a standard object has only the fields that the source adds. Raises FileNotFoundError where no
    object is found, ElementTree.ParseError for a file that is not XML.
    """
    folders = sorted(folder for folder in path.rglob("objects/*") if folder.is_dir())
    if not folders:
        raise FileNotFoundError(f"There is no Salesforce object source below {path}.")
    return {folder.name: _read_object(folder) for folder in folders}


def _read_object(folder: Path) -> ObjectSource:
    own = folder / f"{folder.name}{_OBJECT_SUFFIX}"
    fields = {}
    label, plural_label, description = folder.name, "", ""
    if own.exists():
        root = _root(own)
        label, plural_label = _text(root, "label"), _text(root, "pluralLabel")
        description = _text(root, "description")
        fields["Name"] = _name_field(root)
    for file in sorted(folder.glob(f"fields/*{_FIELD_SUFFIX}")):
        fields[file.name.removesuffix(_FIELD_SUFFIX)] = _read_field(_root(file))
    return ObjectSource(folder.name, label, fields, plural_label, description)


def _name_field(root: ElementTree.Element) -> FieldSource:
    label = _text(root, "nameField/label")
    return FieldSource("Name", label, _text(root, "nameField/type"), length=NAME_FIELD_LENGTH)


def _read_field(root: ElementTree.Element) -> FieldSource:
    return FieldSource(
        name=_text(root, "fullName"),
        label=_text(root, "label"),
        type=_text(root, "type"),
        length=_number(root, "length"),
        precision=_number(root, "precision"),
        scale=_number(root, "scale"),
        external_id=_flag(root, "externalId"),
        unique=_flag(root, "unique"),
        case_sensitive=_flag(root, "caseSensitive"),
        reference_to=_text(root, "referenceTo"),
        relationship_name=_text(root, "relationshipName"),
        required=_flag(root, "required"),
        default=_text(root, "defaultValue"),
        description=_text(root, "description"),
    )


def _root(file: Path) -> ElementTree.Element:
    return ElementTree.parse(file).getroot()


def _text(root: ElementTree.Element, path: str) -> str:
    steps = "/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))
    return root.findtext(steps, default="").strip()


def _number(root: ElementTree.Element, name: str) -> int:
    return int(_text(root, name) or 0)


def _flag(root: ElementTree.Element, name: str) -> bool:
    return _text(root, name) == "true"
