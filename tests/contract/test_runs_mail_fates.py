"""Contract of the store of runs: what the provider tells of the mails, and the addresses it closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.mail_event import ClosedAddress, Fate, MailEvent, SentMail
from chalicelib.ports import Runs
from tests.contract.run_values import NOW, ended, planned

ADA, GUS = "ada@example.com", "gus@example.com"
SENT = MailEvent("demo", "01RUN", Fate.SENT, (ADA, GUS), NOW, "message-1")
LEASE = timedelta(minutes=15)


@pytest.fixture
def due(runs: Runs) -> Runs:
    """A store with one mail due, that of run 01RUN."""
    ended(runs, planned(runs))
    return runs


def test_word_that_it_went_ends_the_doubt_after_a_lost_answer(due: Runs) -> None:
    assert due.lease_mail("demo", "01RUN", NOW)
    assert due.mail_told(SENT)
    assert due.lease_mail("demo", "01RUN", NOW + LEASE) is None
    assert list(due.unsent()) == []
    assert due.mail_of("demo", "01RUN") == SentMail("SENT", "message-1", NOW)


def test_word_that_it_went_ends_it_also_where_nobody_knew(due: Runs) -> None:
    for after in (timedelta(0), LEASE, 2 * LEASE):
        due.lease_mail("demo", "01RUN", NOW + after)
    unknown = due.mail_of("demo", "01RUN")
    assert unknown
    assert unknown.state == "UNKNOWN"
    assert due.mail_told(SENT)
    assert due.mail_of("demo", "01RUN") == SentMail("SENT", "message-1", NOW)


def test_each_copy_has_its_fate_in_any_order_and_however_often(due: Runs) -> None:
    delivered = replace(SENT, fate=Fate.DELIVERED, addresses=(ADA,))
    bounced = replace(SENT, fate=Fate.BOUNCED, addresses=(GUS,))
    complained = replace(SENT, fate=Fate.COMPLAINED, addresses=(ADA,))
    delayed = replace(SENT, fate=Fate.DELAYED, addresses=(ADA,))
    for event in (delivered, complained, delayed, bounced, SENT, delivered, bounced, SENT):
        assert due.mail_told(event)
    copies = (frozenset({ADA}), frozenset({GUS}), frozenset({ADA}))
    assert due.mail_of("demo", "01RUN") == SentMail("SENT", "message-1", NOW, *copies)


@pytest.mark.parametrize("fate", list(Fate))
@pytest.mark.parametrize("whose", [("demo", "01OTHER"), ("autre", "01RUN")])
def test_word_of_a_mail_that_is_not_there_makes_none(due: Runs, fate: Fate, whose: tuple[str, str]) -> None:
    tenant, run_id = whose
    assert not due.mail_told(replace(SENT, tenant=tenant, run_id=run_id, fate=fate))
    assert due.mail_of(tenant, run_id) is None


def test_an_address_is_closed_for_its_tenant_until_somebody_opens_it(runs: Runs) -> None:
    closed = ClosedAddress(ADA, Fate.BOUNCED, NOW)
    runs.close_address("demo", closed)
    runs.close_address("demo", closed)
    assert list(runs.closed_addresses("demo")) == [closed]
    assert list(runs.closed_addresses("autre")) == []
    assert not runs.open_address("autre", ADA)
    assert runs.open_address("demo", ADA.upper())
    assert not runs.open_address("demo", ADA)
    assert list(runs.closed_addresses("demo")) == []


def test_an_address_that_was_opened_can_close_again(runs: Runs) -> None:
    runs.close_address("demo", ClosedAddress(ADA, Fate.BOUNCED, NOW))
    runs.open_address("demo", ADA)
    again = ClosedAddress(ADA, Fate.COMPLAINED, NOW + LEASE)
    runs.close_address("demo", again)
    assert list(runs.closed_addresses("demo")) == [again]
