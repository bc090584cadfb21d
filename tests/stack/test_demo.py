"""``make demo`` as a newcomer runs it: it ends well, says so, and leaves nothing behind."""

import os
import socket
import subprocess
import sys

import pytest

from dev.stack.processes import free_port, port_taken


@pytest.mark.slow
def test_the_demonstration_ends_well() -> None:
    port = free_port()
    environment = {**os.environ, "PASSERELLE_PORT": str(port)}
    command = [sys.executable, "-m", "dev.demo", "--once"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12,000 created" in done.stdout
    assert "120 updated" in done.stdout
    assert "stood in Salesforce" in done.stdout
    assert "To: camille.moreau@demo.example" in done.stdout
    assert "Toutes les listes" in done.stdout
    assert "Subject: Passerelle: Employee" in done.stdout
    assert "{" not in done.stdout, "a log line found its way to the newcomer"
    assert done.stderr == ""
    assert not port_taken(port)


def test_a_second_start_says_what_is_the_matter() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        environment = {**os.environ, "PASSERELLE_PORT": str(port)}
        command = [sys.executable, "-m", "dev.demo", "--once"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stdout
    assert "PASSERELLE_PORT=" in done.stdout
