"""Options of the simulator: replay one seed, or play more of them."""

import os

import pytest

DEFAULT_SEEDS = int(os.environ.get("SIM_SEEDS", "2000"))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulator")
    group.addoption("--sim-seed", type=int, default=None, help="play this one seed, and tell how it ended")
    group.addoption("--sim-seeds", type=int, default=DEFAULT_SEEDS, help="how many seeds to play (or SIM_SEEDS; 2000)")
