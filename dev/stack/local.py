"""The local stack in one process tree: what surrounds Passerelle, and Passerelle itself."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from dev.stack.processes import free_port, port_taken
from dev.stack.product import SWEEP_SECONDS, WORKERS, StackError, product
from dev.stack.surroundings import LocalStack, surroundings, until_interrupted

__all__ = ["LocalStack", "RunningStack", "StackError", "local_stack", "until_interrupted"]

DEFAULT_PORT = 8765


@dataclass(frozen=True, slots=True)
class RunningStack(LocalStack):
    """The stack under way; ``add_workers`` lets that many more ranges be worked on at once."""

    add_workers: Callable[[int], None]


@contextmanager
def local_stack(
    port: int | None = None, workers: int = WORKERS, seeded: bool = True, sweep_seconds: float = SWEEP_SECONDS
) -> Iterator[RunningStack]:
    """Start everything, yield, stop everything. One stack a process: the app reads its environment once.

    ``port`` is the API's (else PASSERELLE_PORT, else 8765; 0 takes a free one). Raises StackError.
    """
    chosen = int(os.environ.get("PASSERELLE_PORT", DEFAULT_PORT)) if port is None else port
    if chosen and port_taken(chosen):
        raise StackError(
            f"Port {chosen} is taken: Passerelle seems to run already at http://127.0.0.1:{chosen}.\n"
            "Stop it first (Ctrl-C there), or choose another port: make demo PASSERELLE_PORT=8766"
        )
    chosen = chosen or free_port()
    with surroundings(chosen, seeded) as urls, product(chosen, workers, sweep_seconds) as add_workers:
        yield RunningStack(**asdict(urls), add_workers=add_workers)
