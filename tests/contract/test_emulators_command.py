"""``python -m dev.emulators`` runs a stand-in until it is told to stop."""

import json
import signal
import subprocess
import sys

import pytest
import requests


@pytest.mark.parametrize(
    ("kind", "path", "status"),
    [("intacct", "/ia/api/v1/services/core/model", 401), ("oidc", "/.well-known/openid-configuration", 200)],
)
def test_it_says_where_it_listens_and_ends_well_on_request(kind: str, path: str, status: int) -> None:
    command = [sys.executable, "-m", "dev.emulators", kind, "--seed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = json.loads(process.stdout.readline())["url"]
            assert requests.get(url + path, timeout=5).status_code == status
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()
