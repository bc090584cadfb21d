"""What must hold when a run has ended whose processes were killed."""

import csv
import io
import time
from collections.abc import Mapping
from typing import Any

from chalicelib.adapters import dynamodb_keys as keys
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.compare import compare
from chalicelib.core.lists import ManagedList
from chalicelib.core.ranges import Selection
from chalicelib.core.run import ALL_LISTS
from chalicelib.usecases.resync.windows import wanted_rows
from chalicelib.wiring import Wiring
from dev.stack.apart import Surroundings
from dev.stack.mailbox import sent_mails
from dev.stack.surroundings import ACCOUNT
from passerelle.follow import TERMINAL_STATES
from tests.conftest import AwsAccount
from tests.contract.real_adapters import TENANT, Connected

WAIT_SECONDS = 90.0
OUTCOMES = ("created", "updated", "unchanged", "failed", "gone")


def judge(around: Surroundings, run: dict[str, Any], mails_before: int, **expected: int) -> None:
    """Raises AssertionError where a row is lost, a total untrue, a mail missing or one too many, or a lock left.

    ``expected`` are the totals apart from what was read: those not named are 0.
    """
    assert run["state"] == "DONE", run
    _judge_totals(around, run, expected)
    _judge_rows(around, run)
    _judge_mail(around, run["id"], mails_before)
    _judge_lock(around, run)


def lists_of(around: Surroundings, run: dict[str, Any]) -> tuple[ManagedList, ...]:
    lists = Wiring(around.environment).catalogue.lists
    return tuple(one for one in lists if run["list"] in (one.key, ALL_LISTS))


def _judge_totals(around: Surroundings, run: dict[str, Any], expected: Mapping[str, int]) -> None:
    """Each row is counted once, for what this run made of it, and told so in the row list."""
    api = around.api()
    assert {name: run["totals"][name] for name in OUTCOMES} == {name: expected.get(name, 0) for name in OUTCOMES}
    children = [api.get(f"/runs/{child['run']}") for child in run["children"]]
    assert [child["list"] for child in children] == [one.key for one in lists_of(around, run) if children]
    for one in children or [run]:
        assert one["state"] == "DONE", one
        counts, rows = one["totals"], b"".join(api.rows_as_csv(one["id"], None)).decode("utf-8-sig")
        listed = [row["key"] for row in csv.DictReader(io.StringIO(rows))]
        assert counts["read"] == sum(counts[name] for name in OUTCOMES if name != "gone")
        assert len(listed) == len(set(listed)) == counts["created"] + counts["updated"], one["list"]
    if children:
        assert all(number == sum(one["totals"][name] for one in children) for name, number in run["totals"].items())


def _judge_rows(around: Surroundings, run: dict[str, Any]) -> None:
    """The lists read the same on both sides, links included."""
    link = Connected(around.urls.intacct_url, around.urls.salesforce_url)
    intacct, salesforce, read = link.intacct(), link.salesforce(), 0
    for one in lists_of(around, run):
        wanted = list(wanted_rows(intacct, one, Selection(), 4000))
        there = {row.key: row for row in salesforce.rows(one, Selection())}
        compared = compare(wanted, there)
        assert not compared.changes, (one.key, compared.changes[:3])
        assert len(there) == len(wanted), one.key
        read += len(wanted)
    assert read == run["totals"]["read"]


def _judge_mail(around: Surroundings, run_id: str, mails_before: int) -> None:
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
    assert len(sent_mails(around.urls.aws_url)) == mails_before + sent, "a mail of another run"


def _judge_lock(around: Surroundings, run: dict[str, Any]) -> None:
    """One run came of all that pressing; the next one starts, and finds nothing to write."""
    api = around.api()
    assert [one["id"] for one in api.get("/runs", list=run["list"])["runs"] if not one["parent"]] == [run["id"]]
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
