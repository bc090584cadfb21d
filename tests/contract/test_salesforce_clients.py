"""Public Salesforce clients, unchanged, as judges: they must not be able to tell the stand-in from the real thing."""

import asyncio
import json
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from aiosalesforce import Salesforce as AsyncSalesforce
from aiosalesforce.auth import ClientCredentialsFlow
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceExpiredSession, SalesforceMalformedRequest

from dev import salesforce_cli
from dev.emulators.salesforce import SalesforceStandIn
from dev.seed.salesforce import CONSUMER_KEY, CONSUMER_SECRET, seed
from tests.contract.https_proxy import certificate_for, connect_proxy
from tests.contract.salesforce_caller import CLASS, KEY, caller, row

HOST = "passerelle-demo.my.salesforce.com"


@pytest.fixture
def stand_in() -> SalesforceStandIn:
    made = SalesforceStandIn()
    seed(made)
    return made


@pytest.fixture
def proxy(stand_in: SalesforceStandIn, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Where to send what is meant for ``HOST``, and whom to trust for it."""
    tls, authority = certificate_for(HOST, tmp_path)
    with stand_in.serve(tls=tls) as running, connect_proxy(running.port) as address:
        yield address, authority


@pytest.fixture
def simple(stand_in: SalesforceStandIn, proxy: tuple[str, Path]) -> Any:
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"https": proxy[0]}
    session.verify = str(proxy[1])
    token = stand_in.sign_in("demo")
    return Salesforce(instance_url=f"https://{HOST}", session_id=token, session=session, version="66.0")


def test_simple_salesforce_reads_and_writes(simple: Any) -> None:
    assert len(simple.Account.describe()["fields"]) == 71
    assert simple.query("SELECT COUNT() FROM Account")["totalSize"] == 40
    body = {"records": [{"attributes": {"type": CLASS}, **row(1)}, {"attributes": {"type": CLASS}, **row(2)}]}
    results = simple.restful(f"composite/sobjects/{CLASS}/{KEY}", method="PATCH", json=body)
    assert [result["created"] for result in results] == [True, True]
    [found] = simple.query_all(f"SELECT Id FROM {CLASS} WHERE {KEY} = 'class:2'")["records"]
    assert simple.Intacct_Class__c.update(found["Id"], {"Name": "Renamed"}) == 204
    assert simple.Intacct_Class__c.get_by_custom_id(KEY, "class:2")["Name"] == "Renamed"
    assert simple.Intacct_Class__c.upsert(f"{KEY}/class:3", {"Name": "Third"}) == 201
    assert simple.limits()["DailyApiRequests"]["Max"] == 115_000


def test_simple_salesforce_reads_every_page(simple: Any, stand_in: SalesforceStandIn) -> None:
    stand_in.put_many("demo", CLASS, ({KEY: f"class:{n}", "Intacct_Record_No__c": float(n)} for n in range(4_500)))
    soql = f"SELECT Intacct_Record_No__c FROM {CLASS} ORDER BY Intacct_Record_No__c"
    numbers = [record["Intacct_Record_No__c"] for record in simple.query_all_iter(soql)]
    assert numbers == list(range(4_500))
    assert stand_in.calls.report()["by_name"] == {"query": 1, "query_more": 2}


def test_simple_salesforce_sees_refusals_as_its_own(simple: Any, stand_in: SalesforceStandIn) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="No such column"):
        simple.query("SELECT Nope__c FROM Account")
    stand_in.sessions.end_all()
    with pytest.raises(SalesforceExpiredSession):
        simple.query("SELECT Id FROM Account")


def test_simple_salesforce_runs_a_bulk_upsert(simple: Any, stand_in: SalesforceStandIn) -> None:
    records = [{KEY: "class:1", "Name": "Une, deux"}, {KEY: "class:2", "Name": "x" * 81}]
    [job] = simple.bulk2.Intacct_Class__c.upsert(records=records, external_id_field=KEY, wait=0)
    assert (job["numberRecordsTotal"], job["numberRecordsFailed"]) == (2, 1)
    assert "STRING_TOO_LONG" in simple.bulk2.Intacct_Class__c.get_failed_records(job["job_id"])
    assert [record["Name"] for record in stand_in.query("demo", f"SELECT Name FROM {CLASS}")] == ["Une, deux"]


async def _with_aiosalesforce(proxy: str, authority: Path) -> dict[str, Any]:
    verify = ssl.create_default_context(cafile=str(authority))
    async with httpx.AsyncClient(proxy=proxy, verify=verify, trust_env=False) as client:
        auth = ClientCredentialsFlow(CONSUMER_KEY, CONSUMER_SECRET)
        org = AsyncSalesforce(client, f"https://{HOST}", auth, version="66.0")
        made = await org.sobject.create(CLASS, row(1))
        again = await org.sobject.upsert(CLASS, "class:1", KEY, {"Name": "Encore"})
        rows = [{KEY: "class:2", "Name": "Deux", "Full_Name__c": None}]
        jobs = org.bulk_v2.ingest.perform_operation("upsert", CLASS, rows, external_id_field=KEY, polling_interval=0)
        written = [len(job.successful_results) async for job in jobs]
        async with org.composite(all_or_none=False) as batch:
            account = batch.query("SELECT Name, Owner.Name FROM Account WHERE Intacct_Customer_Id__c = 'C-00007'")
        names = [record["Name"] async for record in org.query(f"SELECT Name FROM {CLASS} ORDER BY Name")]
        return {
            "made": made,
            "created": again.created,
            "written": written,
            "owner": account.records[0]["Owner"]["Name"],
            "names": names,
        }


def test_aiosalesforce_signs_in_reads_and_writes(stand_in: SalesforceStandIn, proxy: tuple[str, Path]) -> None:
    done = asyncio.run(_with_aiosalesforce(*proxy))
    assert done.pop("made").startswith("a0")
    assert done == {"created": False, "written": [1], "owner": "Yuki Brandt", "names": ["Deux", "Encore"]}
    assert stand_in.calls.report()["by_name"]["token"] == 1


@pytest.mark.slow
def test_the_salesforce_command_line_signs_in_describes_queries_and_upserts(
    stand_in: SalesforceStandIn, tmp_path: Path
) -> None:
    command = salesforce_cli.installed()
    if command is None:
        pytest.skip("The Salesforce CLI needs Node and npm.")
    with caller(stand_in) as org:

        def sf(*arguments: str) -> Any:
            environment = {**salesforce_cli.environment(tmp_path), "SF_ACCESS_TOKEN": org.token}
            ran = subprocess.run(
                [command, *arguments, "--json"],
                env=environment,
                cwd=tmp_path,
                capture_output=True,
                timeout=salesforce_cli.LONGEST_COMMAND_SECONDS,
                check=False,
            )
            answer = json.loads(ran.stdout)
            return answer.get("result", answer)

        here = ("--target-org", "demo")
        signed_in = sf("org", "login", "access-token", "--instance-url", org.url, "--no-prompt", "--alias", "demo")
        assert signed_in["username"] == "integration@demo.example"
        fields = sf("sobject", "describe", "--sobject", CLASS, *here)["fields"]
        assert KEY in {field["name"] for field in fields}
        soql = "SELECT Name, Owner.Name FROM Account WHERE Intacct_Customer_Id__c = 'C-00007'"
        [account] = sf("data", "query", "--query", soql, *here)["records"]
        assert account["Owner"]["Name"] == "Yuki Brandt"
        (tmp_path / "rows.csv").write_text(f"{KEY},Name\nclass:1,One\nclass:2,{'x' * 81}\n")
        keyed = ("--sobject", CLASS, "--external-id", KEY, "--wait", "2")
        job = sf("data", "upsert", "bulk", "--file", "rows.csv", *keyed, *here)["data"]
        results = sf("data", "bulk", "results", "--job-id", job["jobId"], *here)
        assert (results["successfulRecords"], results["failedRecords"]) == (1, 1)
        assert org.records(f"SELECT Name FROM {CLASS}") == [{"Name": "One"}]
