"""What a process does when another holds the sign-in, has died over it, or left a token that is no good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns
from chalicelib.adapters.access_tokens_shared import PATIENCE
from chalicelib.adapters.dynamodb_leases import LEASE, Leases
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import Secrets
from dev.fakes import FakeClock
from dev.fakes.clock import BEGINNING
from tests.contract.sign_in_gate import CREDENTIALS, SYSTEM, TENANT, TOKEN, Gate, process

Start = Callable[[], SignIns]


@pytest.fixture
def vault(secrets: Secrets) -> Secrets:
    secrets.put(TENANT, SYSTEM, CREDENTIALS)
    return secrets


@pytest.fixture
def gate(clock: FakeClock) -> Gate:
    return Gate(clock)


@pytest.fixture
def start(vault: Secrets, leases: Leases, clock: FakeClock) -> Callable[[], SignIns]:
    """Start one more process."""
    return lambda: process(vault, leases, clock)


def test_a_process_that_died_over_its_sign_in_holds_the_others_up_for_half_a_minute(
    start: Start, leases: Leases, gate: Gate, clock: FakeClock
) -> None:
    began = clock.now()
    assert leases.take(TENANT, SYSTEM, clock.now())
    with pytest.raises(TryAgain) as busy:
        start().call(gate, gate.let_in)
    assert busy.value.code == "intacct_sign_in_busy"
    assert PATIENCE <= clock.now() - began < PATIENCE + timedelta(seconds=3)
    assert gate.given == 0
    assert start().call(gate, gate.let_in) == "canary-1"
    assert clock.now() - began < LEASE + timedelta(seconds=3)


class Interrupted(FakeClock):
    """Each pause lets the other process go on."""

    def __init__(self, others: Callable[[], object]) -> None:
        super().__init__()
        self._others = others

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._others()


def test_who_waits_takes_the_token_as_soon_as_it_lies_there(
    start: Start, vault: Secrets, leases: Leases, gate: Gate
) -> None:
    held = leases.take(TENANT, SYSTEM, BEGINNING)
    assert held

    def go_on() -> None:
        leases.give_back(held, 0)
        start().call(gate, gate.let_in)

    waiting = Interrupted(go_on)
    assert process(vault, leases, waiting).call(gate, gate.let_in) == "canary-1"
    assert gate.given == 1


def test_a_refused_token_is_not_taken_again(start: Start, gate: Gate) -> None:
    first, second = start(), start()
    first.call(gate, gate.let_in)
    second.call(gate, gate.let_in)
    gate.given += 1  # somebody else signed in as our user
    assert second.call(gate, gate.let_in) == "canary-3"
    assert first.call(gate, gate.let_in) == "canary-3"
    assert gate.given == 3


def test_a_system_that_refuses_whatever_it_gave_is_asked_for_two_tokens_at_most(start: Start, gate: Gate) -> None:
    def refuse(_: AccessToken) -> str:
        raise SignedOut

    for given in (2, 3, 4):
        with pytest.raises(SignedOut):
            start().call(gate, refuse)
        assert gate.given == given


def test_a_sign_in_that_fails_leaves_the_next_one_free(start: Start, gate: Gate, clock: FakeClock) -> None:
    began = clock.now()
    gate.refusal = NeedsAdmin("intacct_sign_in", "Refused.", remedy="Do something.")
    for _ in range(2):
        with pytest.raises(NeedsAdmin):
            start().call(gate, gate.let_in)
    gate.refusal = None
    assert start().call(gate, gate.let_in) == "canary-1"
    assert clock.now() == began


@pytest.mark.parametrize(
    "change",
    [
        {"access_token": "a b\r\nX: y"},
        {"access_token": ""},
        {"renew_at": "soon"},
        {"renew_at": "2027-01-01T00:00:00"},
        {"number": "many"},
        {"number": "9" * 60},
        {"number": "-1"},
        {"made_with": "others"},
        None,
    ],
)
def test_what_is_no_token_of_ours_is_replaced(start: Start, vault: Secrets, gate: Gate, change: Any) -> None:
    start().call(gate, gate.let_in)
    kept = vault.get(TENANT, TOKEN)
    vault.put(TENANT, TOKEN, {} if change is None else {**kept, **change})
    assert start().call(gate, gate.let_in) == "canary-2"
    assert start().call(gate, gate.let_in) == "canary-2"
