"""The simulator finds well-known mistakes: each is planted in turn, and some seed must tell of it."""

import pytest

from tests.proof.conftest import DEFAULT_SEEDS
from tests.proof.simulator.planted import MISTAKES, RARE_MISTAKES
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.seed import play
from tests.proof.simulator.simulation import Parts

SEEDS = 1000
RARE_SEEDS = 20_000


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_found(mistake: str) -> None:
    assert _is_found(MISTAKES[mistake], SEEDS)


@pytest.mark.skipif(DEFAULT_SEEDS < RARE_SEEDS, reason="for the night: SIM_SEEDS=100000")
@pytest.mark.parametrize("mistake", RARE_MISTAKES)
def test_a_rare_planted_mistake_is_found(mistake: str) -> None:
    assert _is_found(RARE_MISTAKES[mistake], RARE_SEEDS)


def _is_found(parts: Parts, seeds: int) -> bool:
    return any(play(seed, Reach(), parts).violation for seed in range(seeds))
