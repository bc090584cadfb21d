"""What a run costs grows in a straight line with its rows: counted anew at small sizes, kept and shown at all."""

from dataclasses import replace
from itertools import pairwise

import pytest

from infra.resources import TIMEOUTS_SECONDS
from tests.conftest import AwsAccount
from tests.proof.load import FULL_SIZE
from tests.proof.load.crowd import LIST
from tests.proof.load.growth import COUNTS, KINDS, PLOT, SIZES, Spent, kept_figures, plot, rate, spent
from tests.proof.load.town import Town

MEASURED = SIZES if FULL_SIZE else (1_000, 10_000, 30_000)
STRAIGHT = (10_000, 100_000, 1_000_000)
"""Below, a page more or less is much."""
ROWS_A_RANGE = 85
"""Where a page has a hundred."""
BEND = 1.1
"""How much dearer a further row may be in a list ten times as long."""

DRIFT, A_FEW, A_MESSAGE = 0.1, 3, 15
"""How far the figures may be from today's: a call more anywhere plays a run in another order, and a message more or
less costs a dozen requests. That is no reason to count a million rows again.
"""


def of(kind: str) -> list[Spent]:
    return [one for one in kept_figures() if one.kind == kind]


def bent(figures: list[Spent], count: str) -> bool:
    shorter, longer = (rate(figures, count, *sizes) for sizes in pairwise(STRAIGHT))
    return longer > BEND * shorter


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", MEASURED)
def test_the_figures_in_the_docs_are_near_those_of_today(kind: str, rows: int, aws: AwsAccount) -> None:
    [kept] = [one for one in of(kind) if one.rows == rows]
    today = spent(kind, rows, aws.client("dynamodb"), aws.client("sqs"))
    assert today.rows_written == kept.rows_written
    for count in (*COUNTS, "worker_seconds"):
        slack = A_MESSAGE if "dynamodb" in count or "units" in count else A_FEW
        assert getattr(today, count) == pytest.approx(getattr(kept, count), rel=DRIFT, abs=slack), count


def test_the_plot_in_the_docs_is_drawn_from_the_figures() -> None:
    assert PLOT.read_text(encoding="utf-8") == plot(kept_figures())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [*COUNTS, "worker_seconds"])
def test_a_further_row_costs_no_more_in_a_longer_list(kind: str, count: str) -> None:
    assert {one.rows for one in of(kind)} == set(SIZES)
    assert not bent(of(kind), count)


@pytest.mark.parametrize("kind", KINDS)
def test_a_range_takes_a_small_part_of_its_functions_time(kind: str) -> None:
    """Two fifths would do: a worker that is killed by its time-out has something wrong with it."""
    for one in of(kind):
        assert one.worker_seconds / one.messages < 0.1 * TIMEOUTS_SECONDS["sync_range"]


def test_it_would_be_seen_if_each_range_read_how_far_all_have_come() -> None:
    measured_then = {10_000: 39.5, 100_000: 299.5, 1_000_000: 5112.0}
    figures = [replace(one, read_units=measured_then[one.rows]) for one in of("unchanged") if one.rows in STRAIGHT]
    assert bent(figures, "read_units")


def test_what_workers_read_of_how_far_a_run_has_come_grows_with_its_ranges_alone() -> None:
    short, long = ranges_read(ranges=40), ranges_read(ranges=400)
    assert long / 400 <= BEND * short / 40


def ranges_read(ranges: int) -> int:
    """How many ranges all looks at a run of so many together were told of."""
    town = Town(1)
    town.move_in("demo", {LIST: ranges * ROWS_A_RANGE}, page_size=100)
    town.at(0.0, lambda: town.press("demo", LIST))
    town.run_to_the_end(after=1.0)
    [run] = town.all_runs()
    assert run.range_count == ranges
    return town.costs.items["runs.all_progress"]
