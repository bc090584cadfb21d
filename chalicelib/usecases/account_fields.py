"""The Account fields an administrator chooses from: see them, refresh them, choose."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.core.account import AccountField, FieldGroup, Sensitivity
from chalicelib.core.account_changes import FieldChanges, field_changes
from chalicelib.core.account_choice import check_choice
from chalicelib.core.account_exposure import exposure_sentence
from chalicelib.core.audit import deed_by
from chalicelib.core.errors import Stale
from chalicelib.core.principal import Principal
from chalicelib.core.settings import AccountDetails, Settings
from chalicelib.ports.account import AccountDescription
from chalicelib.usecases.account_description import confirmed_description, offered_by, read_description
from chalicelib.usecases.account_desk import AccountDesk


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the picker. ``part_of`` names the compound that shows this field too; ``gone`` ones are kept."""

    name: str
    label: str
    type: str
    group: FieldGroup
    help: str
    sensitive: Sensitivity | None
    part_of: str
    chosen: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class FieldsView:
    """The choice as it stands, and all that can be chosen, in the order of Salesforce's description.

    ``fields`` begins with those chosen that have gone. ``exposure`` is the sentence on who will see what.
    """

    shown: bool
    chosen: tuple[str, ...]
    reader_fields: tuple[str, ...] | None
    link_field: str
    currency: str
    settings_version: int
    read_at: datetime
    exposure: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class RefreshedFields:
    """What the refresh found; ``first`` where nothing was known before, so that nothing came or went."""

    first: bool
    changes: FieldChanges
    view: FieldsView


def account_fields(desk: AccountDesk, principal: Principal) -> FieldsView:
    """Raises TryAgain or NeedsAdmin where the org was never described and can't be now."""
    settings = desk.settings.current(principal.tenant)
    return _view(settings, confirmed_description(desk, principal.tenant, settings))


def refresh_fields(desk: AccountDesk, principal: Principal) -> RefreshedFields:
    """Read the description anew, in one call. Twice in a row is safe; the second finds no change."""
    settings = desk.settings.current(principal.tenant)
    before = desk.descriptions.get(principal.tenant)
    now = read_description(desk, principal.tenant, settings)
    changes = field_changes(offered_by(before), offered_by(now)) if before else FieldChanges()
    return RefreshedFields(before is None, changes, _view(settings, now))


def choose_fields(
    desk: AccountDesk, principal: Principal, wanted: AccountDetails, version: int | None, confirmed: bool
) -> FieldsView:
    """Save the choice as the next version of the settings; the same choice twice makes no second version.

    ``version`` is the one that the person looked at (None: the present one). Raises BadRequest, Conflict or Stale.
    """
    settings = desk.settings.current(principal.tenant)
    if version is not None and version != settings.version:
        raise Stale(
            "settings_changed",
            "The settings were changed since you read them.",
            remedy="Read the Account fields again, then choose.",
        )
    description = confirmed_description(desk, principal.tenant, settings)
    check_choice(wanted, settings.account_details, offered_by(description), confirmed)
    if wanted != settings.account_details:
        saved = replace(settings, account_details=wanted)
        deed = deed_by(principal, "account_details.chosen", desk.clock.now())
        settings = desk.settings.save(principal.tenant, saved, settings.version, deed)
    return _view(settings, description)


def _view(settings: Settings, description: AccountDescription) -> FieldsView:
    details = settings.account_details
    offered = offered_by(description)
    gone = tuple(_gone(name) for name in details.fields if name not in offered)
    return FieldsView(
        shown=details.shown,
        chosen=details.fields,
        reader_fields=details.reader_fields,
        link_field=details.link_field,
        currency=details.currency,
        settings_version=settings.version,
        read_at=description.read_at,
        exposure=exposure_sentence(details, offered),
        fields=gone + tuple(_offered(field, frozenset(details.fields)) for field in description.fields),
    )


def _offered(field: AccountField, chosen: frozenset[str]) -> FieldView:
    return FieldView(
        name=field.name,
        label=field.label,
        type=field.type,
        group=field.group,
        help=field.help,
        sensitive=field.sensitive,
        part_of=field.compound,
        chosen=field.name in chosen,
        gone=False,
    )


def _gone(name: str) -> FieldView:
    """Its label and type went with it."""
    return FieldView(name, name, "", FieldGroup.STANDARD, "", None, "", True, True)
