"""Who asks too often is told when to come back: starts, customers' tabs, notices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.pace import NOTICES, STARTS, TAB_READS, Pace
from chalicelib.core.principal import Principal
from chalicelib.core.run import State
from chalicelib.core.tab import LIFE, TabPass
from chalicelib.usecases.resync.start import start_run
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.app.notice_sender import CONTEXT, send, set_up

TAB = "/customers/C-1/account-details"


def start(api: Api, list_key: str = "department", **headers: str) -> Answer:
    return api.post(f"/lists/{list_key}/runs", {}, **headers)


def end(parts: Parts, answer: Answer) -> None:
    run = parts.runs.get("demo", answer.json["run"]["id"])
    assert run
    assert parts.runs.finish(replace(run, state=State.CANCELLED, finished_at=parts.clock.now()))


def start_all(api: Api, parts: Parts) -> None:
    """As many runs of a list as may be started in an hour, each ended at once."""
    for _ in range(STARTS.most):
        answer = start(api)
        assert answer.status == 202
        end(parts, answer)


def hasten(parts: Parts, code: str, most: int, now: int = 0) -> None:
    """Let all but the last of the allowed deeds have been done."""
    window = int(parts.clock.now().timestamp()) // 60
    parts.paces.times["demo", code, "", window] = most - 1 + now


def test_a_list_is_started_so_often_in_an_hour_and_then_refused(api: Api, parts: Parts) -> None:
    parts.clock.instant += timedelta(minutes=20, seconds=1)
    start_all(api, parts)
    sent, runs = list(parts.queue.sent), len(parts.runs.tables.runs)
    for _ in range(3):
        answer = start(api)
        assert refused(answer, 429)["code"] == "starts_too_many"
        assert answer.headers["retry-after"] == str(39 * 60 + 59)
    assert (parts.queue.sent, len(parts.runs.tables.runs)) == (sent, runs)
    assert start(api, "class").status == 202
    assert start(api.as_("foreigner")).status == 202
    parts.clock.instant += timedelta(minutes=40)
    assert start(api).status == 202


def test_ten_thousand_presses_in_a_minute_make_one_run_and_cost_no_start(api: Api, parts: Parts) -> None:
    """A fiftieth of them here: each is the same as the one before."""
    answers = [start(api, **({"Idempotency_Key": f"k-{n}"} if n % 2 else {})) for n in range(200)]
    assert {answer.status for answer in answers} == {202}
    assert len({answer.json["run"]["id"] for answer in answers}) == 1
    assert len(parts.queue.sent) == 1
    assert sum(parts.paces.times.values()) == 1


def test_a_press_that_comes_again_after_its_run_has_ended_costs_no_start_and_is_never_refused(
    api: Api, parts: Parts
) -> None:
    first = start(api, Idempotency_Key="press-1")
    end(parts, first)
    for _ in range(STARTS.most - 1):
        end(parts, start(api))
    sent, counted = list(parts.queue.sent), sum(parts.paces.times.values())
    assert start(api).status == 429
    again = [start(api, Idempotency_Key="press-1") for _ in range(3)]
    assert {(one.status, one.json["joined"], one.json["run"]["id"]) for one in again} == {
        (202, True, first.json["run"]["id"])
    }
    assert (parts.queue.sent, sum(parts.paces.times.values())) == (sent, counted)


def test_a_start_that_is_not_possible_costs_no_start(api: Api, parts: Parts) -> None:
    for _ in range(STARTS.most + 1):
        assert api.post("/lists/department/runs", {"mode": "errors"}).json["code"] == "nothing_failed"
    assert start(api).status == 202


def test_the_deployment_says_how_many_starts(api: Api, parts: Parts) -> None:
    parts.pace_desk = replace(parts.pace_desk, starts=replace(STARTS, most=1))
    end(parts, start(api))
    assert start(api).status == 429


def test_a_schedule_starts_its_runs_whatever_people_have_started(api: Api, parts: Parts) -> None:
    start_all(api, parts)
    clockwork = Principal("demo", "schedule", "Schedule", "", frozenset())
    assert not start_run(parts.world, clockwork, "department").joined


@pytest.mark.parametrize("person", ["admin", "reader"])
def test_tabs_are_read_so_often_in_a_minute_by_all_of_a_tenant(api: Api, parts: Parts, person: str) -> None:
    hasten(parts, TAB_READS.code, TAB_READS.most)
    assert api.as_(person).get(TAB).status == 200
    answer = api.as_(person).get(TAB)
    assert refused(answer, 429)["code"] == "tab_reads_too_many"
    assert answer.headers["retry-after"] == "60"
    assert api.as_("foreigner").get(TAB).status == 200
    parts.clock.instant += timedelta(minutes=1)
    assert api.as_(person).get(TAB).status == 200


def test_tabs_inside_intacct_are_counted_with_the_others(api: Api, parts: Parts) -> None:
    hasten(parts, TAB_READS.code, TAB_READS.most, now=1)
    parts.tab_passes.keep("the-token", TabPass("demo", "cmoreau", "C-1", parts.clock.now() + LIFE))
    holder = api.as_("")
    holder.token = "the-token"
    assert refused(holder.get("/embed/account-details"), 429)["code"] == "tab_reads_too_many"


def test_who_may_not_see_tabs_costs_none(api: Api, parts: Parts) -> None:
    for person, status in (("", 401), ("nobody", 403)):
        assert api.as_(person).get(TAB).status == status
    assert not parts.paces.times


def test_notices_beyond_the_pace_are_to_be_sent_again(api: Api, parts: Parts) -> None:
    address = set_up(api, parts)
    hasten(parts, NOTICES.code, NOTICES.most)
    assert send(api, parts, address).status == 200
    before = list(parts.queue.sent)
    answer = send(api, parts, address, context={**CONTEXT, "ID": {"key": "13"}})
    assert refused(answer, 429)["code"] == "notices_too_many"
    assert answer.headers["retry-after"] == "60"
    assert parts.queue.sent == before


def test_a_notice_that_is_not_proved_costs_the_tenant_nothing(api: Api, parts: Parts) -> None:
    address = set_up(api, parts)
    assert send(api, parts, address, X_IA_Sage_Signature="").status == 401
    assert send(api, parts, "/notices/" + "A" * 43).status == 401
    assert not parts.paces.times


@pytest.mark.parametrize("pace", [STARTS, TAB_READS, NOTICES])
def test_every_pace_has_its_sentence_and_what_to_do(pace: Pace) -> None:
    assert pace.detail.endswith(".")
    assert pace.remedy.endswith(".")
