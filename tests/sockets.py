"""Watches which sockets this process opens, and which names it looks up."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_watching: list[set[str]] = []


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook stays for good; while nobody watches it does nothing."""
    if not _watching:
        return
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host, port = arguments[1][:2]
        _watching[-1].add(f"{host}:{port}")
    elif event == "socket.getaddrinfo":
        _watching[-1].add(f"{arguments[0]}:{arguments[1]}")


sys.addaudithook(_heard)


@contextmanager
def opened_sockets() -> Iterator[set[str]]:
    """``host:port`` of everything that was connected to, or looked up, until the end."""
    seen: set[str] = set()
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)
