"""Secrets stay in Secrets Manager, whatever the vendors do and repeat; names stay out of logs and queues."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.mark.slow
def test_no_secret_and_no_name_comes_out_where_it_should_not(record_property: Callable[[str, object], None]) -> None:
    command = [sys.executable, "-m", "tests.stack.leaks"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["secrets"] == []
    assert report["names"] == []
    # The test can fail: everything was heard, every kind of secret was looked for, the name does pass by, and the
    # vendors did refuse in all these ways.
    assert {"answer", "aws:dynamodb", "aws:sqs", "aws:sesv2", "log"} <= report["heard"].keys()
    kinds = " ".join(report["looked_for"])
    assert all(
        part in kinds
        for part in ("access_token", "intacct-token", "salesforce-token", "private key", "a session", "a pass")
    )
    assert report["name_was_stored"]
    assert {
        "DONE",
        "FAILED intacct_refused",
        "FAILED intacct_sign_in",
        "FAILED intacct_not_allowed",
        "FAILED salesforce_sign_in",
        "CANCELLED cancelled",
    } <= set(report["endings"])
    heard = sum(report["heard"].values())
    record_property(
        "figure", f"{len(report['looked_for'])} secrets, looked for in {heard:,} answers, calls and log lines"
    )
