"""Child processes of the local stack: started on free ports, ended with us."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

START_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass(slots=True)
class Processes:
    """The children; leaving the ``with`` block ends them, and so does our own death (see dev/watched.py)."""

    children: list[subprocess.Popen[str]] = field(default_factory=list)

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.children:
            if child.stdin:
                child.stdin.close()
        for child in self.children:
            try:
                child.wait(timeout=8)
            except subprocess.TimeoutExpired:
                child.kill()

    def start(self, *command: str, env: dict[str, str] | None = None, quiet: bool = False) -> "subprocess.Popen[str]":
        watched = [sys.executable, "-m", "dev.watched", *command]
        output = subprocess.DEVNULL if quiet else None
        child = subprocess.Popen(
            watched,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            env={**os.environ, **(env or {})},
        )
        self.children.append(child)
        return child

    def stand_in(self, name: str, port: int, *arguments: str) -> str:
        """Start one stand-in and return its address, read from the line that it prints when ready."""
        child = self.start(sys.executable, "-m", "dev.emulators", name, "--port", str(port), *arguments)
        assert child.stdout is not None
        line = child.stdout.readline()
        if not line:
            raise RuntimeError(f"The {name} stand-in did not start; see its error above.")
        _drain(child)
        return str(json.loads(line)["url"])

    def ministack(self, port: int, **more: str) -> str:
        """Start the AWS stand-in (https://pypi.org/project/ministack) and wait until it answers.

        ``more`` is further environment of it, as its documentation names it.
        """
        env = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "0",
            "MINISTACK_ACCOUNT_ID": "123456789012",
            **more,
        }
        child = self.start(sys.executable, "-m", "ministack", env=env, quiet=True)
        _drain(child)
        url = f"http://127.0.0.1:{port}"
        _wait_for(url + "/_ministack/health", child)
        return url


def _drain(child: "subprocess.Popen[str]") -> None:
    """A full pipe would stop the child."""
    output = child.stdout
    assert output is not None
    threading.Thread(target=lambda: [None for _ in output], daemon=True).start()


def _wait_for(url: str, child: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if child.poll() is not None:
            raise RuntimeError(f"The service at {url} ended with code {child.returncode} instead of starting.")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The service at {url} did not start within {START_SECONDS:.0f} s.")
