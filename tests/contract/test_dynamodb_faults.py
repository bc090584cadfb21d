"""DynamoDB's bad days: answers that get lost, writers that meet, throttling, and refusals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import TRIES, Table
from chalicelib.core.counts import Calls
from chalicelib.core.errors import NeedsAdmin, Stale, TryAgain
from chalicelib.core.ranges import Cut
from chalicelib.core.run import Child, State, Stop
from chalicelib.core.settings import Settings
from dev.fakes import SET_UP, FakeClock
from tests.conftest import AwsAccount
from tests.contract.aws_faults import LostAnswer, LostRequest, Refusal
from tests.contract.run_values import LATER, NOW, a_run, ended, planned, progress, report, started, stored

MET = [{"Code": "None"}, {"Code": "TransactionConflict"}]


@pytest.fixture
def store(table: Table) -> DynamoRuns:
    return DynamoRuns(table)


def test_a_start_whose_answer_is_lost_is_a_start(store: DynamoRuns, dynamodb: Any) -> None:
    lost = LostAnswer(dynamodb, "TransactWriteItems")
    answer = store.start(a_run(), "key-1", "hash-1")
    assert (answer.run.id, answer.joined, lost.requests) == ("01RUN", False, 2)


def test_an_end_whose_answer_is_lost_is_an_end(store: DynamoRuns, dynamodb: Any) -> None:
    run = planned(store, ranges=1)
    store.close_range(run, 1, LATER)
    lost = LostAnswer(dynamodb, "TransactWriteItems")
    assert store.finish(replace(stored(store, run), state=State.DONE, finished_at=LATER))
    assert lost.requests == 2


def _plan(store: DynamoRuns) -> object:
    return store.put_plan(a_run(), Cut(2, 9, 1, 9), False, Calls(), LATER)


def _children(store: DynamoRuns) -> object:
    return store.put_children(a_run(), (Child("class"),), LATER)


def _stop(store: DynamoRuns) -> object:
    return store.stop(a_run(), Stop(State.CANCELLED))


def _progress(store: DynamoRuns) -> object:
    return store.put_progress(a_run(), progress(1), None)


@pytest.mark.parametrize("step", [_plan, _children, _stop, _progress])
def test_a_step_whose_answer_is_lost_is_done_and_says_so(
    store: DynamoRuns, dynamodb: Any, step: Callable[[DynamoRuns], object]
) -> None:
    started(store)
    lost = LostAnswer(dynamodb, "UpdateItem")
    assert step(store)
    assert lost.requests == 2


def test_a_range_and_a_pass_whose_answers_are_lost_count_once(store: DynamoRuns, dynamodb: Any) -> None:
    run = planned(store, ranges=1)
    LostAnswer(dynamodb, "UpdateItem")
    closed = store.close_range(run, 1, LATER)
    assert closed is not None
    assert closed.open == frozenset()
    LostAnswer(dynamodb, "UpdateItem")
    assert store.reopen(closed, frozenset({1}), False, 0, LATER)
    assert stored(store, run).pass_number == 2


def test_a_lease_whose_answer_is_lost_is_the_first_attempt(store: DynamoRuns, dynamodb: Any) -> None:
    ended(store, planned(store))
    LostAnswer(dynamodb, "UpdateItem")
    lease = store.lease_mail("demo", "01RUN", NOW)
    assert lease is not None
    assert lease.attempt == 1
    LostAnswer(dynamodb, "UpdateItem")
    store.mail_sent(lease, "message-1", NOW)
    assert list(store.unsent()) == []


def test_settings_whose_answer_is_lost_are_saved_once(table: Table, dynamodb: Any) -> None:
    store = DynamoSettings(table)
    LostAnswer(dynamodb, "TransactWriteItems")
    assert store.save("demo", Settings(enabled=True), 0, SET_UP).version == 1
    with pytest.raises(Stale):
        store.save("demo", Settings(), 0, SET_UP)


def test_a_request_that_never_arrives_is_sent_again(store: DynamoRuns, dynamodb: Any) -> None:
    started(store)
    lost = LostRequest(dynamodb, "UpdateItem", times=2)
    assert _plan(store)
    assert lost.requests == 3


def test_a_store_that_stays_away_is_try_again(store: DynamoRuns, dynamodb: Any) -> None:
    started(store)
    lost = LostRequest(dynamodb, "GetItem", times=99)
    with pytest.raises(TryAgain) as problem:
        store.get("demo", "01RUN")
    assert (problem.value.code, lost.requests) == ("aws_away", 3)


@pytest.mark.parametrize(
    ("code", "status"),
    [("ProvisionedThroughputExceededException", 400), ("ThrottlingException", 400), ("InternalServerError", 500)],
)
def test_throttling_is_try_again_after_three_attempts(store: DynamoRuns, dynamodb: Any, code: str, status: int) -> None:
    refusal = Refusal(dynamodb, "UpdateItem", code, times=99, status=status)
    with pytest.raises(TryAgain):
        store.pause(a_run(), None)
    assert refusal.requests == 3


def meeting(dynamodb: Any, times: int) -> Refusal:
    code = "TransactionCanceledException"
    return Refusal(dynamodb, "TransactWriteItems", code, times, CancellationReasons=MET)


def test_writers_that_meet_in_a_transaction_wait_and_write(store: DynamoRuns, dynamodb: Any, clock: FakeClock) -> None:
    refusal = meeting(dynamodb, times=2)
    assert not store.start(a_run()).joined
    assert refusal.requests == 3
    assert clock.now() > NOW


def test_a_step_that_meets_a_transaction_waits_and_is_done(store: DynamoRuns, dynamodb: Any) -> None:
    started(store)
    refusal = Refusal(dynamodb, "UpdateItem", "TransactionConflictException", times=2)
    assert _plan(store)
    assert refusal.requests == 3


def test_writers_that_meet_for_ever_are_try_again(store: DynamoRuns, dynamodb: Any) -> None:
    refusal = meeting(dynamodb, times=99)
    with pytest.raises(TryAgain) as problem:
        store.start(a_run())
    assert (problem.value.code, refusal.requests) == ("store_busy", TRIES)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException"])
def test_a_refusal_needs_an_admin(store: DynamoRuns, dynamodb: Any, code: str) -> None:
    Refusal(dynamodb, "GetItem", code)
    with pytest.raises(NeedsAdmin) as problem:
        store.get("demo", "01RUN")
    assert code in problem.value.detail
    assert problem.value.remedy


def test_a_missing_table_needs_an_admin(aws: AwsAccount, clock: FakeClock) -> None:
    with pytest.raises(NeedsAdmin):
        DynamoRuns(Table(aws.client("dynamodb"), "passerelle", clock)).get("demo", "01RUN")


def test_rows_whose_answer_is_lost_are_there_once(store: DynamoRuns, dynamodb: Any) -> None:
    run = planned(store)
    LostAnswer(dynamodb, "PutItem")
    store.put_rows(run, 1, 0, [report(1)])
    assert store.put_progress(run, progress(1), None)
    assert store.rows(run, None, 10, "").rows == (report(1),)
