"""Any order of presses, deliveries, crashes, changed settings and passing time: two tenants over the real HTTP API."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.machine.service import Service, reach

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
"""So many, drawn anew each time (``--hypothesis-seed`` draws them again); 0 plays those that are always the same."""
STEPS = 40
SITUATIONS = (
    "a further pass",
    "a mail was bounced",
    "a mail was sent",
    "a notice with a wrong signature",
    "a notice: taken",
    "a press without a good answer",
    "a used key: idempotency_key_reused",
    "answer lost",
    "cancel asked for",
    "crash after",
    "crash before",
    "killed by its time-out",
    "mails of a run: 1, known as SENT",
    "refused",
    "run ended CANCELLED",
    "run ended DONE",
    "settings changed",
    "settings refused: if_match_missing",
    "settings refused: settings_changed",
    "the same click again",
    "two copies of a task at once",
    "visibility ended during work",
)
"""What must have happened, or it was not tested."""


def test_the_invariants_hold_after_every_step_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    play = settings(
        max_examples=EXAMPLES or 140,
        stateful_step_count=STEPS,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=checks,
    )
    run_state_machine_as_test(Service, settings=play)
    with capsys.disabled():
        print(f"\n{reach.table()}")
    if not EXAMPLES:
        assert not [name for name in SITUATIONS if not reach.counts[name]]
