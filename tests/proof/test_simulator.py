"""Two thousand seeds of everything that may go wrong, and every invariant holds in each of them."""

from collections.abc import Callable

import pytest

from tests.proof.conftest import DEFAULT_SEEDS
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.seed import Played, play
from tests.proof.situations import OFTEN, SITUATIONS


def test_every_invariant_holds_in_every_seed(
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    only = request.config.getoption("--sim-seed", default=None)
    count = request.config.getoption("--sim-seeds", default=DEFAULT_SEEDS)
    reach = Reach()
    for seed in range(count) if only is None else (only,):
        played = play(seed, reach)
        assert not played.violation, _told(played)
    with capsys.disabled():
        print(f"\n{reach.table() if only is None else played.story}")
    record_property("figure", f"{count:,} seeds, no violation")
    if only is None and count >= 2000:
        seldom = {name: reach.counts[name] for name in SITUATIONS if reach.counts[name] < OFTEN * count // 2000}
        assert not seldom, "situations hardly reached, so hardly tested"


def _told(played: Played) -> str:
    return f"{played.violation}\n\nreplay: pytest tests/proof --sim-seed {played.seed}\n\n{played.story}"


@pytest.mark.parametrize("seed", [0, 3, 17, 1234])
def test_a_seed_tells_the_same_story_twice(seed: int) -> None:
    first, second = play(seed, Reach()), play(seed, Reach())
    assert first == second
