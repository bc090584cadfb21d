"""Contract of the store of runs: the outbox of mails."""

from datetime import timedelta

import pytest

from chalicelib.core.counts import Trouble
from chalicelib.ports import MailLease, Runs
from tests.contract.at_once import at_once
from tests.contract.run_values import NOW, ended, planned

LEASE = timedelta(minutes=15)
TROUBLE = Trouble("ses_busy", "SES asks us to slow down.")


@pytest.fixture
def due(runs: Runs) -> Runs:
    """A store with one mail due, that of run 01RUN."""
    ended(runs, planned(runs))
    return runs


def lease(runs: Runs, after: timedelta = timedelta(0)) -> MailLease | None:
    return runs.lease_mail("demo", "01RUN", NOW + after)


def test_a_mail_is_leased_once_at_a_time(due: Runs) -> None:
    leases = at_once(lambda _: lease(due), range(8))
    assert [one for one in leases if one] == [MailLease("demo", "01RUN", 1)]
    assert lease(due, LEASE - timedelta(seconds=1)) is None
    assert list(due.unsent()) == [("demo", "01RUN")]


def test_a_mail_that_is_not_due_cannot_be_leased(runs: Runs) -> None:
    planned(runs)
    assert lease(runs) is None
    assert list(runs.unsent()) == []


def test_a_sent_mail_is_never_leased_again(due: Runs) -> None:
    held = lease(due)
    assert held
    due.mail_sent(held, "message-1", NOW)
    due.mail_sent(held, "message-1", NOW)
    assert lease(due, 10 * LEASE) is None
    assert list(due.unsent()) == []


def test_a_lease_that_ran_out_allows_one_more_try_and_no_third(due: Runs) -> None:
    assert lease(due)
    assert lease(due, LEASE) == MailLease("demo", "01RUN", 2)
    assert lease(due, 2 * LEASE - timedelta(seconds=1)) is None
    assert list(due.unsent()) == [("demo", "01RUN")]
    assert lease(due, 2 * LEASE) is None
    assert list(due.unsent()) == []
    assert lease(due, 20 * LEASE) is None


def test_a_failed_mail_is_tried_later_as_often_as_it_takes(due: Runs) -> None:
    after = timedelta(0)
    for _ in range(5):
        held = lease(due, after)
        assert held
        assert held.attempt == 1
        due.mail_failed(held, TROUBLE, NOW + after)
        assert lease(due, after + timedelta(seconds=29)) is None
        assert list(due.unsent()) == [("demo", "01RUN")]
        after += timedelta(minutes=16)
    assert lease(due, after)


def test_waiting_grows_with_each_failure(due: Runs) -> None:
    waits = [30, 60, 120]
    after = timedelta(0)
    for seconds in waits:
        held = lease(due, after)
        assert held
        due.mail_failed(held, TROUBLE, NOW + after)
        assert lease(due, after + timedelta(seconds=seconds - 1)) is None
        after += timedelta(seconds=seconds)
    assert lease(due, after)


def test_a_failure_after_a_lost_try_leaves_one_try(due: Runs) -> None:
    assert lease(due)
    second = lease(due, LEASE)
    assert second
    due.mail_failed(second, TROUBLE, NOW + LEASE)
    assert lease(due, 2 * LEASE) == MailLease("demo", "01RUN", 2)
    assert lease(due, 3 * LEASE) is None
    assert list(due.unsent()) == []


def test_a_late_word_of_the_first_try_still_counts(due: Runs) -> None:
    first = lease(due)
    second = lease(due, LEASE)
    assert first
    assert second
    due.mail_sent(first, "message-1", NOW + LEASE)
    due.mail_failed(second, TROUBLE, NOW + LEASE)
    assert list(due.unsent()) == []
    assert lease(due, 10 * LEASE) is None


def test_an_old_lease_cannot_give_back_a_newer_one(due: Runs) -> None:
    first = lease(due)
    assert first
    assert lease(due, LEASE)
    due.mail_failed(first, TROUBLE, NOW + LEASE)
    assert lease(due, LEASE + timedelta(minutes=2)) is None


def test_mails_of_tenants_with_the_same_run_id_are_apart(due: Runs) -> None:
    ended(due, planned(due, tenant="autre"))
    held = lease(due)
    assert held
    due.mail_sent(held, "message-1", NOW)
    assert list(due.unsent()) == [("autre", "01RUN")]
    assert due.lease_mail("autre", "01RUN", NOW) == MailLease("autre", "01RUN", 1)
