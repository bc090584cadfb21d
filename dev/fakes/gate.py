"""The seam that every remote call of a fake passes, so that a test can count, delay, refuse or cut it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Gate(Protocol):
    def __call__(self, call: str, effect: Callable[[], T]) -> T:
        """Let the call named ``call`` happen by ``effect()``, or raise in its place, before it or after it."""


def open_gate(call: str, effect: Callable[[], T]) -> T:  # noqa: ARG001 - the name is for gates that look at it
    """Every call happens at once."""
    return effect()
