"""Contract of the store of runs: what the provider tells of the mails, and the addresses it closes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.core.counts import Trouble
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


@pytest.fixture
def tried(due: Runs) -> Runs:
    """A send was begun, and nobody knows its end."""
    assert due.lease_mail("demo", "01RUN", NOW)
    return due


@pytest.mark.parametrize("fate", list(Fate))
def test_word_of_what_became_of_it_ends_the_doubt_after_a_lost_answer(tried: Runs, fate: Fate) -> None:
    assert tried.mail_told(replace(SENT, fate=fate))
    assert tried.lease_mail("demo", "01RUN", NOW + LEASE) is None
    assert list(tried.unsent()) == []
    known = tried.mail_of("demo", "01RUN")
    assert known
    assert (known.state, known.message_id, known.sent_at) == ("SENT", "message-1", NOW)


@pytest.mark.parametrize("fate", list(Fate))
def test_word_of_a_mail_that_nobody_tried_to_send_is_not_believed(due: Runs, fate: Fate) -> None:
    assert not due.mail_told(replace(SENT, fate=fate))
    assert due.mail_of("demo", "01RUN") == SentMail("PENDING")
    assert due.lease_mail("demo", "01RUN", NOW)


def test_word_after_a_send_that_failed_is_believed(tried: Runs) -> None:
    second = tried.lease_mail("demo", "01RUN", NOW + LEASE)
    assert second
    tried.mail_failed(second, Trouble("ses_busy", "SES asks us to slow down."), NOW + LEASE)
    assert tried.mail_told(SENT)
    assert list(tried.unsent()) == []


def test_word_that_it_went_ends_it_also_where_nobody_knew(due: Runs) -> None:
    for after in (timedelta(0), LEASE, 2 * LEASE):
        due.lease_mail("demo", "01RUN", NOW + after)
    unknown = due.mail_of("demo", "01RUN")
    assert unknown
    assert unknown.state == "UNKNOWN"
    assert due.mail_told(SENT)
    assert due.mail_of("demo", "01RUN") == SentMail("SENT", "message-1", NOW)


def test_each_copy_has_its_fate_in_any_order_and_however_often(tried: Runs) -> None:
    delivered = replace(SENT, fate=Fate.DELIVERED, addresses=(ADA,))
    bounced = replace(SENT, fate=Fate.BOUNCED, addresses=(GUS,))
    complained = replace(SENT, fate=Fate.COMPLAINED, addresses=(ADA,))
    delayed = replace(SENT, fate=Fate.DELAYED, addresses=(ADA,))
    rejected = replace(SENT, fate=Fate.REJECTED)
    for event in (delivered, complained, delayed, bounced, SENT, delivered, rejected, bounced, SENT):
        assert tried.mail_told(event)
    copies = (frozenset({ADA}), frozenset({GUS}), frozenset({ADA}), frozenset({ADA, GUS}))
    assert tried.mail_of("demo", "01RUN") == SentMail("SENT", "message-1", NOW, *copies)


@pytest.mark.parametrize("fate", list(Fate))
@pytest.mark.parametrize("whose", [("demo", "01OTHER"), ("autre", "01RUN")])
def test_word_of_a_mail_that_is_not_there_makes_none(tried: Runs, fate: Fate, whose: tuple[str, str]) -> None:
    tenant, run_id = whose
    assert not tried.mail_told(replace(SENT, tenant=tenant, run_id=run_id, fate=fate))
    assert tried.mail_of(tenant, run_id) is None


def test_an_address_is_closed_for_its_tenant_until_somebody_opens_it(runs: Runs) -> None:
    closed = ClosedAddress(ADA, Fate.BOUNCED, NOW)
    runs.close_address("demo", closed)
    runs.close_address("demo", closed)
    assert list(runs.closed_addresses("demo")) == [closed]
    assert list(runs.closed_addresses("autre")) == []
    assert not runs.open_address("autre", ADA, NOW)
    assert runs.open_address("demo", ADA.upper(), NOW + LEASE)
    assert not runs.open_address("demo", ADA, NOW + LEASE)
    assert list(runs.closed_addresses("demo")) == []


def test_an_address_that_was_opened_can_close_again(runs: Runs) -> None:
    runs.close_address("demo", ClosedAddress(ADA, Fate.BOUNCED, NOW))
    runs.open_address("demo", ADA, NOW + LEASE)
    runs.close_address("demo", ClosedAddress(ADA, Fate.BOUNCED, NOW))
    assert list(runs.closed_addresses("demo")) == [], "an old event that comes twice"
    again = ClosedAddress(ADA, Fate.COMPLAINED, NOW + 2 * LEASE)
    runs.close_address("demo", again)
    assert list(runs.closed_addresses("demo")) == [again]
