"""Either side away, busy, garbled or at odds with itself: for a moment, in bursts, or for good."""

import pytest

from chalicelib.core.counts import Counts
from chalicelib.core.run import Run, State
from tests.proof.upstream.answers import AWAY, GARBLED, PAGES, SIDES, STALL, Bad, Side
from tests.proof.upstream.doors import Door
from tests.proof.upstream.prepared import ALL_DONE, Prepared, sums

QUICK = [(side, bad) for side in SIDES for bad in (*AWAY, *GARBLED) if bad.again]
WHOLE = [(side, bad) for side in SIDES for bad in (*GARBLED, *PAGES[side]) if not bad.again]
IN_THE_RANGES = [(side, bad, 5) for side in SIDES for bad in (*AWAY, *GARBLED)]
IN_A_RANGE = [(side, bad, 1) for side in SIDES for bad in PAGES[side]]
FROM_THE_PLAN_ON = [(side, bad, 0) for side in SIDES for bad in (AWAY[0], AWAY[2], GARBLED[0], GARBLED[3])]
EXTRA_TURNS = 9
"""How often at most a range or the plan was begun again in the cases below, each for two or three calls."""


def assert_all_done(prepared: Prepared, run: Run) -> None:
    assert (run.state, run.trouble, run.pause) == (State.DONE, None, None)
    assert sums(run) == ALL_DONE


@pytest.mark.parametrize(("side", "bad"), QUICK, ids=str)
def test_every_call_goes_wrong_once(doors: tuple[Door, Door], side: Side, bad: Bad) -> None:
    prepared = Prepared.behind(doors)
    prepared.spoil(side, bad.rule(side), *[bad.rule(side, skip=1)] * 60)
    assert_all_done(prepared, prepared.run())
    assert prepared.extra_calls()[side] <= prepared.clean_calls(side)


@pytest.mark.parametrize(("side", "bad"), QUICK, ids=str)
def test_calls_go_wrong_in_bursts_longer_than_our_quick_retries(doors: tuple[Door, Door], side: Side, bad: Bad) -> None:
    prepared = Prepared.behind(doors)
    prepared.spoil(side, bad.rule(side, times=3), *[bad.rule(side, times=3, skip=5)] * 20)
    assert_all_done(prepared, prepared.run())
    assert sum(prepared.extra_calls().values()) <= 3 * EXTRA_TURNS


@pytest.mark.parametrize(("side", "bad"), WHOLE, ids=str)
def test_pages_that_do_not_hold_are_read_again(doors: tuple[Door, Door], side: Side, bad: Bad) -> None:
    prepared = Prepared.behind(doors)
    prepared.spoil(side, bad.rule(side), *[bad.rule(side, skip=4)] * 20)
    assert_all_done(prepared, prepared.run())
    assert sum(prepared.extra_calls().values()) <= 3 * EXTRA_TURNS


@pytest.mark.parametrize(("side", "bad", "after"), [*IN_THE_RANGES, *IN_A_RANGE, *FROM_THE_PLAN_ON], ids=str)
def test_what_lasts_fails_after_a_day_and_says_why(doors: tuple[Door, Door], side: Side, bad: Bad, after: int) -> None:
    prepared = Prepared.behind(doors)
    prepared.spoil(side, bad.rule(side, times=None, skip=after))
    run = prepared.run()
    assert run.state is State.FAILED
    assert run.trouble is not None
    assert run.trouble.code == f"{side}_{bad.code}"
    assert run.finished_at is not None
    assert 24 <= (run.finished_at - run.started_at).total_seconds() / 3600 < 31
    prepared.heal()
    assert prepared.bench.run().state is State.DONE


@pytest.mark.parametrize("side", SIDES)
def test_calls_that_stall_are_left_and_sent_again(doors: tuple[Door, Door], side: Side) -> None:
    prepared = Prepared.behind(doors)
    prepared.bench.lose_patience()
    prepared.spoil(side, STALL.rule(side, skip=1, times=3), STALL.rule(side, skip=4, times=3))
    assert_all_done(prepared, prepared.run())


@pytest.mark.parametrize("side", SIDES)
def test_calls_that_stall_for_good_fail_after_a_day(doors: tuple[Door, Door], side: Side) -> None:
    prepared = Prepared.behind(doors)
    prepared.bench.lose_patience()
    prepared.bench.sweeps = (60, 43_000)
    prepared.spoil(side, STALL.rule(side, times=None))
    run = prepared.run()
    assert (run.state, run.trouble and run.trouble.code) == (State.FAILED, f"{side}_timeout")


@pytest.mark.parametrize(("side", "after"), [(side, after) for side in SIDES for after in (0, 4)])
def test_a_day_away_costs_a_hundred_tries_however_often_the_sweeper_looks(
    doors: tuple[Door, Door], side: Side, after: int
) -> None:
    prepared = Prepared.behind(doors)
    prepared.bench.sweeps = (60,)
    prepared.spoil(side, AWAY[0].rule(side, times=None, skip=after))
    assert prepared.run().state is State.FAILED
    assert prepared.extra_calls()[side] <= 3 * 100


@pytest.mark.parametrize("side", SIDES)
def test_half_a_day_away_is_waited_for(doors: tuple[Door, Door], side: Side) -> None:
    prepared = Prepared.behind(doors)
    prepared.spoil(side, AWAY[0].rule(side, times=None, skip=4))
    prepared.bench.at_hour[12] = prepared.heal
    run = prepared.run()
    assert_all_done(prepared, run)
    assert run.finished_at is not None
    assert (run.finished_at - run.started_at).total_seconds() > 12 * 3600


def test_nothing_wrong_costs_what_we_compare_with(doors: tuple[Door, Door]) -> None:
    prepared = Prepared.behind(doors)
    assert_all_done(prepared, prepared.run())
    assert prepared.extra_calls() == {"intacct": 0, "salesforce": 0}
    again = prepared.bench.run()
    assert sums(again) == Counts(read=35, unchanged=35, gone=1, marked=1)
