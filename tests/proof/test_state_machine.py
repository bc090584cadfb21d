"""Any order of presses, deliveries, crashes, changed settings and passing time: two tenants over the real HTTP API."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from chalicelib.core.mail_event import Fate
from tests.proof.machine.service import Service, reach
from tests.proof.machine.workers import ALL_CALLS
from tests.proof.simulator.catalogue import DEPARTMENT, TERM
from tests.proof.simulator.faults import Fault
from tests.proof.situations import OFTEN

DRAWN = int(os.environ.get("MACHINE_EXAMPLES", "0"))
"""So many, drawn anew each time (``--hypothesis-seed`` draws them again); 0 plays those that go by the code alone."""
EXAMPLES = DRAWN or 2000
STEPS = 60
SITUATIONS = (
    "a further pass",
    "a mail was bounced",
    "a mail was sent",
    "a notice with a wrong signature",
    "a notice: taken",
    "a press without a good answer",
    "a used key: idempotency_key_reused",
    "an address was opened",
    "answer lost",
    "cancel asked for",
    "cancel refused: run_ended",
    "crash after",
    "crash before",
    "killed by its time-out",
    "press refused: list_disabled",
    "press refused: nothing_failed",
    "press refused: run_under_way",
    "press refused: synchronization_off",
    "refused",
    "run ended CANCELLED",
    "run ended DONE",
    "run ended DONE_WITH_ERRORS",
    "settings changed",
    "settings refused: if_match_missing",
    "settings refused: settings_changed",
    "the same click again",
    "the sweeper handed something out",
    "two copies of a task at once",
    "two planners of a run at once",
    "visibility ended during work",
)
"""What the examples must reach again and again, as often as the seeds of the simulator reach theirs."""
FULL, CHANGES = ({"mode": mode, "dry_run": False} for mode in ("full", "changes"))


def test_the_invariants_hold_after_every_step_in_any_order(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    play = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=not DRAWN,
        database=None,
        deadline=None,
        suppress_health_check=checks,
    )
    reach.counts.clear()
    run_state_machine_as_test(Service, settings=play)
    with capsys.disabled():
        print(f"\n{reach.table()}")
    record_property("figure", f"{EXAMPLES:,} examples of {STEPS} steps, no violation")
    if EXAMPLES >= 2000:
        seldom = {name: reach.counts[name] for name in SITUATIONS if reach.counts[name] < OFTEN * EXAMPLES // 2000}
        assert not seldom, "situations hardly reached, so hardly tested"


@pytest.fixture
def service() -> Service:
    """Where each rule is applied by hand; the invariants are looked at after the last."""
    reach.counts.clear()
    return Service()


def happened(service: Service, *situations: str) -> None:
    service.each_tenant_sees_its_own_runs_as_they_are()
    service.teardown()
    assert not [name for name in situations if not reach.counts[name]], reach.table()


def test_the_rules_of_a_press_do_what_they_are_called(service: Service) -> None:
    service.start("acme", DEPARTMENT, FULL, Fault.ANSWER_LOST, after=1, tasks=0)
    for _ in range(2):
        service.start_again(0)
    service.start("acme", DEPARTMENT, CHANGES, Fault.NONE, after=0, tasks=0)
    service.start_with_a_used_key(0, TERM)
    service.cancel(0)
    service.go_undisturbed_for_a_while(8)
    service.cancel(0)
    happened(
        service,
        "a press without a good answer",
        "the same click again",
        "press refused: run_under_way",
        "a used key: idempotency_key_reused",
        "cancel asked for",
        "run ended CANCELLED",
        "cancel refused: run_ended",
    )


def test_the_rules_of_workers_do_what_they_are_called(service: Service) -> None:
    service.start("acme", DEPARTMENT, FULL, Fault.NONE, after=0, tasks=1)
    service.deliver(0, 3)
    service.redeliver(0, 3)
    service.expire_visibility(0)
    for fault in (Fault.CRASH_BEFORE, Fault.CRASH_AFTER):
        service.crash_worker(0, 2, fault)
    for fault in (Fault.REFUSED, Fault.ANSWER_LOST):
        service.throttle(0, 2, fault)
    service.deliver(0, 3)
    service.mutate_list("acme", DEPARTMENT, 1)
    service.advance_clock(3700)
    service.go_on(0, 3)
    service.sweeper(ALL_CALLS)
    happened(
        service,
        "two copies of a task at once",
        "visibility ended during work",
        "crash before",
        "crash after",
        "refused",
        "answer lost",
        "killed by its time-out",
        "mails of a run: 1, known as SENT",
    )


def test_the_rules_of_settings_mails_and_notices_do_what_they_are_called(service: Service) -> None:
    service.start("acme", TERM, FULL, Fault.NONE, after=0, tasks=7)
    for fate in (Fate.SENT, Fate.DELIVERED, Fate.BOUNCED, Fate.COMPLAINED):
        service.ses_event(0, fate)
    service.open_address("acme")
    service.notice("acme", "acme", number=0, age=0)
    service.notice("acme", "bravo", number=0, age=0)
    service.rotate_secret("acme")
    service.notice("acme", "acme", number=0, age=1)
    service.change_config("acme", {"page_size": 250}, "read", 0)
    service.change_config("acme", {"page_size": 100}, "old", 0)
    service.change_config("acme", {"enabled": False}, "none", 0)
    service.change_config("acme", {"enabled": False}, "read", 0)
    service.start("acme", DEPARTMENT, FULL, Fault.NONE, after=0, tasks=0)
    happened(
        service,
        *(f"a mail was {fate}" for fate in ("sent", "delivered", "bounced", "complained")),
        "an address was opened",
        "a notice: taken",
        "a notice with a wrong signature",
        "settings changed",
        "settings refused: settings_changed",
        "settings refused: if_match_missing",
        "press refused: synchronization_off",
    )
