"""A day of schedules in virtual time: each due time starts one run, which ends, costs its plan, and is mailed."""

import pytest

from chalicelib.core.run import State
from tests.proof.load import FULL_SIZE
from tests.proof.load.day import Day, Told, mails_due, play

TENANTS = 20 if FULL_SIZE else 4
LATE_SECONDS = 120
"""A sweep comes every minute, and the list may be in the hands of the nightly run for a moment."""


@pytest.fixture(scope="module")
def told() -> Told:
    return play(Day(tenants=TENANTS))


def test_each_due_time_starts_one_run(told: Told) -> None:
    assert told.due > 400 * TENANTS
    assert told.started == {1: told.due}
    assert len(told.runs) == told.due
    assert told.latest_start_seconds < LATE_SECONDS


def test_each_run_ends_and_nothing_is_overdue(told: Told) -> None:
    assert {run.state for run in told.runs} == {State.DONE, State.DONE_WITH_ERRORS}
    assert told.slowest_seconds < 60
    assert told.overdue_rows == 0


def test_there_is_one_mail_where_somebody_must_act_and_else_none(told: Told) -> None:
    assert sum(told.mails.values()) >= TENANTS
    assert {run.id: told.mails[run.id] for run in told.runs} == {run.id: mails_due(run) for run in told.runs}


def test_the_day_costs_at_most_a_tenth_more_calls_than_its_plan(told: Told) -> None:
    assert told.calls.intacct <= 1.10 * told.ideal.intacct
    assert told.calls.salesforce <= 1.10 * told.ideal.salesforce
    assert told.told.intacct <= told.calls.intacct <= told.told.intacct * 1.01
    assert told.told.salesforce <= told.calls.salesforce <= told.told.salesforce * 1.01


def test_a_sweep_is_over_long_before_its_time(told: Told) -> None:
    assert told.longest_sweep_seconds < 30
