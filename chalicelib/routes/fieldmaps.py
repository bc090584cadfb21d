"""Field maps: the switch, and each list's map to see, check, save, export and import."""

from typing import Annotated

import msgspec
from chalice.app import Response

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.core.fieldmap import MOST_ROWS, MappedField, Rule, Status
from chalicelib.core.principal import Action
from chalicelib.routes.accept import prefers
from chalicelib.routes.call import Call
from chalicelib.routes.preconditions import DESCRIPTION, HEADER, etag_of, version_read
from chalicelib.routes.strict_yaml import YAML, as_yaml, read_json_or_yaml
from chalicelib.routes.table import Routes, json_response
from chalicelib.usecases.fieldmap import CheckView, check_map, save_map, see_map, see_switch, set_switch
from chalicelib.usecases.fieldmap_offers import OfferedFields, offered_fields
from chalicelib.usecases.fieldmap_views import FieldMapView, SwitchView

routes = Routes(__name__)

_VERSION = {HEADER: DESCRIPTION}
_MEDIA = ("application/json", YAML)


class Switch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    enabled: bool


class MapRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pair; a reference (``location.key``) names the managed list that it points to as ``lookup``."""

    intacct: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    salesforce: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    rule: Rule = Rule.FROM_INTACCT
    status: Status = Status.ACTIVE
    lookup: Annotated[str, msgspec.Meta(max_length=101)] = ""


class MapBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list's own rows, whole: rows left out are gone, standard ones come back. ``list`` may say which list it is."""

    rows: Annotated[tuple[MapRow, ...], msgspec.Meta(max_length=MOST_ROWS)]
    list: Annotated[str, msgspec.Meta(max_length=101)] = ""


@routes.route(
    "GET",
    "/field-map",
    action=Action.SEE_SETTINGS,
    summary="The switch “Enable field map” of the integration mode “basic”",
    answer=SwitchView,
)
def field_map_switch(call: Call) -> Response:
    return _tagged(see_switch(call.built.field_map_desk, call.principal))


@routes.route(
    "PUT",
    "/field-map",
    action=Action.CHANGE_FIELD_MAPS,
    summary="Switch field maps on or off in the mode “basic”; saved rows are kept",
    answer=SwitchView,
    body=Switch,
    headers=_VERSION,
)
def switch_field_map(call: Call, body: Switch) -> Response:
    return _tagged(set_switch(call.built.field_map_desk, call.principal, body.enabled, version_read(call)))


@routes.route(
    "GET",
    "/field-maps/{list_key}",
    action=Action.SEE_SETTINGS,
    summary="A list's map with its locked and standard rows; as YAML, the saved rows alone",
    answer=FieldMapView,
    also=YAML,
)
def field_map(call: Call, list_key: str) -> Response:
    view = see_map(call.built.field_map_desk, call.principal, list_key)
    return _exported(view) if prefers(call.header("accept") or "", YAML) else _tagged(view)


@routes.route(
    "PUT",
    "/field-maps/{list_key}",
    action=Action.CHANGE_FIELD_MAPS,
    summary="Save a list's map, checked against both sides; the body may be YAML",
    answer=FieldMapView,
    body=MapBody,
    media=_MEDIA,
    reader=read_json_or_yaml,
    headers=_VERSION,
)
def save_field_map(call: Call, list_key: str, body: MapBody) -> Response:
    rows = _rows(list_key, body)
    return _tagged(save_map(call.built.field_map_desk, call.principal, list_key, rows, version_read(call)))


@routes.route(
    "POST",
    "/field-maps/{list_key}/check",
    action=Action.CHANGE_FIELD_MAPS,
    summary="What saving these rows would say; nothing is saved",
    answer=CheckView,
    body=MapBody,
    media=_MEDIA,
    reader=read_json_or_yaml,
)
def check_field_map(call: Call, list_key: str, body: MapBody) -> CheckView:
    return check_map(call.built.field_map_desk, call.principal, list_key, _rows(list_key, body))


@routes.route(
    "GET",
    "/field-maps/{list_key}/fields",
    action=Action.CHANGE_FIELD_MAPS,
    summary="The fields of both sides that a map may pair, read now",
    answer=OfferedFields,
)
def field_map_fields(call: Call, list_key: str) -> OfferedFields:
    return offered_fields(call.built.field_map_desk, call.principal, list_key)


def _rows(list_key: str, body: MapBody) -> tuple[MappedField, ...]:
    if body.list not in ("", list_key):
        raise BadRequest(
            "field_map_list",
            f"This map is one of the list {body.list!r}.",
            remedy="Send it to the address of that list, or leave “list” out.",
            errors=(FieldError("list", f"The address says {list_key}."),),
        )
    return tuple(MappedField(row.intacct, row.salesforce, row.rule, row.status, row.lookup) for row in body.rows)


def _exported(view: FieldMapView) -> Response:
    own = [
        MapRow(r.intacct, r.salesforce, r.rule, r.status, r.lookup) for r in view.rows if not (r.locked or r.standard)
    ]
    rows = [{name: value for name, value in msgspec.to_builtins(row).items() if value} for row in own]
    headers: dict[str, str | list[str]] = {"Content-Type": f"{YAML}; charset=utf-8", "ETag": etag_of(view.version)}
    return Response(body=as_yaml({"list": view.list, "rows": rows}), headers=headers)


def _tagged(view: SwitchView | FieldMapView) -> Response:
    return json_response(view, headers={"ETag": etag_of(view.version)})
