"""Lists and runs over HTTP: start, join, see, cancel, and the rows as JSON and CSV."""

import csv
import io
from typing import Any

import pytest

from chalicelib.core.counts import Calls, Counts, Outcome, RowReport
from chalicelib.core.errors import TryAgain
from chalicelib.core.ranges import Cut, RangeProgress
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun
from dev.fakes import SET_UP
from tests.app.client import Api
from tests.app.conftest import CATALOGUE, Parts


def start(api: Api, list_key: str = "department", **body: Any) -> dict[str, Any]:
    answer = api.post(f"/lists/{list_key}/runs", body)
    assert answer.status == 202, answer.body
    started: dict[str, Any] = answer.json
    return started


def test_a_press_starts_a_run_and_says_so_in_the_persons_language(api: Api, parts: Parts) -> None:
    answer = api.post("/lists/department/runs", {})
    run = answer.json["run"]
    assert answer.status == 202
    assert answer.headers["location"] == f"/api/v1/runs/{run['id']}"
    assert (run["list"], run["mode"], run["dry_run"], run["state"]) == ("department", "full", False, "PLANNING")
    assert answer.json["message"] == (
        "La synchronisation de la liste «\u202fDépartement\u202f» a commencé. "
        "Un e-mail sera envoyé à camille@example.com dès la fin."
    )
    assert list(parts.queue.waiting) == [PlanRun("demo", run["id"])]


def test_a_second_press_joins_the_running_run(api: Api, parts: Parts) -> None:
    first = start(api)
    second = start(api.as_("implementer"))
    assert (first["joined"], second["joined"]) == (False, True)
    assert second["run"]["id"] == first["run"]["id"]
    assert second["message"] == (
        "Synchronization of Department is already running. We will e-mail camille@example.com when it finishes."
    )
    assert len(parts.queue.sent) == 1


@pytest.mark.parametrize(
    ("body", "list_key", "opening"),
    [
        ({}, "department", "Synchronization of Department has started."),
        ({}, "all", "Synchronization of all lists has started."),
        ({"dry_run": True}, "class", "The trial run of Class has started; it writes nothing."),
    ],
)
def test_the_sentence_names_what_was_started(api: Api, body: dict[str, Any], list_key: str, opening: str) -> None:
    message = start(api.as_("implementer"), list_key, **body)["message"]
    assert message == f"{opening} We will e-mail camille@example.com when it finishes."


def test_the_same_idempotency_key_gives_the_same_run_and_another_request_is_refused(api: Api) -> None:
    first = api.post("/lists/department/runs", {}, Idempotency_Key="press-1")
    again = api.post("/lists/department/runs", {}, Idempotency_Key="press-1")
    other = api.post("/lists/class/runs", {}, Idempotency_Key="press-1")
    assert (first.status, again.status, other.status) == (202, 202, 422)
    assert again.json["run"]["id"] == first.json["run"]["id"]
    assert other.json["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("key", [" ", "x" * 256, "clé", "a b", "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused_by_name(api: Api, parts: Parts, key: str) -> None:
    answer = api.post("/lists/department/runs", {}, Idempotency_Key=key)
    assert answer.status == 400
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"
    assert not parts.queue.sent


def test_a_run_of_another_kind_conflicts_with_the_one_under_way(api: Api) -> None:
    start(api)
    answer = api.post("/lists/department/runs", {"mode": "changes"})
    assert (answer.status, answer.json["code"]) == (409, "run_under_way")


@pytest.mark.parametrize(
    ("settings", "body", "code"),
    [
        (Settings(enabled=False), {}, "synchronization_off"),
        (Settings(enabled=True, disabled_lists=("department",)), {}, "list_disabled"),
        (Settings(enabled=True), {"mode": "errors"}, "nothing_failed"),
    ],
)
def test_a_start_that_is_not_possible_says_why_and_what_to_do(
    api: Api, parts: Parts, settings: Settings, body: dict[str, Any], code: str
) -> None:
    parts.settings.save("demo", settings, 1, SET_UP)
    answer = api.post("/lists/department/runs", body)
    assert (answer.status, answer.json["code"]) == (409, code)
    assert answer.json["remedy"]
    assert not parts.queue.sent


def test_a_queue_that_is_away_does_not_fail_a_start(api: Api, parts: Parts) -> None:
    parts.queue.away = TryAgain("queue_away", "The queue is away.")
    assert start(api)["run"]["state"] == "PLANNING"


def test_lists_come_in_dependency_order_with_their_last_run(api: Api) -> None:
    started = start(api)
    lists = api.get("/lists").json["lists"]
    assert [one["key"] for one in lists] == [one.key for one in CATALOGUE.lists]
    last = {one["key"]: one["last_run"] for one in lists}
    assert last["department"]["id"] == started["run"]["id"]
    assert last["class"] is None


def test_a_user_defined_dimension_is_reached_with_its_colon_encoded_or_not(api: Api) -> None:
    for path in ("/lists/udd:none_such/runs", "/lists/udd%3Anone_such/runs"):
        answer = api.post(path, {})
        assert (answer.status, answer.json["code"]) == (404, "list_unknown")


def test_the_history_is_newest_first_filtered_and_paged(api: Api) -> None:
    ids = [start(api, key)["run"]["id"] for key in ("department", "class", "employee")]
    first = api.get("/runs?limit=2").json
    second = api.get(f"/runs?limit=2&cursor={first['cursor']}").json
    assert [run["id"] for run in first["runs"] + second["runs"]] == ids[::-1]
    assert second["cursor"] == ""
    assert [run["list"] for run in api.get("/runs?list=class").json["runs"]] == ["class"]
    assert api.get("/runs?state=DONE").json["runs"] == []


def test_one_run_shows_its_progress(api: Api, parts: Parts) -> None:
    run_id = start(api)["run"]["id"]
    plan(parts, run_id)
    shown = api.get(f"/runs/{run_id}").json
    assert (shown["state"], shown["ranges"], shown["ranges_done"]) == ("RUNNING", 2, 0)
    assert shown["requester"]["name"] == "Camille Moreau"


def test_cancel_stops_a_run_twice_is_harmless_and_an_ended_one_conflicts(api: Api, parts: Parts) -> None:
    run_id = start(api)["run"]["id"]
    assert [api.post(f"/runs/{run_id}/cancel").json["stopping"] for _ in range(2)] == [True, True]
    run = parts.runs.get("demo", run_id)
    assert run is not None
    assert run.stop is not None
    assert api.post("/runs/01J00000000000000000000000/cancel").status == 404


def plan(parts: Parts, run_id: str) -> None:
    run = parts.runs.get("demo", run_id)
    assert run is not None
    assert parts.runs.put_plan(run, Cut(2, 10, 1, 10), False, Calls(2, 1), parts.clock.now())


def with_rows(api: Api, parts: Parts, rows: list[RowReport]) -> str:
    """A running run whose first range reported these rows in windows of 400."""
    run_id: str = start(api)["run"]["id"]
    plan(parts, run_id)
    run = parts.runs.get("demo", run_id)
    assert run is not None
    windows = [rows[at : at + 400] for at in range(0, len(rows), 400)]
    progress = RangeProgress(1, windows=tuple(range(len(windows))), counts=Counts(read=len(rows)))
    assert parts.runs.put_progress(run, progress, None)
    for number, window in enumerate(windows):
        parts.runs.put_rows(run, 1, number, window)
    return run_id


def row(number: int, outcome: Outcome = Outcome.CREATED, name: str = "Ventes", code: str = "") -> RowReport:
    return RowReport(outcome, f"department:{number}", str(number), f"D{number}", name, ("Name",), code, "", "a00")


def test_rows_come_in_pages_and_by_outcome(api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(1), row(2, Outcome.FAILED, code="STRING_TOO_LONG"), row(3)])
    first = api.get(f"/runs/{run_id}/rows?limit=2").json
    rest = api.get(f"/runs/{run_id}/rows?limit=2&cursor={first['cursor']}").json
    assert [one["record_key"] for one in first["rows"] + rest["rows"]] == ["1", "2", "3"]
    failed = api.get(f"/runs/{run_id}/rows?outcome=failed").json["rows"]
    assert [(one["record_key"], one["code"]) for one in failed] == [("2", "STRING_TOO_LONG")]
    groups = api.get(f"/runs/{run_id}/errors").json["groups"]
    assert [(one["code"], one["count"]) for one in groups] == [("STRING_TOO_LONG", 1)]


def read_csv(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_the_csv_holds_every_row_of_many_pages(api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(number) for number in range(1, 2501)])
    answer = api.get(f"/runs/{run_id}/rows", Accept="text/csv")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="run-{run_id}.csv"'
    assert [one["record_key"] for one in read_csv(answer.body)] == [str(number) for number in range(1, 2501)]


def test_the_csv_gives_one_page_where_asked_and_links_to_the_next(api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(number, Outcome.GONE) for number in range(1, 6)])
    seen, query = [], "?outcome=gone&limit=2"
    while query:
        answer = api.get(f"/runs/{run_id}/rows{query}", Accept="text/csv")
        seen += [one["record_key"] for one in read_csv(answer.body)]
        query = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert seen == ["1", "2", "3", "4", "5"]


def test_a_csv_too_large_for_one_answer_says_how_to_get_it_in_parts(api: Api, parts: Parts) -> None:
    run_id = with_rows(api, parts, [row(number, name="é" * 80) for number in range(1, 9001)])
    answer = api.get(f"/runs/{run_id}/rows", Accept="text/csv")
    assert (answer.status, answer.json["code"]) == (400, "too_many_rows")
    assert api.get(f"/runs/{run_id}/rows?limit=1000", Accept="text/csv").status == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("TEXT/CSV; q=0.9, application/json;q=0.5", "text/csv"),
        ("text/csv;q=0.1, application/json", "application/json"),
        ("text/csv;q=0", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
    ],
)
def test_csv_is_sent_to_those_who_ask_for_it(api: Api, parts: Parts, accept: str, kind: str) -> None:
    run_id = with_rows(api, parts, [row(1)])
    assert api.get(f"/runs/{run_id}/rows", Accept=accept).headers["content-type"].startswith(kind)
