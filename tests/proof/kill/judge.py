"""What must hold when a run has ended whose processes were killed."""

import csv
import io
import time
from typing import Any

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.compare import compare
from chalicelib.core.lists import Catalogue
from chalicelib.core.ranges import Selection
from chalicelib.usecases.resync.windows import wanted_rows
from chalicelib.wiring import Wiring
from dev.stack.mailbox import sent_mails
from dev.stack.surroundings import ACCOUNT
from passerelle.follow import TERMINAL_STATES
from tests.conftest import AwsAccount
from tests.contract.real_adapters import TENANT, Connected
from tests.proof.kill.stack import Surroundings

WAIT_SECONDS = 90.0


def judge(around: Surroundings, run: dict[str, Any]) -> None:
    """Raises AssertionError where a row is lost, a total untrue, a mail missing or one too many, or a lock left."""
    _judge_totals(around, run)
    _judge_rows(around, run)
    _judge_mail(around, run["id"])
    _judge_lock(around, run)


def catalogue(around: Surroundings) -> Catalogue:
    return Wiring(around.environment).catalogue


def _judge_totals(around: Surroundings, run: dict[str, Any]) -> None:
    """Salesforce was empty: every row was created, once, and is told so."""
    api, totals = around.api(), run["totals"]
    assert run["state"] == "DONE", run
    children = [api.get(f"/runs/{child['run']}") for child in run["children"]]
    assert [child["list"] for child in children] == [one.key for one in catalogue(around).lists]
    assert {child["state"] for child in children} == {"DONE"}
    for name, number in totals.items():
        assert number == sum(child["totals"][name] for child in children), name
    for child in children:
        counts = child["totals"]
        assert counts["read"] == counts["created"], child
        assert [counts[name] for name in ("updated", "unchanged", "failed", "gone")] == [0, 0, 0, 0], child
        rows = csv.DictReader(io.StringIO(b"".join(api.rows_as_csv(child["id"], None)).decode("utf-8-sig")))
        listed = [row["key"] for row in rows]
        assert len(listed) == len(set(listed)) == counts["created"], child["list"]


def _judge_rows(around: Surroundings, run: dict[str, Any]) -> None:
    """Every list reads the same on both sides, links included."""
    link = Connected(around.urls.intacct_url, around.urls.salesforce_url)
    intacct, salesforce, read = link.intacct(), link.salesforce(), 0
    for one in catalogue(around).lists:
        wanted = list(wanted_rows(intacct, one, Selection(), 4000))
        there = {row.key: row for row in salesforce.rows(one, Selection())}
        compared = compare(wanted, there)
        assert not compared.changes, (one.key, compared.changes[:3])
        assert len(there) == len(wanted), one.key
        read += len(wanted)
    assert read == run["totals"]["read"]


def _judge_mail(around: Surroundings, run_id: str) -> None:
    """One; a second where the outbox knows of a second try, as nobody could know whether the first one went."""
    client = AwsAccount(around.urls.aws_url, ACCOUNT).client("dynamodb")
    table, until = Table(client, around.environment["PASSERELLE_TABLE"], SystemClock()), time.monotonic() + WAIT_SECONDS
    mail = table.get(keys.mail_key(TENANT, run_id)) or {}
    while mail.get("state") not in ("SENT", "UNKNOWN") and time.monotonic() < until:
        time.sleep(0.1)
        mail = table.get(keys.mail_key(TENANT, run_id)) or {}
    sent = sum(f"/runs/{run_id}" in one.text for one in sent_mails(around.urls.aws_url))
    well = sent == 1 or (sent == 2 and mail["attempt"] == 2) or (sent == 0 and mail["state"] == "UNKNOWN")
    assert well, (sent, mail)
    assert len(sent_mails(around.urls.aws_url)) == sent, "a mail of another run"


def _judge_lock(around: Surroundings, run: dict[str, Any]) -> None:
    """One run came of all that pressing; the next one starts, and finds nothing to write."""
    api = around.api()
    assert [one["id"] for one in api.get("/runs", list="all")["runs"]] == [run["id"]]
    written = around.rows_written()
    started = api.post("/lists/employee/runs", {"mode": "full"})
    assert not started["joined"]
    following, until = started["run"], time.monotonic() + WAIT_SECONDS
    while following["state"] not in TERMINAL_STATES and time.monotonic() < until:
        time.sleep(0.1)
        following = api.get(f"/runs/{following['id']}")
    assert following["state"] == "DONE", following
    assert following["totals"]["unchanged"] == following["totals"]["read"] > 0, following
    assert around.rows_written() == written
