"""See field maps, switch them on and off, check and save one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.core.audit import deed_by
from chalicelib.core.errors import BadRequest, Conflict, FieldError, NotFound, Stale
from chalicelib.core.fieldmap import MOST_ROWS_TOGETHER, FieldMaps, MappedField
from chalicelib.core.fieldmap_check import Checked, check_rows
from chalicelib.core.fieldmap_list import maps_apply
from chalicelib.core.lists import ManagedList
from chalicelib.core.principal import Principal
from chalicelib.core.settings import IntegrationMode, Settings
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.fieldmap_sides import sides_of
from chalicelib.usecases.fieldmap_views import (
    NOT_IN_ADVANCED,
    SWITCHED_OFF,
    FieldMapView,
    RowView,
    SwitchView,
    map_view,
    row_view,
    switch_view,
)


@dataclass(frozen=True, slots=True)
class CheckView:
    """``rows`` are those that were sent, with what was found of them."""

    ok: bool
    errors: tuple[FieldError, ...]
    rows: tuple[RowView, ...]


def see_switch(desk: FieldMapDesk, principal: Principal) -> SwitchView:
    return switch_view(desk.settings.current(principal.tenant))


def set_switch(desk: FieldMapDesk, principal: Principal, enabled: bool, expected_version: int) -> SwitchView:
    """Switch *Enable field map*; what was saved is kept. Raises Stale, or Conflict in the mode ``advanced``."""
    settings = _current(desk, principal, expected_version)
    if settings.mode is not IntegrationMode.BASIC:
        raise Conflict(
            "field_map_mode",
            NOT_IN_ADVANCED,
            remedy="Choose the integration mode “basic” in the settings first, or set single rows inactive.",
        )
    maps = replace(settings.field_maps, enabled=enabled)
    return switch_view(_saved(desk, principal, settings, maps, "field_map.switched"))


def see_map(desk: FieldMapDesk, principal: Principal, list_key: str) -> FieldMapView:
    """Raises NotFound."""
    return map_view(list_named(desk, list_key), desk.settings.current(principal.tenant))


def check_map(desk: FieldMapDesk, principal: Principal, list_key: str, rows: Sequence[MappedField]) -> CheckView:
    """All that saving these rows would say; nothing is saved. Raises NotFound, TryAgain, NeedsAdmin."""
    settings = desk.settings.current(principal.tenant)
    checked = _checked(desk, principal.tenant, settings, list_named(desk, list_key), rows)
    return CheckView(not checked.errors, checked.errors, tuple(map(row_view, checked.rows)))


def save_map(
    desk: FieldMapDesk, principal: Principal, list_key: str, rows: Sequence[MappedField], expected_version: int
) -> FieldMapView:
    """Save a list's whole map as part of the next version of the settings; the same rows twice make no second one.

    Raises NotFound, Stale, Conflict (switched off), BadRequest that names every mistake by row and member, and
    TryAgain or NeedsAdmin where a side can't be asked.
    """
    managed_list = list_named(desk, list_key)
    settings = _current(desk, principal, expected_version)
    if not maps_apply(settings):
        raise Conflict(
            "field_map_off", SWITCHED_OFF, remedy="Switch “Enable field map” on first: PUT /api/v1/field-map."
        )
    checked = _checked(desk, principal.tenant, settings, managed_list, rows)
    maps = settings.field_maps.with_rows(list_key, checked.rows)
    errors = (*checked.errors, *_too_many(maps))
    if errors:
        raise BadRequest(
            "field_map_invalid",
            f"The field map can't be saved; mistakes: {len(errors)}.",
            remedy="Mend the named rows and save again; nothing was changed.",
            errors=errors,
        )
    return map_view(managed_list, _saved(desk, principal, settings, maps, "field_map.changed"))


def list_named(desk: FieldMapDesk, list_key: str) -> ManagedList:
    """Raises NotFound, also for “all”: each list has a map of its own."""
    managed_list = desk.catalogue.get(list_key)
    if managed_list is None:
        raise NotFound("list_unknown", "There is no such managed list.", remedy="GET /api/v1/lists names them.")
    return managed_list


def _checked(
    desk: FieldMapDesk, tenant: str, settings: Settings, managed_list: ManagedList, rows: Sequence[MappedField]
) -> Checked:
    if not rows:
        return Checked((), ())
    sides = sides_of(desk, tenant, settings, managed_list, {row.lookup for row in rows})
    return check_rows(managed_list, desk.catalogue, rows, sides, settings.connection.salesforce_user)


def _current(desk: FieldMapDesk, principal: Principal, expected_version: int) -> Settings:
    settings = desk.settings.current(principal.tenant)
    if settings.version != expected_version:
        raise Stale(
            "settings_changed",
            f"The settings were changed since you read the map; they are at version {settings.version} now.",
            remedy="Read the map again, repeat your change, and save.",
        )
    return settings


def _saved(desk: FieldMapDesk, principal: Principal, before: Settings, maps: FieldMaps, action: str) -> Settings:
    if maps == before.field_maps:
        return before
    deed = deed_by(principal, action, desk.clock.now())
    return desk.settings.save(principal.tenant, replace(before, field_maps=maps), before.version, deed)


def _too_many(maps: FieldMaps) -> tuple[FieldError, ...]:
    if sum(len(one.rows) for one in maps.maps) <= MOST_ROWS_TOGETHER:
        return ()
    return (FieldError("rows", f"All maps together have at most {MOST_ROWS_TOGETHER} rows. Leave some out."),)
