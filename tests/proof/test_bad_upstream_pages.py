"""One page of rows, spoilt in every way: web pages in its place, cut at each of 4,096 bytes, two hundred changes."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.http_json import parse_json
from chalicelib.core.errors import TryAgain
from chalicelib.core.ranges import Selection
from chalicelib.core.run import State
from chalicelib.usecases.resync.present import present_rows
from dev.emulators.messages import Request, Response
from tests.contract.real_adapters import managed_list
from tests.proof.upstream.answers import SIDES, Side
from tests.proof.upstream.bench import LIST, Bench
from tests.proof.upstream.doors import Door, untouched
from tests.proof.upstream.page_changes import changes, rows_of
from tests.proof.upstream.prepared import ALL_DONE, Prepared, sums

ROWS, PAGE_BYTES, TRIES = 60, 4096, 3
DEPARTMENT = managed_list(LIST)
HTML, JSON = "text/html; charset=utf-8", "application/json"
WEB_PAGES: Sequence[tuple[int, str, str | bytes]] = (
    (503, HTML, "<!DOCTYPE html><html><body><h1>We'll be back soon</h1></body></html>"),
    (200, HTML, "<!doctype html>\n<title>Scheduled maintenance</title>"),
    (200, "TEXT/HTML", "<HTML><HEAD><TITLE>Down</TITLE></HEAD></HTML>"),
    (200, "application/xhtml+xml", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
    (200, JSON, "<html><body>Called JSON, and is none</body></html>"),
    (200, JSON, "\n\n   <!-- proxy --><html></html>"),
    (200, JSON, b"\xef\xbb\xbf<html><body>Begins with a mark of order</body></html>"),
    (200, HTML, ""),
    (200, "text/plain", "Service temporarily unavailable"),
    (200, "text/xml", "<?xml version='1.0'?><response><control><status>failure</status></control></response>"),
    (200, HTML, "<form action='/login'><input name='user'/></form>".encode("utf-16")),
    (200, JSON, '{"message": "This site is under maintenance", "records": null, "totalSize": null}'),
    (502, HTML, "<html><center><h1>502 Bad Gateway</h1></center><hr>nginx</html>"),
    (200, HTML, '<html>{"ia::result": [], "ia::meta": {"totalCount": 0}, "records": [], "totalSize": 0}</html>'),
)
AWAY = ("maintenance", "failing", "unreadable")


@pytest.fixture
def bench(doors: tuple[Door, Door]) -> Bench:
    """A list of one page that is in Salesforce already."""
    made = Bench(doors, rows=0, page_size=250)
    for key in range(1, ROWS + 1):
        made.put(key, id=f"D{key}", name=f"Département {key}")
    made.run()
    return made


def reader(bench: Bench, side: Side) -> Callable[[list[Any]], None]:
    """Reads the page into a list, as the work on a range does."""
    selection = Selection(above=0, up_to=1000)
    if side == "intacct":
        company = bench.connected.intacct()
        return lambda rows: rows.extend(company.rows(DEPARTMENT, DEPARTMENT.sources[0], selection, 250))
    org = bench.connected.salesforce()
    return lambda rows: rows.extend(present_rows(org, DEPARTMENT, selection).values())


def door_of(bench: Bench, side: Side) -> Door:
    return bench.doors[SIDES.index(side)]


def read(bench: Bench, side: Side) -> list[Any]:
    rows: list[Any] = []
    reader(bench, side)(rows)
    return rows


def counted(bench: Bench, side: Side) -> int:
    """How many rows a side says that it has."""
    if side == "intacct":
        return bench.connected.intacct().survey(DEPARTMENT, 250).count
    return bench.connected.salesforce().unkeyed_count(DEPARTMENT)


def refused(bench: Bench, side: Side) -> str:
    """The code with which a page was refused, of which no row was used."""
    rows: list[Any] = []
    with pytest.raises(TryAgain) as problem:
        reader(bench, side)(rows)
    assert rows == []
    return problem.value.code.removeprefix(f"{side}_")


def whole_page(bench: Bench, side: Side) -> Response:
    seen: list[Response] = []

    def kept(request: Request, response: Response | None) -> Response | None:
        if response and "token" not in request.path:
            seen.append(response)
        return response

    door_of(bench, side).twist = kept
    assert len(read(bench, side)) == ROWS
    door_of(bench, side).twist = untouched
    [page] = seen
    return page


# Web pages


@pytest.mark.parametrize("side", SIDES)
def test_no_web_page_is_read_as_an_empty_list(
    bench: Bench, side: Side, record_property: Callable[[str, object], None]
) -> None:
    for status, kind, body in WEB_PAGES:
        _answer(bench, side, Response(status, body, {"Content-Type": kind}))
        assert refused(bench, side) in AWAY, body
        with pytest.raises(TryAgain):
            counted(bench, side)
    record_property("figure", f"{len(WEB_PAGES)} of {len(WEB_PAGES)} pages")


@pytest.mark.parametrize("side", SIDES)
def test_a_run_outlasts_every_web_page(doors: tuple[Door, Door], side: Side) -> None:
    prepared = Prepared.behind(doors)
    left = [Response(status, body, {"Content-Type": kind}) for status, kind, body in WEB_PAGES]
    calls = iter(range(1000))

    def page_now_and_then(request: Request, response: Response | None) -> Response | None:
        return left.pop() if left and _is_data(request) and next(calls) % 2 else response

    door_of(prepared.bench, side).twist = page_now_and_then
    run = prepared.run()
    assert (run.state, sums(run), left) == (State.DONE, ALL_DONE, [])


def _is_data(request: Request) -> bool:
    return "token" not in request.path


# Cut off


@pytest.mark.parametrize("side", SIDES)
def test_a_page_cut_at_any_of_its_bytes_brings_no_row(
    bench: Bench, side: Side, record_property: Callable[[str, object], None]
) -> None:
    """A call is sent three times, so each time another byte is the last. Where the length is told short as well, what
    came is for the reader of JSON.
    """
    page = whole_page(bench, side)
    body = page.encoded()[0]
    assert len(body) >= PAGE_BYTES
    sizes = iter(range(PAGE_BYTES))

    def cut(request: Request, response: Response | None) -> Response | None:
        size = next(sizes, None) if _is_data(request) else None
        return response if size is None else replace(page, cut_after=size)

    door_of(bench, side).twist = cut
    for _ in range(PAGE_BYTES // TRIES):
        assert refused(bench, side) == "cut_off"
    assert len(read(bench, side)) == ROWS, "the last byte but one was no whole call"
    assert next(sizes, None) is None
    for size in range(PAGE_BYTES):
        assert not_json(body[:size]), size
    record_property("figure", f"{PAGE_BYTES:,} of {PAGE_BYTES:,} bytes")


def not_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except ValueError:
        return True
    return False


# Changed


@pytest.mark.parametrize("side", SIDES)
def test_a_changed_page_is_refused_or_brings_the_same_rows(
    bench: Bench, side: Side, record_property: Callable[[str, object], None]
) -> None:
    page = whole_page(bench, side)
    truth = sorted(map(repr, read(bench, side)))
    columns = [name for name in rows_of(page.body, side)[0] if name != "attributes"]
    told: dict[str, str] = {}
    for name, change in changes(side, ROWS, columns):
        document = deepcopy(page.body)
        change(document)
        _answer(bench, side, replace(page, body=document))
        told[name] = _outcome(bench, side, truth)
    wrong = {name: outcome for name, outcome in told.items() if outcome not in ("refused", "harmless")}
    assert not wrong
    assert len(told) >= 200
    harmless = sorted(name for name, outcome in told.items() if outcome == "harmless")
    record_property("figure", f"{len(told)} of {len(told)} changes, {len(harmless)} of them harmless")


def _answer(bench: Bench, side: Side, page: Response) -> None:
    door_of(bench, side).twist = lambda request, response: page if _is_data(request) else response


def _outcome(bench: Bench, side: Side, truth: list[str]) -> str:
    rows: list[Any] = []
    try:
        reader(bench, side)(rows)
    except TryAgain:
        return "refused" if not rows else f"{len(rows)} rows used"
    return "harmless" if sorted(map(repr, rows)) == truth else "other rows"
