"""Contract of the store of runs: start, join, look back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.errors import BadRequest, Conflict, KeyReused
from chalicelib.core.run import Mode, State
from chalicelib.ports import Runs
from tests.contract.at_once import at_once
from tests.contract.run_values import NOW, a_run, ended, planned, started, stored


def test_a_started_run_comes_back_as_it_was_given(runs: Runs) -> None:
    run = a_run(dry_run=True, mode=Mode.CHANGES, confirm_gone=True, parent="01ALL", notes=("partial",))
    answer = runs.start(run)
    assert (answer.run, answer.joined) == (run, False)
    assert runs.get("demo", "01RUN") == run


def test_a_second_press_joins_the_running_run(runs: Runs) -> None:
    first = planned(runs)
    answer = runs.start(a_run("02RUN"))
    assert (answer.run, answer.joined) == (first, True)
    assert runs.get("demo", "02RUN") is None


@pytest.mark.parametrize("changes", [{"mode": Mode.CHANGES}, {"dry_run": True}])
def test_a_run_of_another_kind_is_refused_while_one_is_under_way(runs: Runs, changes: dict[str, object]) -> None:
    started(runs)
    with pytest.raises(Conflict) as refusal:
        runs.start(a_run("02RUN", **changes))
    assert refusal.value.code == "run_under_way"
    assert "01RUN" in refusal.value.detail


def test_the_same_press_sent_twice_answers_with_the_same_run_even_after_its_end(runs: Runs) -> None:
    run = runs.start(a_run(), "key-1", "hash-1").run
    assert runs.finish(replace(run, state=State.DONE, finished_at=NOW))
    again = runs.start(a_run("02RUN"), "key-1", "hash-1")
    assert (again.run.id, again.joined, again.run.state) == ("01RUN", True, State.DONE)
    assert runs.get("demo", "02RUN") is None


def test_a_request_that_came_before_can_be_looked_up_without_a_start(runs: Runs) -> None:
    run = runs.start(a_run(), "key-1", "hash-1").run
    assert runs.answered("demo", "key-1", "hash-1", NOW) == run
    assert runs.answered("demo", "key-1", "hash-1", NOW + timedelta(days=7)) is None
    assert runs.answered("demo", "key-2", "hash-1", NOW) is None
    assert runs.answered("autre", "key-1", "hash-1", NOW) is None
    assert runs.answered("demo", "", "hash-1", NOW) is None
    with pytest.raises(KeyReused):
        runs.answered("demo", "key-1", "hash-2", NOW)


def test_a_press_that_joined_is_remembered_under_its_own_key(runs: Runs) -> None:
    first = planned(runs)
    assert runs.start(a_run("02RUN"), "key-2", "hash-1").joined
    ended(runs, first)
    assert runs.start(a_run("03RUN"), "key-2", "hash-1").run.id == "01RUN"


def test_a_key_that_comes_with_another_request_is_refused(runs: Runs) -> None:
    runs.start(a_run(), "key-1", "hash-1")
    with pytest.raises(KeyReused) as refusal:
        runs.start(a_run("02RUN", list="class"), "key-1", "hash-2")
    assert refusal.value.code == "idempotency_key_reused"


def test_a_key_is_forgotten_after_a_week(runs: Runs) -> None:
    ended(runs, planned(runs))
    runs.start(a_run("02RUN", list="class"), "key-1", "hash-1")
    much_later = a_run("03RUN", started_at=NOW + timedelta(days=7))
    assert runs.start(much_later, "key-1", "hash-2").run.id == "03RUN"


def test_keys_of_two_tenants_do_not_meet(runs: Runs) -> None:
    runs.start(a_run(), "key-1", "hash-1")
    other = runs.start(a_run(tenant="autre"), "key-1", "hash-2")
    assert (other.run.tenant, other.joined) == ("autre", False)


def test_fifty_presses_on_eight_threads_make_one_run(runs: Runs) -> None:
    answers = at_once(lambda n: runs.start(a_run(f"{n:02}RUN"), f"key-{n}", "hash"), range(50))
    assert len({answer.run.id for answer in answers}) == 1
    assert sum(not answer.joined for answer in answers) == 1
    assert len(runs.page("demo", None, None, 100, "").runs) == 1


def test_one_key_pressed_on_eight_threads_while_runs_end_answers_with_one_run(runs: Runs) -> None:
    answers = at_once(lambda n: runs.start(a_run(f"{n:02}RUN"), "key-1", "hash"), range(24))
    assert len({answer.run.id for answer in answers}) == 1


def test_the_lock_of_one_list_leaves_the_others_and_other_tenants_free(runs: Runs) -> None:
    started(runs)
    assert not runs.start(a_run("02RUN", list="class")).joined
    assert not runs.start(a_run("01RUN", tenant="autre")).joined


def test_tenants_with_the_same_ids_do_not_see_each_other(runs: Runs) -> None:
    ours, theirs = planned(runs, ranges=2), planned(runs, tenant="demo#R#01RUN", ranges=4)
    assert runs.close_range(ours, 1, NOW)
    assert stored(runs, theirs).open == {1, 2, 3, 4}
    assert sorted(runs.active()) == [("demo", "01RUN"), ("demo#R#01RUN", "01RUN")]
    assert [run.tenant for run in runs.page("demo", None, None, 10, "").runs] == ["demo"]
    assert runs.last_run("demo", "department") == stored(runs, ours)


def test_pages_come_newest_first_and_hold_each_run_once(runs: Runs) -> None:
    for number in range(7):
        started(runs, f"{number:02}RUN", list=f"list-{number}")
    seen, cursor = [], ""
    for _ in range(3):
        page = runs.page("demo", None, None, 3, cursor)
        seen += [run.id for run in page.runs]
        cursor = page.cursor
    assert seen == [f"{number:02}RUN" for number in reversed(range(7))]
    assert cursor == ""


def test_a_page_that_ends_with_the_last_run_has_no_cursor(runs: Runs) -> None:
    started(runs, "01RUN", list="class")
    started(runs, "02RUN", list="location")
    assert runs.page("demo", None, None, 2, "").cursor == ""
    assert runs.page("nobody", None, None, 2, "").runs == ()


def test_pages_can_be_narrowed_to_a_list_and_a_state(runs: Runs) -> None:
    ended(runs, planned(runs, "01RUN"))
    started(runs, "02RUN")
    started(runs, "03RUN", list="class")

    def ids(list_key: str | None, state: State | None) -> list[str]:
        return [run.id for run in runs.page("demo", list_key, state, 10, "").runs]

    assert ids("department", None) == ["02RUN", "01RUN"]
    assert ids("department", State.DONE) == ["01RUN"]
    assert ids(None, State.PLANNING) == ["03RUN", "02RUN"]


def test_the_parts_of_a_run_of_all_lists_can_be_left_out(runs: Runs) -> None:
    started(runs, "01RUN", list="all")
    started(runs, "02RUN", list="class", parent="01RUN")
    started(runs, "03RUN", list="location")
    page = runs.page("demo", None, None, 1, "", parts=False)
    after = runs.page("demo", None, None, 1, page.cursor, parts=False)
    assert [run.id for run in (*page.runs, *after.runs)] == ["03RUN", "01RUN"]
    assert after.cursor == ""
    with pytest.raises(BadRequest):
        runs.page("demo", None, None, 1, page.cursor)


@pytest.mark.parametrize("cursor", ["x", "AAAA", "bnVsbA", "W10", "é", "[" * 400, "A" * 3000])
def test_a_cursor_that_we_never_gave_is_refused(runs: Runs, cursor: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        runs.page("demo", None, None, 3, cursor)
    assert refusal.value.code == "cursor_unknown"


def test_a_cursor_of_another_tenant_or_filter_is_refused(runs: Runs) -> None:
    for number in range(3):
        started(runs, f"{number:02}RUN", list=f"list-{number}")
    cursor = runs.page("demo", None, None, 1, "").cursor
    assert runs.page("demo", None, None, 1, cursor).runs[0].id == "01RUN"
    for tenant, list_key in [("autre", None), ("demo", "department")]:
        with pytest.raises(BadRequest):
            runs.page(tenant, list_key, None, 1, cursor)


def test_the_pointers_of_a_list_follow_its_runs(runs: Runs) -> None:
    assert runs.last_run("demo", "department") is None
    first = ended(runs, planned(runs, "01RUN"))
    trial = ended(runs, planned(runs, "02RUN", dry_run=True, started_at=NOW + timedelta(hours=1)))
    assert runs.last_run("demo", "department") == trial
    assert runs.last_real_run("demo", "department") == first
    assert runs.last_good_start("demo", "department") == NOW
    retry = ended(runs, planned(runs, "03RUN", mode=Mode.ERRORS, started_at=NOW + timedelta(hours=2)))
    assert runs.last_real_run("demo", "department") == retry
    assert runs.last_good_start("demo", "department") == NOW
    failed = ended(runs, planned(runs, "04RUN", started_at=NOW + timedelta(hours=3)), State.FAILED)
    assert runs.last_real_run("demo", "department") == failed
    assert runs.last_good_start("demo", "department") == NOW
    partly = planned(runs, "05RUN", started_at=NOW + timedelta(hours=4))
    ended(runs, partly, State.DONE_WITH_ERRORS)
    assert runs.last_good_start("demo", "department") == NOW + timedelta(hours=4)


def test_a_run_that_never_got_a_plan_hides_no_older_failure(runs: Runs) -> None:
    first = ended(runs, planned(runs, "01RUN"), State.DONE_WITH_ERRORS)
    never = started(runs, "02RUN")
    assert runs.finish(replace(never, state=State.FAILED, finished_at=NOW))
    assert runs.last_real_run("demo", "department") == first
    last = runs.last_run("demo", "department")
    assert last is not None
    assert last.id == "02RUN"
