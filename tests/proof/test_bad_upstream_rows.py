"""Answers about single rows, and pages cut at every byte."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chalicelib.adapters.mail_text import render
from chalicelib.core.counts import Outcome
from chalicelib.core.run import Mode, State
from dev.emulators.messages import Request, Response
from dev.emulators.salesforce.row_rules import RowFault
from tests.proof.upstream.answers import Do, Side, changed
from tests.proof.upstream.bench import Bench
from tests.proof.upstream.doors import Door
from tests.proof.upstream.judge import CONSOLE, judge, rows_in_intacct, rows_in_salesforce
from tests.proof.upstream.prepared import ALL_DONE, NEW_KEYS, Prepared, sums

DEPARTMENT = "Intacct_Department__c"
ROWS = tuple(f"department:{key}" for key in NEW_KEYS[2:4])
PASSING = (
    "UNABLE_TO_LOCK_ROW",
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "PROCESSING_HALTED",
    "TOO_MANY_APEX_REQUESTS",
    "SERVER_UNAVAILABLE",
    "UNKNOWN_EXCEPTION",
)
STAYING = (
    "STRING_TOO_LONG",
    "REQUIRED_FIELD_MISSING",
    "NUMBER_OUTSIDE_VALID_RANGE",
    "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    "INVALID_CROSS_REFERENCE_KEY",
    "DUPLICATES_DETECTED",
    "DUPLICATE_VALUE",
    "DUPLICATE_EXTERNAL_ID",
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    "ENTITY_IS_LOCKED",
    "INSUFFICIENT_ACCESS_OR_READONLY",
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
    "INVALID_FIELD_FOR_INSERT_UPDATE",
    "STORAGE_LIMIT_EXCEEDED",
    "API_DISABLED_FOR_ORG",
    "A_CODE_OF_NEXT_YEAR",
)


@pytest.fixture
def prepared(doors: tuple[Door, Door]) -> Prepared:
    return Prepared.behind(doors)


def refuse_rows(prepared: Prepared, code: str, times: int | None, message: str = "") -> None:
    prepared.bench.org.rules.add_fault(RowFault(DEPARTMENT, code, message, keys=ROWS, times=times))


@pytest.mark.parametrize("code", PASSING)
@pytest.mark.parametrize("times", [1, 3])
def test_rows_that_meet_a_lock_are_written_in_the_end(prepared: Prepared, code: str, times: int) -> None:
    refuse_rows(prepared, code, times)
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)


@pytest.mark.parametrize("code", [*PASSING, *STAYING])
def test_rows_refused_for_good_are_listed_and_mailed_and_tried_again_alone(prepared: Prepared, code: str) -> None:
    refuse_rows(prepared, code, None)
    run = prepared.run()
    assert run.state is State.DONE_WITH_ERRORS
    assert (run.totals.failed, run.totals.created, run.totals.updated) == (2, 4, 6)
    failed = prepared.bench.runs.rows(run, Outcome.FAILED, 10, "").rows
    assert {(row.key, row.code) for row in failed} == {(key, code) for key in ROWS}
    for language, advice in (("en", "What to do: "), ("fr", "Que faire\u202f: ")):
        text = render(replace(prepared.bench.mail(run), language=language), CONSOLE).text
        assert code in text
        assert len(text.partition(advice)[2].partition("\n")[0]) > 30
    prepared.bench.org.rules.clear()
    retried = prepared.bench.run(Mode.ERRORS)
    assert (retried.state, retried.totals.read, retried.totals.created) == (State.DONE, 2, 2)
    assert rows_in_intacct(prepared.bench).items() <= rows_in_salesforce(prepared.bench).items()


@pytest.mark.parametrize(
    "do",
    [
        changed(0, delete=True),
        changed(0, duplicate=True),
        changed(0, set="yes"),
        changed(0, "success", set="true"),
        changed(0, "success", delete=True),
        changed(0, "id", delete=True),
        changed(0, "errors", set={"a": 1}),
    ],
)
def test_results_that_fit_no_rows_are_never_counted(prepared: Prepared, do: Do) -> None:
    for skip in (0, 2, 2):
        prepared.spoil("salesforce", {"match": {"name": "collections_upsert"}, "do": do, "skip": skip})
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)


def test_results_in_another_order_lose_no_row(prepared: Prepared) -> None:
    """Salesforce promises the order; where it broke that promise, all rows would still be there."""

    def reordered(request: Request, response: Response | None) -> Response | None:
        if request.method != "PATCH" or response is None or not isinstance(response.body, list):
            return response
        return replace(response, body=response.body[::-1])

    prepared.bench.doors[1].twist = reordered
    run = prepared.run()
    assert (run.state, sums(run)) == (State.DONE, ALL_DONE)


def longest_page(bench: Bench, at: int) -> int:
    """How long the longest data answer through one door is in a clean run that finds rows, in bytes."""
    bench.run()
    seen: list[int] = []

    def measured(request: Request, response: Response | None) -> Response | None:
        if response is not None and "token" not in request.path:
            seen.append(len(response.encoded()[0]))
        return response

    bench.doors[at].twist = measured
    bench.run()
    return max(seen)


def cut_at_every_byte(bench: Bench, at: int, cuts: Sequence[int], *, honest: bool) -> None:
    """Cut one answer after another, each at the next byte; where not ``honest``, the header tells the short length."""
    left = list(cuts)

    def cut(request: Request, response: Response | None) -> Response | None:
        if response is None or "token" in request.path or not left:
            return response
        body = response.encoded()[0]
        if left[0] >= len(body):
            return response
        size = left.pop(0)
        headers = {**response.headers, "Content-Type": "application/json"}
        if honest:
            return replace(response, body=body, headers=headers, cut_after=size)
        return replace(response, body=body[:size], headers=headers)

    bench.doors[at].twist = cut


@pytest.mark.parametrize("honest", [True, False])
@pytest.mark.parametrize(("side", "at"), [("intacct", 0), ("salesforce", 1)])
def test_a_small_page_cut_at_every_byte_brings_nothing_but_the_truth(
    doors: tuple[Door, Door], side: Side, at: int, honest: bool
) -> None:
    """Each run sees so many cuts as it outlasts within a day, and the next run goes on with the next bytes."""
    bench = Bench(doors, rows=2)
    longest = longest_page(bench, at)
    assert longest > 300, side
    for first in range(0, longest, 60):
        bench.put(3, name=f"Direction {first}")
        before = rows_in_salesforce(bench)
        cut_at_every_byte(bench, at, range(first, min(first + 60, longest)), honest=honest)
        run = bench.run()
        judge(bench, run, before)
        assert (run.state, run.totals.read, run.totals.gone) == (State.DONE, 2, 0)
