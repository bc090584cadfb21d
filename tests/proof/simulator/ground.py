"""What every version of the product's code stands on in a simulation. Nothing here is of any version."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Passage(Protocol):
    """What the calls of a port pass."""

    def through(self, call: str, arguments: tuple[Any, ...], effect: Callable[[], T]) -> T: ...


class Ports(NamedTuple):
    """What is stored, by port."""

    runs: Any
    settings: Any
    notices: Any
    hooks: Any
    schedules: Any
    leases: Any
    audit: Any


OnTable = Callable[[Any, str, Any, Random], Ports]
"""How a version makes its stores: of a client, the table's name, the clock and a jitter."""


class Door(Protocol):
    """Where one tenant signs in to one system."""

    def sign_in(self, secret: Mapping[str, str]) -> tuple[str, float] | None:
        """A token and the seconds that it lives, None for wrong credentials."""

    def admits(self, token: str) -> bool: ...


class Meter(Protocol):
    """The day's calls of one org."""

    def count(self) -> bool:
        """Count one call; False where the org takes no more."""

    @property
    def usage(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """``doors`` by system and tenant, ``meters`` by tenant: without one there is no sign-in, and no end of calls."""

    clock: Any
    gate: Passage
    random: Random
    lists: Sequence[Mapping[str, Any]]
    ports: Callable[[OnTable], Ports]
    post: Callable[[Sequence[str]], None]
    """Puts messages into the queues."""
    mailer: Any
    secrets_client: Any
    new_id: Callable[[], str]
    company: Callable[[str], Any]
    org: Callable[[str], Any]
    noted: Callable[[str, str, int], Passage]
    """The gate for a connection of a tenant that was made with a version of the settings."""
    doors: Mapping[tuple[str, str], Door]
    meters: Mapping[str, Meter]
    container: Callable[[Callable[[], Any]], Any]
    """The process that the present actor runs in, made where it has none yet."""
    intacct: Callable[..., Any] | None = None
    salesforce: Callable[..., Any] | None = None
    """Other fakes than the usual ones."""
