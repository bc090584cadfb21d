"""Answers of DynamoDB that get lost after the effect: the SDK asks again, and no step is told that it failed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any, cast

from botocore.exceptions import ClientError

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_leases import DynamoLeases, Leases
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.counts import Calls, Counts
from chalicelib.core.ranges import Cut, RangeProgress
from chalicelib.core.run import Pause, Run, State, Stop
from chalicelib.ports import MailLease, Runs
from dev.fakes import FakeClock, FakeRuns
from dev.fakes.leases import FakeLeases
from tests.contract.run_values import LATER, NOW, a_run, progress, report
from tests.proof.simulator.dynamodb import DynamoDB, drop_table, new_table

LIVES, ENOUGH = 165, 5000
TRIES = 3
"""Of the SDK, as ``chalicelib.adapters.aws`` sets it: of three answers two may get lost."""
RANGES = 2
WRITES = frozenset({"PutItem", "UpdateItem", "TransactWriteItems"})


class Forgetful(DynamoDB):
    """As boto3 asks again where no answer comes. A refused condition is an answer, too."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.random = Random(0)
        self.lost = 0

    def send(self, action: str, call: dict[str, Any]) -> dict[str, Any]:
        for _ in range(TRIES - 1):
            if action not in WRITES or self.random.random() < 0.3:
                break
            self.lost += 1
            try:
                super().send(action, call)
            except ClientError:
                continue
        return super().send(action, call)


def life(runs: Runs, leases: Leases, random: Random, name: str) -> Iterator[object]:
    """A run from its start to its mail with turns drawn by luck, some of which the store must refuse: each answer."""
    asked = a_run("01RUN", list=name)
    yield runs.start(asked, "key-1", "hash"), runs.start(replace(asked, id="02RUN"), "key-2", "hash")
    planned = Cut(RANGES, 20, 1, 20)
    yield [runs.put_plan(asked, planned, False, Calls(2, 1), LATER) for _ in range(random.choice((1, 2)))]
    run = _stored(runs)
    if random.random() < 0.3:
        runs.pause(run, Pause("away", "Away.", "Wait.", until=LATER, attempts=1))
        yield _stored(runs).pause
    yield from _ranges(runs, run, random)
    if random.random() < 0.3:
        yield _stored(runs).open or runs.reopen(_stored(runs), frozenset({2}), True, 1, LATER)
        yield from _ranges(runs, _stored(runs), random)
    if random.random() < 0.2:
        yield runs.stop(run, Stop(State.CANCELLED)), runs.stop(run, Stop(State.FAILED))
    end = replace(_stored(runs), state=State.DONE, totals=Counts(read=3, unchanged=3), finished_at=LATER)
    yield [runs.finish(end) for _ in range(random.choice((1, 2)))]
    yield from _mail(runs, random)
    yield runs.start(replace(asked, id="03RUN")), _stored(runs)
    lease, other = leases.take("demo", name, NOW), leases.take("demo", name, NOW)
    yield lease is not None, other is not None, lease and lease.tokens
    if lease:
        leases.give_back(lease, 4)
    again = leases.take("demo", name, NOW)
    yield again and again.tokens


def _stored(runs: Runs) -> Run:
    run = runs.get("demo", "01RUN")
    assert run
    return run


def _ranges(runs: Runs, run: Run, random: Random) -> Iterator[object]:
    for number in sorted(run.open):
        before: RangeProgress | None = runs.progress(run, number)
        for windows in range(1, random.choice((2, 3))):
            runs.put_rows(run, number, windows, [report(10 * number + windows)])
            now = progress(number, windows=windows, pass_number=run.pass_number, done=random.random() < 0.5)
            yield runs.put_progress(run, now, before), runs.put_progress(run, now, before)
            before = runs.progress(run, number)
        if random.random() < 0.9:
            yield runs.close_range(run, number, LATER)
    yield runs.rows(run, None, 100, "").rows


def _mail(runs: Runs, random: Random) -> Iterator[object]:
    lease: MailLease | None = runs.lease_mail("demo", "01RUN", LATER)
    yield lease, runs.lease_mail("demo", "01RUN", LATER)
    if lease and random.random() < 0.8:
        runs.mail_sent(lease, "message-1", LATER)
    yield runs.mail_of("demo", "01RUN")


def test_no_step_whose_answer_was_lost_is_taken_for_failed(record_property: Callable[[str, object], None]) -> None:
    """The store in memory, of which nothing gets lost, says what each answer must be."""
    lost = 0
    for seed in range(LIVES):
        client = Forgetful(new_table())
        client.random = Random(f"lost {seed}")
        table = Table(cast(Any, client), client.table, FakeClock(), Random(seed))
        there = list(life(DynamoRuns(table), DynamoLeases(table), Random(seed), "department"))
        assert there == list(life(FakeRuns(), FakeLeases(), Random(seed), "department")), f"seed {seed}"
        lost += client.lost
        drop_table(client.table)
    assert lost >= ENOUGH
    record_property("figure", f"{lost:,} lost answers, no step taken for failed")
