"""Two copies of a worker have one range in hand: every order of their calls, before and after the lease is over."""

from collections.abc import Callable

import pytest

from chalicelib.core.counts import Outcome
from chalicelib.core.ranges import RangeProgress
from chalicelib.core.run import Run
from tests.proof.interleaved import Game, explore
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
    totals = facts.end.totals
    assert totals.read == totals.created + totals.updated == len(listed) == 2
    assert (listed.count(Outcome.CREATED), listed.count(Outcome.UPDATED)) == (totals.created, totals.updated)
    assert len(tenant.org.records("Intacct_Department__c")) == 2
    assert len(facts.mails) == 1


def test_two_copies_of_a_worker_end_right_in_every_order_of_their_calls(
    record_property: Callable[[str, object], None],
) -> None:
    orders = explore(lambda: Game.begun(TWO_ROWS), ends_right)
    record_property("figure", f"{orders.count():,} interleavings, {len(orders.after):,} states, {orders.ends} ends")
    assert orders.count() > 100_000_000


def _marked_whatever_stands_there(sim: Simulation) -> None:
    """The mistake: how far a range has come is stored without a look at what another has stored meanwhile."""

    def put(run: Run, progress: RangeProgress, _: RangeProgress | None) -> bool:
        sim.runs.tables.ranges[run.tenant, run.id][progress.number] = progress
        return True

    sim.runs.put_progress = put


def _closed_by_each(sim: Simulation) -> None:
    """The mistake: a run that has ended is ended once more by whoever comes last."""
    finish, tables = sim.runs.finish, sim.runs.tables

    def finish_again(run: Run) -> bool:
        ended: bool = finish(run)
        key = run.tenant, run.id
        if not ended and not tables.runs[key].open:
            tables.runs[key] = run
        return ended

    sim.runs.finish = finish_again


@pytest.mark.parametrize("mistake", [_marked_whatever_stands_there, _closed_by_each])
def test_a_condition_left_out_would_be_seen(mistake: Callable[[Simulation], None]) -> None:
    with pytest.raises((Violation, AssertionError)):
        explore(lambda: Game.begun(TWO_ROWS, mistake), ends_right)
