"""Objects and fields as an org knows them: the one description behind validation, queries and describe answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

TEXT_TYPES = frozenset(
    {"string", "textarea", "picklist", "multipicklist", "email", "phone", "url", "combobox", "encryptedstring"}
)
NUMBER_TYPES = frozenset({"double", "currency", "percent", "int"})
COMPOUND_TYPES = frozenset({"address", "location"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a picklist; inactive ones live on in old records."""

    value: str
    label: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``type`` is the word of the describe answer.

    ``parts`` are the columns behind a compound field, ``compound`` the compound that a part belongs to. ``calculated``
    fields hold a value here as any other does, but clients cannot write it.
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
    references: tuple[str, ...] = ()
    relationship: str = ""
    required: bool = False
    read_only: bool = False
    calculated: bool = False
    html: bool = False
    extra_type: str = ""
    compound: str = ""
    parts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    restricted: bool = False
    default: str = ""
    decimal_location: bool = False

    @property
    def custom(self) -> bool:
        return self.name.endswith(("__c", "__s"))

    @property
    def is_text(self) -> bool:
        return self.type in TEXT_TYPES

    @property
    def is_number(self) -> bool:
        return self.type in NUMBER_TYPES

    @property
    def writable(self) -> bool:
        return not (self.read_only or self.calculated or self.parts)

    @property
    def indexed(self) -> bool:
        return self.external_id or self.unique

    @property
    def folds_case(self) -> bool:
        """Whether values that differ by case only are the same to Salesforce."""
        return self.is_text and not self.case_sensitive


@dataclass(slots=True, eq=False)
class SObject:
    """One object of an org. ``hidden`` fields exist, but the integration user may not see them."""

    name: str
    label: str
    plural_label: str
    prefix: str
    all_fields: dict[str, Field]
    hidden: set[str] = field(default_factory=set)

    def fields(self) -> list[Field]:
        """The fields that the user sees, in their order."""
        return [item for item in self.all_fields.values() if item.name not in self.hidden]

    def find(self, name: str) -> Field | None:
        """The visible field of this API name, upper and lower case alike."""
        found = self.all_fields.get(name) or _by_lower(self.all_fields.values(), name)
        return found if found and found.name not in self.hidden else None

    def relation(self, name: str) -> Field | None:
        """The visible reference field whose relationship has this name (``Parent__r``, ``Owner``)."""
        wanted = name.lower()
        return next((item for item in self.fields() if item.relationship.lower() == wanted), None)

    def stored(self) -> list[Field]:
        """The fields with a column of their own."""
        return [item for item in self.all_fields.values() if not item.parts]


def system_fields(*, name_length: int = 80, owner: tuple[str, ...] = ("Group", "User")) -> list[Field]:
    """The fields that every custom object has, the ``Name`` among them."""
    return [
        Field("Id", "Record ID", "id", length=18, read_only=True),
        Field("OwnerId", "Owner ID", "reference", length=18, references=owner, relationship="Owner"),
        Field("IsDeleted", "Deleted", "boolean", read_only=True),
        Field("Name", "Name", "string", length=name_length, extra_type=""),
        *audit_fields(),
    ]


def audit_fields() -> list[Field]:
    """Who and when, kept by Salesforce alone."""
    user = Field("", "", "reference", length=18, references=("User",), read_only=True)
    stamp = Field("", "", "datetime", read_only=True)
    return [
        replace(stamp, name="CreatedDate", label="Created Date"),
        replace(user, name="CreatedById", label="Created By ID", relationship="CreatedBy"),
        replace(stamp, name="LastModifiedDate", label="Last Modified Date"),
        replace(user, name="LastModifiedById", label="Last Modified By ID", relationship="LastModifiedBy"),
        replace(stamp, name="SystemModstamp", label="System Modstamp"),
    ]


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {item.name: item for item in fields}


def _by_lower(fields: Iterable[Field], name: str) -> Field | None:
    wanted = name.lower()
    return next((item for item in fields if item.name.lower() == wanted), None)
