"""Runs: the history, one run, its rows, its errors, and how to cancel it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec
from chalice.app import Response

from chalicelib.core.counts import Outcome
from chalicelib.core.principal import Action
from chalicelib.core.run import State
from chalicelib.ports import RowPage
from chalicelib.routes.accept import prefers_csv
from chalicelib.routes.call import Call
from chalicelib.routes.error_groups import ErrorGroups, advised
from chalicelib.routes.paths import PATTERNS, read_path
from chalicelib.routes.row_csv import rows_as_csv
from chalicelib.routes.table import Routes
from chalicelib.routes.translated import sentence_in
from chalicelib.usecases.resync.cancel import cancel_run
from chalicelib.usecases.resync.views import (
    RunView,
    RunViewPage,
    get_run,
    run_error_groups,
    run_page,
    run_rows,
    run_view,
)

routes = Routes(__name__)

Cursor = Annotated[str, msgspec.Meta(max_length=2000, description="The cursor of the page before")]
ROWS_A_PAGE = 100
MOST_ROWS_A_PAGE = 1000


class RunsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``parts`` “no” leaves out the single lists of a run of all lists."""

    list: Annotated[str, msgspec.Meta(pattern=PATTERNS["list_key"])] | None = None
    state: State | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    cursor: Cursor = ""
    parts: Literal["yes", "no"] = "yes"


class RowsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without ``limit`` and ``cursor`` a CSV answer holds all rows."""

    outcome: Literal["created", "updated", "failed", "gone", "written_back"] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS_A_PAGE)] | None = None
    cursor: Cursor = ""


@routes.route("GET", "/runs", action=Action.SEE_RUNS, summary="Runs, newest first", answer=RunViewPage, query=RunsQuery)
def runs(call: Call, query: RunsQuery) -> RunViewPage:
    if query.list is not None:
        read_path(call.world, {"list_key": query.list})
    return run_page(call.world, call.tenant, query.list, query.state, query.limit, query.cursor, query.parts == "yes")


@routes.route("GET", "/runs/{run_id}", action=Action.SEE_RUNS, summary="One run", answer=RunView)
def run(call: Call, run_id: str) -> RunView:
    return get_run(call.world, call.tenant, run_id)


@routes.route("POST", "/runs/{run_id}/cancel", action=Action.RESYNC, summary="Ask a run to stop", answer=RunView)
def cancel(call: Call, run_id: str) -> RunView:
    return run_view(call.world, cancel_run(call.world, call.principal, run_id))


@routes.route(
    "GET",
    "/runs/{run_id}/errors",
    action=Action.SEE_RUNS,
    summary="The failed rows of a run by reason, most frequent first, with what to do (Accept-Language)",
    answer=ErrorGroups,
)
def errors(call: Call, run_id: str) -> ErrorGroups:
    return advised(call, run_error_groups(call.world, call.tenant, run_id))


@routes.route(
    "GET",
    "/runs/{run_id}/rows",
    action=Action.SEE_RUNS,
    summary="What became of the rows of a run; unchanged ones are counted, not listed",
    answer=RowPage,
    query=RowsQuery,
    also="text/csv",
)
def rows(call: Call, run_id: str, query: RowsQuery) -> RowPage | Response:
    outcome = Outcome(query.outcome) if query.outcome else None

    def page(limit: int, cursor: str) -> RowPage:
        return run_rows(call.world, call.tenant, run_id, outcome, limit, cursor)

    if not prefers_csv(call.header("accept") or ""):
        return page(query.limit or ROWS_A_PAGE, query.cursor)
    return _csv(run_id, query, page, partial(sentence_in, call.language))


def _csv(run_id: str, query: RowsQuery, page: Callable[[int, str], RowPage], say: Callable[[str], str]) -> Response:
    limit = query.limit or MOST_ROWS_A_PAGE
    one_page = query.limit is not None or query.cursor != ""
    text, cursor = rows_as_csv(page, limit, query.cursor, one_page, say)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="run-{run_id}.csv"',
    }
    if cursor:
        outcome = {"outcome": query.outcome} if query.outcome else {}
        headers["Link"] = f'<?{urlencode({**outcome, "limit": limit, "cursor": cursor})}>; rel="next"'
    return Response(body=text, headers=headers)
