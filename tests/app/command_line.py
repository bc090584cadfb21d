"""``python -m passerelle …`` against the served API, as a person types it."""

import io
from dataclasses import dataclass
from typing import NamedTuple

import pytest

from passerelle.__main__ import main
from tests.app.client import Api


class Done(NamedTuple):
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """As an administrator, or as another person; "" has no token. ``typed`` comes from standard input."""

    api: Api
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str, person: str = "admin", typed: str = "") -> Done:
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        token = self.api.as_(person).token if person else ""
        return self.raw("--url", self.api.url, "--token", token, *arguments)

    def raw(self, *arguments: str) -> Done:
        """Without address and token."""
        self.capsys.readouterr()
        # Some runners of tests set it, as if there were a terminal.
        self.monkeypatch.delenv("COLUMNS", raising=False)
        return Done(main(list(arguments)), *self.capsys.readouterr())
