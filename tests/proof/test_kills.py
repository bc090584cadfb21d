"""Processes killed in the middle of a run, as a machine dies: the run ends right, with one mail."""

import pytest

from tests.proof.kill.story import play


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_run_whose_processes_are_killed_ends_right(seed: int) -> None:
    assert "ended DONE" in play(seed)[-1]
