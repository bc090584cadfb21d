"""What the bench compares Passerelle with works: each brings a small list over whole, with the calls that it must."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import salesforce_cli
from dev.bench.bench_list import BenchList
from dev.emulators.intacct import IntacctStandIn
from dev.emulators.salesforce import SalesforceStandIn
from dev.emulators.salesforce.bulk_ingest import Pace
from dev.seed.salesforce import seed as seed_salesforce
from tests.contract.intacct_caller import seeded

ROWS = 450


@pytest.fixture
def salesforce() -> SalesforceStandIn:
    made = SalesforceStandIn()
    seed_salesforce(made)
    return made


@pytest.fixture
def bench_list(salesforce: SalesforceStandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[BenchList]:
    intacct: IntacctStandIn = seeded()
    with intacct.serve() as one, salesforce.serve() as other:
        made = BenchList(one.url, other.url, ROWS)
        made.make()
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


def run(name: str, **environment: str) -> None:
    command = [sys.executable, "-m", f"dev.bench.rivals.{name}"]
    subprocess.run(command, check=True, timeout=300, env={**os.environ, **environment})


def test_the_collections_script_writes_all_rows_each_time(bench_list: BenchList, salesforce: SalesforceStandIn) -> None:
    for rows_written in (ROWS, 2 * ROWS):
        run("by_collections")
        bench_list.check()
        assert bench_list.counted().rows_written == rows_written
        bench_list.touch(0.01)
    assert salesforce.calls.report()["by_name"] == {"token": 2, "collections_upsert": 2 * 3}


def test_the_bulk_script_writes_all_rows_by_one_job(bench_list: BenchList, salesforce: SalesforceStandIn) -> None:
    salesforce.bulk_pace = Pace(0, 0)
    run("by_bulk")
    bench_list.check()
    assert bench_list.counted().rows_written == ROWS
    called = salesforce.calls.report()["by_name"]
    assert called.pop("bulk_poll") >= 2
    assert called == {"token": 1, "bulk_create": 1, "bulk_upload": 1, "bulk_close": 1}


@pytest.mark.slow
def test_the_salesforce_cli_upserts_the_csv_of_all_rows(
    bench_list: BenchList, salesforce: SalesforceStandIn, tmp_path: Path
) -> None:
    command = salesforce_cli.installed()
    if command is None:
        pytest.skip("The Salesforce CLI needs Node and npm.")
    salesforce.bulk_pace = Pace(0, 0)
    salesforce_cli.signed_in(command, tmp_path, bench_list.salesforce_url, salesforce.sign_in("demo"))
    bench_list.reset_calls()
    run("by_cli", SF=command, SF_ORG=salesforce_cli.ALIAS, **salesforce_cli.environment(tmp_path))
    bench_list.check()
    assert bench_list.counted().rows_written == ROWS
    called = salesforce.calls.report()["by_name"]
    assert (called["bulk_create"], called["bulk_upload"], called["bulk_close"]) == (1, 1, 1)
