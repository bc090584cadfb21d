"""The same call from eight threads, for promises about who wins."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")


def at_once(call: Callable[[A], R], arguments: Iterable[A], threads: int = 8) -> list[R]:
    """The results in the order of ``arguments``; an error in any of them is raised."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, arguments))
