"""Account fields as they are offered for the tab, and who may see which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.core.principal import Role
from chalicelib.core.settings import AccountDetails


class FieldGroup(StrEnum):
    STANDARD = "standard"
    CUSTOM = "custom"
    PACKAGE = "package"
    """Came with an installed package: the name begins with its namespace."""


class Sensitivity(StrEnum):
    """Why a field deserves a second look before it is shown."""

    ENCRYPTED = "encrypted"
    IDENTITY = "identity"
    BIRTH = "birth"
    BANK = "bank"
    PAY = "pay"
    HEALTH = "health"
    PERSON = "person"
    CONTACT = "contact"

    @property
    def to_confirm(self) -> bool:
        """Whether choosing it asks for a second yes. A company's telephone number is marked, and no more."""
        return self is not Sensitivity.CONTACT


@dataclass(frozen=True, slots=True)
class AccountField:
    """One thing that can be shown of an Account.

    ``name`` is the API name, or the way to the name of a related record (``Owner.Name``): then ``via`` is the
    reference field that points there, and ``type`` is "reference". ``compound`` names the field that this is a part of.
    ``labels`` holds the picklist values whose label differs from them.
    """

    name: str
    label: str
    type: str
    group: FieldGroup = FieldGroup.STANDARD
    help: str = ""
    sensitive: Sensitivity | None = None
    compound: str = ""
    via: str = ""
    extra_type: str = ""
    html: bool = False
    scale: int = 0
    decimal_location: bool = False
    labels: tuple[tuple[str, str], ...] = ()


Offered = Mapping[str, AccountField]
"""What an org offers, by name, in the order of its description."""

CURRENCY_FIELD = "CurrencyIsoCode"
_SEES_ALL = frozenset({Role.ADMIN, Role.IMPLEMENTER})


def visible_names(details: AccountDetails, roles: frozenset[Role]) -> tuple[str, ...]:
    """The chosen fields that these roles may see, in the order chosen; never one that is not chosen."""
    if not roles:
        return ()
    if roles & _SEES_ALL or details.reader_fields is None:
        return details.fields
    return tuple(name for name in details.fields if name in details.reader_fields)


def without_parts(names: tuple[str, ...], offered: Offered) -> tuple[str, ...]:
    """The names without the parts of a compound that is among them: an address is not shown twice."""
    return tuple(name for name in names if name not in offered or offered[name].compound not in names)
