"""Two copies of a task are under way: every order of their calls, with and without a lease between them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from chalicelib.core.counts import Outcome
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run
from chalicelib.ports import MailLease, PlanRun, SendMail
from tests.proof.interleaved import Game, Lease, explore
from tests.proof.load import FULL_SIZE
from tests.proof.simulator.aftermath import judge_aftermath
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.history import Violation
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import Simulation

TWO_ROWS = Scenario(list=DEPARTMENT, rows=2, gone_rows=0, linked_share=0.5, equal_share=0.0)


def ends_right(game: Game) -> None:
    """One run, ended once, every row in Salesforce once and counted once, one mail."""
    game.turns.quiet()
    judge_aftermath(game.sim, game.watch, calm=False)
    [facts] = game.watch.facts.values()
    tenant = game.sim.tenants["acme"]
    assert facts.end
    listed = [row.outcome for row in game.sim.runs.rows(facts.end, None, 100, "").rows]
    totals, rows = facts.end.totals, game.sim.scenario.rows
    assert totals.read == totals.created + totals.updated == len(listed) == rows
    assert (listed.count(Outcome.CREATED), listed.count(Outcome.UPDATED)) == (totals.created, totals.updated)
    assert len(tenant.org.records("Intacct_Department__c")) == rows
    assert len(facts.mails) == 1


LEASES = list(Lease) if FULL_SIZE else [Lease.HOLDS, Lease.IS_OVER]
"""That it ends at any moment between is left to the long proof: ten times as many states."""


def test_two_copies_of_a_worker_end_right_in_every_order_of_their_calls(
    record_property: Callable[[str, object], None],
) -> None:
    told = []
    for lease in LEASES:
        orders = explore(partial(Game.begun, TWO_ROWS, lease), ends_right)
        told.append(f"{orders.count():,} orders in {len(orders.after):,} states where the lease {lease}")
        assert orders.count() > 5_000_000
    record_property("figure", "; ".join(told))


@pytest.mark.parametrize(("kind", "least"), [(PlanRun, 2_000_000), (SendMail, 300)])
def test_two_copies_of_a_planner_or_mailer_end_right_in_every_order_of_their_calls(
    kind: type, least: int, record_property: Callable[[str, object], None]
) -> None:
    orders = explore(partial(Game.begun, replace(TWO_ROWS, rows=8), Lease.HOLDS, kind=kind), ends_right)
    record_property("figure", f"{orders.count():,} orders in {len(orders.after):,} states")
    assert orders.count() >= least


def _marked_whatever_stands_there(sim: Simulation) -> None:
    """The mistake: how far a range has come is stored without a look at what another has stored meanwhile."""

    def put(run: Run, progress: RangeProgress, _: RangeProgress | None) -> bool:
        sim.runs.tables.ranges[run.tenant, run.id][progress.number] = progress
        return True

    sim.runs.put_progress = put


def test_progress_stored_without_a_look_would_be_seen() -> None:
    with pytest.raises((Violation, AssertionError)):
        explore(partial(Game.begun, TWO_ROWS, Lease.IS_OVER, _marked_whatever_stands_there), ends_right)


def _leased_to_each(sim: Simulation) -> None:
    """The mistake: whoever wants to send the mail of a run may."""
    sim.runs.lease_mail = lambda tenant, run_id, _: MailLease(tenant, run_id, 1)


def test_a_mail_sent_without_a_lease_would_be_seen() -> None:
    with pytest.raises((Violation, AssertionError)):
        explore(partial(Game.begun, TWO_ROWS, Lease.HOLDS, _leased_to_each, kind=SendMail), ends_right)
