"""Whole lists that are not what they were: refused to the last row, empty, ten times as long, in another org, or in a
time that goes back."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.mail_text import render
from chalicelib.core.counts import Counts, Outcome
from chalicelib.core.run import Mode, State
from dev.emulators.messages import Request, Response
from dev.emulators.salesforce.row_rules import RowFault
from tests.contract.real_adapters import SALESFORCE_SECRET, TENANT
from tests.proof.upstream.answers import SIDES, Side
from tests.proof.upstream.bench import Bench
from tests.proof.upstream.doors import Door
from tests.proof.upstream.judge import CONSOLE, judge, rows_in_intacct, rows_in_salesforce
from tests.proof.upstream.prepared import ALL_DONE, Prepared, sums

DEPARTMENT = "Intacct_Department__c"
FULL_CALL = 200
CODES = (
    "STRING_TOO_LONG",
    "ENTITY_IS_DELETED",
    "UNABLE_TO_LOCK_ROW",
    "INSUFFICIENT_ACCESS_OR_READONLY",
    "A_CODE_OF_2027",
)


def filled(doors: tuple[Door, Door], rows: int, **settings: Any) -> Bench:
    bench = Bench(doors, rows=0, **{"page_size": 250, **settings})
    put(bench, rows)
    return bench


def put(bench: Bench, rows: int, first: int = 1) -> None:
    for key in range(first, first + rows):
        bench.put(key, id=f"D{key}", name=f"Direction {key}")


@pytest.mark.parametrize("code", CODES)
def test_a_call_of_200_rows_that_are_all_refused_alike_is_one_reason(doors: tuple[Door, Door], code: str) -> None:
    bench = filled(doors, FULL_CALL)
    bench.org.rules.add_fault(RowFault(DEPARTMENT, code, "Refused, all of them.", share=1.0, times=None))
    run = bench.run()
    judge(bench, run, {})
    assert (run.state, run.totals.failed, run.totals.created) == (State.DONE_WITH_ERRORS, FULL_CALL, 0)
    [group] = bench.mail(run).groups
    assert (group.code, group.count) == (code, FULL_CALL)
    for language in ("en", "fr"):
        assert code in render(replace(bench.mail(run), language=language), CONSOLE).text
    bench.org.rules.clear()
    again = bench.run(Mode.ERRORS)
    assert (again.state, again.totals.created) == (State.DONE, FULL_CALL)


def test_a_list_that_is_suddenly_empty_turns_nothing_inactive_until_somebody_has_looked(
    doors: tuple[Door, Door],
) -> None:
    bench = filled(doors, FULL_CALL)
    bench.run()
    before = rows_in_salesforce(bench)
    for key in bench.department_keys():
        bench.remove(key)
    run = bench.run()
    judge(bench, run, before)
    assert (run.totals.read, run.totals.gone, run.totals.marked) == (0, FULL_CALL, 0)
    assert "gone_guard" in run.notes
    assert rows_in_salesforce(bench) == before
    assert len(bench.runs.rows(run, Outcome.GONE, 1000, "").rows) == FULL_CALL


def test_a_list_that_is_suddenly_ten_times_as_long_is_synchronized(doors: tuple[Door, Door]) -> None:
    bench = filled(doors, 60)
    bench.run()
    before = rows_in_salesforce(bench)
    put(bench, 540, first=61)
    run = bench.run()
    judge(bench, run, before)
    assert (run.state, sums(run)) == (State.DONE, Counts(read=600, created=540, unchanged=60))


def test_another_org_under_the_same_name_is_filled_from_the_beginning(doors: tuple[Door, Door]) -> None:
    """So it is after a sandbox was refreshed. Nothing that is kept here says which rows an org has."""
    bench = filled(doors, 60)
    bench.run()
    known = bench.org.id
    bench.org = bench.salesforce.add_org(TENANT)
    bench.salesforce.register(SALESFORCE_SECRET["consumer_key"], TENANT, secret=SALESFORCE_SECRET["consumer_secret"])
    bench.salesforce.sessions.end_all()
    assert bench.org.id != known
    run = bench.run()
    judge(bench, run, {})
    assert (run.state, sums(run)) == (State.DONE, Counts(read=60, created=60))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("minutes", [-10, 10, -60])
def test_a_clock_that_jumps_between_any_two_calls_changes_nothing_of_the_end(
    doors: tuple[Door, Door], side: Side, minutes: int
) -> None:
    prepared = Prepared.behind(doors)
    bench, door = prepared.bench, doors[SIDES.index(side)]
    calls = iter(range(1000))

    def jump(_: Request, response: Response | None) -> Response | None:
        if next(calls) % 4 == 3:
            bench.clock.advance(60 * minutes)
        return response

    door.twist = jump
    run = bench.run()
    door.twist = lambda _, response: response
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)
    assert rows_in_intacct(bench).items() <= rows_in_salesforce(bench).items()


def test_a_token_of_before_the_clock_went_back_is_replaced_when_it_is_refused(doors: tuple[Door, Door]) -> None:
    prepared = Prepared.behind(doors)
    prepared.bench.clock.advance(-600)
    prepared.bench.intacct.tokens.end_all()
    prepared.bench.salesforce.sessions.end_all()
    run = prepared.bench.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)
    assert prepared.bench.intacct.calls.report()["by_name"]["token"] == 1
