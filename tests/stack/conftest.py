"""One local stack for the tests that speak to it from outside, as a person at a terminal does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dev.stack.people import token_for
from dev.stack.processes import free_port


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack in a process of its own, and the command line against it."""

    api_url: str
    aws_url: str
    intacct_url: str
    salesforce_url: str
    oidc_url: str
    intacct_ui_url: str

    def passerelle(self, *arguments: str, person: str = "camille") -> "subprocess.CompletedProcess[str]":
        """``python -m passerelle …`` as this person."""
        environment = {
            **{name: value for name, value in os.environ.items() if name != "COLUMNS"},
            "PASSERELLE_URL": self.api_url,
            "PASSERELLE_TOKEN": token_for(self.oidc_url, person) if person else "",
        }
        command = [sys.executable, "-m", "passerelle", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    environment = {**os.environ, "PASSERELLE_PORT": str(free_port())}
    command = [sys.executable, "-m", "dev.stack"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Stack(**json.loads(process.stdout.readline()))
        finally:
            process.terminate()
            process.wait(timeout=30)
