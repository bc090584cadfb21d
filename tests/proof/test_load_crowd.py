"""One tenant with a long list slows nobody else: small tenants' time from press to end, quiet and loud."""

from dataclasses import replace

import pytest

from chalicelib.ports import SyncRange
from tests.proof.load import FULL_SIZE
from tests.proof.load.crowd import BIG_LISTS, LIST, Crowd, Dwell, dwell
from tests.proof.load.town import slots_of_the_cloud

SMALL = Crowd(big_rows=100_000, small_rows=(50, 400), pause_seconds=20.0, last_press_seconds=70.0)
CROWD = Crowd() if FULL_SIZE else SMALL
"""At full size a million rows."""


@pytest.fixture(scope="module")
def quiet() -> Dwell:
    return dwell(CROWD, loud=False)


@pytest.mark.parametrize(("lists", "concurrency"), [((LIST,), 5), ((LIST,), 8), (BIG_LISTS, 8)])
def test_small_tenants_wait_at_most_twice_as_long_beside_a_big_one(
    quiet: Dwell, lists: tuple[str, ...], concurrency: int
) -> None:
    loud = dwell(replace(CROWD, big_lists=lists, concurrency=concurrency), loud=True)
    assert loud.presses == quiet.presses > 50
    assert loud.big_seconds > 30
    assert loud.within(2, quiet), (loud, quiet)


def test_it_would_be_seen_if_a_tenant_could_take_every_worker(quiet: Dwell) -> None:
    eight = {**slots_of_the_cloud(), SyncRange: (8, 300.0)}
    loud = dwell(replace(CROWD, concurrency=8), loud=True, slots=eight)
    assert not loud.within(2, quiet)
