"""Presses that can't be: the wrong list, the wrong tenant, the wrong time; and cursors and exports at their limits."""

import csv
import io
from dataclasses import replace

import pytest

from chalicelib.core.counts import Counts, Outcome, RowReport
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run, State
from chalicelib.core.settings import Settings
from dev.fakes import SET_UP
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.app.test_runs_api import plan, start
from tests.app.token_maker import claims, token

WINDOW = 400
HUNDRED_THOUSAND = 100_000


def end(parts: Parts, run_id: str, state: State = State.DONE) -> Run:
    run = parts.runs.get("demo", run_id)
    assert run
    assert parts.runs.finish(replace(run, state=state, finished_at=parts.clock.now()))
    return run


@pytest.mark.parametrize("state", [State.DONE, State.DONE_WITH_ERRORS, State.FAILED, State.CANCELLED])
def test_a_run_that_has_ended_can_not_be_cancelled(api: Api, parts: Parts, state: State) -> None:
    run_id = start(api)["run"]["id"]
    end(parts, run_id, state)
    before = parts.runs.get("demo", run_id)
    sent = list(parts.queue.sent)
    problem = refused(api.post(f"/runs/{run_id}/cancel"), 409)
    assert problem["code"] == "run_ended"
    assert (parts.runs.get("demo", run_id), parts.queue.sent) == (before, sent)


def test_a_tenant_without_settings_starts_nothing(api: Api, parts: Parts) -> None:
    """It was never connected to a company or an org."""
    stranger = api.as_("")
    stranger.token = token(claims(tenant="brand-new"))
    problem = refused(stranger.post("/lists/department/runs", {}), 409)
    assert problem["code"] == "synchronization_off"
    assert "settings" in problem["remedy"]
    assert parts.queue.sent == []
    assert stranger.get("/runs").json["runs"] == []


def test_the_same_press_while_the_first_is_still_answered_joins_it(api: Api) -> None:
    """The start is one transaction: there is no moment at which a key is known and its run is not."""
    first, second = (api.post("/lists/department/runs", {}, Idempotency_Key="press-1") for _ in range(2))
    assert (first.status, second.status) == (202, 202)
    assert (first.json["joined"], second.json["joined"]) == (False, True)
    assert first.json["run"]["id"] == second.json["run"]["id"]


@pytest.mark.parametrize("dry_run", [False, True])
def test_the_same_press_gets_its_run_back_after_the_end_even_where_none_could_start_any_more(
    api: Api, parts: Parts, dry_run: bool
) -> None:
    person = api.as_("implementer")
    first = person.post("/lists/department/runs", {"dry_run": dry_run}, Idempotency_Key="press-1").json
    run = end(parts, first["run"]["id"])
    parts.settings.save("demo", Settings(enabled=False), 1, SET_UP)
    again = person.post("/lists/department/runs", {"dry_run": dry_run}, Idempotency_Key="press-1")
    assert (again.status, again.json["joined"]) == (202, True)
    assert (again.json["run"]["id"], again.json["run"]["state"]) == (run.id, "DONE")
    assert again.json["message"] == (
        "This trial run of Department has ended; it wrote nothing."
        if dry_run
        else "This synchronization of Department has ended."
    )
    assert len(parts.queue.sent) == 1


def cursor_of(api: Api, path: str = "/runs?limit=2") -> str:
    for key in ("department", "class", "employee"):
        start(api, key)
    cursor: str = api.get(path).json["cursor"]
    return cursor


def test_a_cursor_changed_in_any_place_is_refused(api: Api) -> None:
    cursor = cursor_of(api)
    assert api.get(f"/runs?limit=2&cursor={cursor}").status == 200
    for place, letter in enumerate(cursor):
        other = "A" if letter != "A" else "B"
        answer = api.get(f"/runs?limit=2&cursor={cursor[:place]}{other}{cursor[place + 1 :]}")
        assert refused(answer)["code"] == "cursor_unknown", place


@pytest.mark.parametrize("query", ["&list=class", "&state=PLANNING"])
def test_a_cursor_of_another_tenant_or_another_listing_is_refused(api: Api, query: str) -> None:
    cursor = cursor_of(api)
    assert refused(api.as_("foreigner").get(f"/runs?limit=2&cursor={cursor}"))["code"] == "cursor_unknown"
    assert refused(api.get(f"/runs?limit=2&cursor={cursor}{query}"))["code"] == "cursor_unknown"


def test_a_cursor_outlives_the_run_that_it_was_made_at(api: Api, parts: Parts) -> None:
    """It holds a place in the order of time, and so does not expire."""
    cursor = cursor_of(api)
    newest = [run["id"] for run in api.get("/runs").json["runs"]]
    del parts.runs.tables.runs["demo", newest[1]]
    assert [run["id"] for run in api.get(f"/runs?limit=2&cursor={cursor}").json["runs"]] == newest[2:]


@pytest.fixture(scope="module")
def many_rows() -> list[RowReport]:
    return [
        RowReport(Outcome.FAILED, f"department:{n}", str(n), f"D{n}", "Ventes", ("Name",), "STRING_TOO_LONG", "x", "")
        for n in range(1, HUNDRED_THOUSAND + 1)
    ]


@pytest.fixture
def failed_run(api: Api, parts: Parts, many_rows: list[RowReport]) -> str:
    """A run that ended with a hundred thousand failed rows."""
    run_id: str = start(api)["run"]["id"]
    plan(parts, run_id)
    run = parts.runs.get("demo", run_id)
    assert run
    windows = [many_rows[at : at + WINDOW] for at in range(0, HUNDRED_THOUSAND, WINDOW)]
    counts = Counts(read=HUNDRED_THOUSAND, failed=HUNDRED_THOUSAND)
    assert parts.runs.put_progress(run, RangeProgress(1, windows=tuple(range(len(windows))), counts=counts), None)
    for number, window in enumerate(windows):
        parts.runs.put_rows(run, 1, number, window)
    return run_id


def csv_rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


def test_a_hundred_thousand_errors_are_too_many_for_one_file_and_come_by_links(api: Api, failed_run: str) -> None:
    path = f"/runs/{failed_run}/rows"
    problem = refused(api.get(path, Accept="text/csv"))
    assert (problem["code"], "limit=1000" in problem["remedy"]) == ("too_many_rows", True)
    first = api.get(f"{path}?outcome=failed&limit=1000", Accept="text/csv")
    assert [row["record_key"] for row in csv_rows(first)] == [str(n) for n in range(1, 1001)]
    assert len(first.body) < 6_000_000
    link = first.headers["link"].partition(">")[0].removeprefix("<")
    second = csv_rows(api.get(path + link, Accept="text/csv"))
    assert [row["record_key"] for row in second] == [str(n) for n in range(1001, 2001)]
    groups = api.get(f"/runs/{failed_run}/errors").json["groups"]
    assert [(group["code"], group["count"]) for group in groups] == [("STRING_TOO_LONG", HUNDRED_THOUSAND)]
