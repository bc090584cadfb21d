"""Processes killed in the middle of a run, as a machine dies: the run ends right, with one mail."""

import pytest

from tests.proof.kill.story import play, play_changes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 3])
def test_all_lists_come_into_an_empty_salesforce_however_processes_are_killed(seed: int) -> None:
    assert "ended DONE" in play(seed)[-1]


@pytest.mark.parametrize("seed", [2])
def test_what_changed_is_written_and_counted_once_however_processes_are_killed(seed: int) -> None:
    assert "ended DONE" in play_changes(seed)[-1]
