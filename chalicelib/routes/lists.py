"""Managed lists: see them, and start a resync."""

import re
from functools import partial

import msgspec
from chalice.app import Response

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.core.notice import DayOfRows
from chalicelib.core.principal import Action
from chalicelib.core.run import Mode
from chalicelib.routes.call import Call
from chalicelib.routes.sentences import start_sentence
from chalicelib.routes.table import PREFIX, Routes, json_response
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.views import ListView, RunView, list_views, run_view

routes = Routes(__name__)

_KEY_HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class ListAnswer(msgspec.Struct, frozen=True):
    """A managed list; ``single_records`` is what became of the rows that Intacct told of today, UTC."""

    key: str
    label: dict[str, str]
    salesforce: str
    sources: tuple[str, ...]
    depends_on: tuple[str, ...]
    enabled: bool
    last_run: RunView | None
    single_records: DayOfRows


class Lists(msgspec.Struct, frozen=True):
    lists: tuple[ListAnswer, ...]


class StartRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``confirm_gone`` says that a person has looked at the many rows that would turn inactive."""

    mode: Mode = Mode.FULL
    dry_run: bool = False
    confirm_gone: bool = False


class StartedRun(msgspec.Struct, frozen=True):
    """``joined``: the run was under way already, or this press came before; ``message`` is in the person's language."""

    run: RunView
    joined: bool
    message: str


@routes.route("GET", "/lists", action=Action.SEE_RUNS, summary="Every managed list with its last run", answer=Lists)
def lists(call: Call) -> Lists:
    today = call.built.notice_desk.notices.day(call.tenant, call.world.clock.now().date())
    views = list_views(call.world, call.tenant)
    return Lists(tuple(_answer(view, today.get(view.key, DayOfRows())) for view in views))


def _answer(view: ListView, single_records: DayOfRows) -> ListAnswer:
    return ListAnswer(
        key=view.key,
        label=view.label,
        salesforce=view.salesforce,
        sources=view.sources,
        depends_on=view.depends_on,
        enabled=view.enabled,
        last_run=view.last_run,
        single_records=single_records,
    )


@routes.route(
    "POST",
    "/lists/{list_key}/runs",
    action=Action.RESYNC,
    summary="Resync a list, or “all”; a second press joins the run that is under way",
    answer=StartedRun,
    status=202,
    body=StartRun,
    headers={_KEY_HEADER: "The same key twice starts one run. Up to 255 visible ASCII characters, kept for 7 days."},
)
def start(call: Call, list_key: str, body: StartRun) -> Response:
    key, paces = _idempotency_key(call), call.built.pace_desk
    admit = partial(paces.keep, paces.starts, call.tenant, list_key)
    started = start_run(call.world, call.principal, list_key, body.mode, body.dry_run, body.confirm_gone, key, admit)
    run = run_view(call.world, started.run)
    message = start_sentence(started, run.label, call.language)
    return json_response(StartedRun(run, started.joined, message), 202, {"Location": f"{PREFIX}/runs/{run.id}"})


def _idempotency_key(call: Call) -> str:
    key = call.header(_KEY_HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise BadRequest(
            "idempotency_key",
            "The Idempotency-Key can't be taken.",
            remedy="Send 1 to 255 visible ASCII characters, for instance a UUID.",
            errors=(FieldError(_KEY_HEADER, "Use 1 to 255 visible ASCII characters."),),
        )
    return key or ""
