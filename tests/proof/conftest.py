"""Options of the simulator: replay one seed, or play more of them. And the doors that spoil answers of upstreams."""

import os
from collections.abc import Iterator

import pytest

from tests.proof.upstream.doors import Door, two_doors

DEFAULT_SEEDS = int(os.environ.get("SIM_SEEDS", "2000"))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("simulator")
    group.addoption("--sim-seed", type=int, default=None, help="play this one seed, and tell how it ended")
    group.addoption("--sim-seeds", type=int, default=DEFAULT_SEEDS, help="how many seeds to play (or SIM_SEEDS; 2000)")


@pytest.fixture(scope="module")
def doors() -> Iterator[tuple[Door, Door]]:
    """Intacct's and Salesforce's, each before a stand-in."""
    with two_doors() as opened:
        yield opened
