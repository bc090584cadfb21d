"""What the commands show: lines, notes and tables, with nothing in them that a terminal would obey."""

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPED_WIDTH = 200
"""Columns of a table that goes into a file or another program."""
# Control characters but the line feed, and those that turn the direction of writing: names come from other systems.
_OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Screen:
    """Standard output, and for ``note`` standard error."""

    def __init__(self) -> None:
        self.console = _console(stderr=False)

    def say(self, *lines: str) -> None:
        _print(self.console, lines)

    def note(self, *lines: str) -> None:
        """Beside what a program may read."""
        _print(_console(stderr=True), lines)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=any(columns))
        for name in columns:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(Text(plain(cell)) for cell in row))
        self.console.print(table)

    def write(self, content: bytes) -> None:
        """As it is, for a program or a file."""
        sys.stdout.buffer.write(content)


def plain(text: str) -> str:
    return _OBEYED.sub(" ", text)


def minute(moment: str) -> str:
    """The API's ``2026-11-24T12:46:57.2Z`` as people read it; it is UTC."""
    return moment[:16].replace("T", " ")


def told(trouble: Mapping[str, str]) -> list[str]:
    """What is wrong, and what to do about it; some troubles pass by themselves and have no remedy."""
    return [trouble["detail"], *([f"What to do: {trouble['remedy']}"] if trouble["remedy"] else [])]


def _print(console: Console, lines: Iterable[str]) -> None:
    for line in lines:
        console.print(Text(plain(line)), soft_wrap=True)


def _console(stderr: bool) -> Console:
    piped = not (sys.stderr if stderr else sys.stdout).isatty() and "COLUMNS" not in os.environ
    return Console(stderr=stderr, highlight=False, width=PIPED_WIDTH if piped else None)
