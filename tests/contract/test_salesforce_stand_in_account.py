"""The Salesforce stand-in shows Accounts as Salesforce does, narrow and wide."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from dev.emulators.salesforce import SalesforceStandIn
from dev.seed.salesforce import SHARED, seed
from tests.contract.salesforce_caller import Caller, bare, caller


@pytest.fixture(scope="module")
def org() -> Iterator[Caller]:
    stand_in = SalesforceStandIn()
    seed(stand_in)
    with caller(stand_in) as signed_in:
        yield signed_in


def account_id(org: Caller, customer: str = "C-00007") -> str:
    [found] = org.records(f"SELECT Id FROM Account WHERE Intacct_Customer_Id__c = '{customer}'")
    return str(found["Id"])


def described(org: Caller) -> dict[str, dict[str, Any]]:
    fields = org.call("GET", "/sobjects/Account/describe").json()["fields"]
    return {field["name"]: field for field in fields}


def test_the_demonstration_has_customers_with_and_without_accounts(org: Caller) -> None:
    linked = org.records("SELECT Intacct_Customer_Id__c FROM Account WHERE Intacct_Customer_Id__c != null")
    assert len(linked) == 34
    assert org.query("SELECT COUNT() FROM Account").json()["totalSize"] == 40
    shared = org.records(f"SELECT Name FROM Account WHERE ia_crm__IntacctID__c = '{SHARED}'")
    assert len(shared) == 2


def test_one_account_is_read_with_its_compound_address(org: Caller) -> None:
    answer = org.call("GET", f"/sobjects/Account/{account_id(org)}?fields=Name,BillingAddress,AnnualRevenue")
    assert bare(answer.json()) == {
        "Name": "Groupe Valmont – Distribution – Sud",
        "BillingAddress": {
            "city": "Paris",
            "country": "France",
            "geocodeAccuracy": None,
            "latitude": 48.8675,
            "longitude": 2.3439,
            "postalCode": "75002",
            "state": None,
            "street": "12 rue des Lilas",
        },
        "AnnualRevenue": 8_750_000.0,
        "Id": account_id(org),
    }


def test_an_account_that_has_not_changed_is_not_sent_again(org: Caller) -> None:
    path = f"/sobjects/Account/{account_id(org, 'C-00002')}?fields=Name,Phone"
    tag = org.call("GET", path).headers["ETag"]
    unchanged = org.call("GET", path, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    org.call("PATCH", f"/sobjects/Account/{account_id(org, 'C-00002')}", json={"Phone": "+33 9"})
    assert org.call("GET", path, headers={"If-None-Match": tag}).json()["Phone"] == "+33 9"


@pytest.mark.parametrize("field", ["Nope__c", "Owner.Name"])
def test_a_field_that_is_not_there_refuses_the_whole_read(org: Caller, field: str) -> None:
    answer = org.call("GET", f"/sobjects/Account/{account_id(org)}?fields=Name,{field}")
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_FIELD")


@pytest.mark.parametrize(("record_id", "status"), [("0015e0000000999AAA", 404), ("nonsense", 400)])
def test_an_account_that_is_not_there_is_said_so(org: Caller, record_id: str, status: int) -> None:
    assert org.call("GET", f"/sobjects/Account/{record_id}").status_code == status


def test_owner_record_type_and_parent_are_read_by_query(org: Caller) -> None:
    soql = "SELECT Owner.Name, RecordType.Name, Parent.Name, Parent.Parent.Name, toLabel(Industry) FROM Account"
    [found] = org.records(f"{soql} WHERE Intacct_Customer_Id__c = 'C-00007'")
    assert found == {
        "Owner": {"Name": "Yuki Brandt"},
        "RecordType": {"Name": "Customer"},
        "Parent": {"Name": "Groupe Valmont – Distribution", "Parent": {"Name": "Groupe\u00a0Valmont"}},
        "Industry": "Healthcare",
    }


def test_the_account_has_71_fields_or_800_of_every_type(org: Caller) -> None:
    assert len(described(org)) == 71
    org.order("wide_account", {"on": True})
    fields = described(org)
    types = {field["type"] for field in fields.values()}
    assert len(fields) == 800
    assert types >= {"address", "location", "encryptedstring", "multipicklist", "time", "percent", "reference", "url"}
    assert any(field["htmlFormatted"] and field["calculated"] for field in fields.values())
    assert any(not choice["active"] for field in fields.values() for choice in field["picklistValues"])
    org.order("wide_account", {"on": False})
    assert len(described(org)) == 71


def test_800_fields_are_read_at_once_through_composite(org: Caller) -> None:
    org.order("wide_account", {"on": True})
    fields = described(org)
    soql = f"SELECT {','.join(fields)} FROM Account WHERE Id = '{account_id(org)}'"
    url = f"/services/data/v66.0/query?q={quote(soql)}"
    owner = "/services/data/v66.0/sobjects/User/@{account.records[0].OwnerId}?fields=Name"
    asked = [
        {"method": "GET", "url": url, "referenceId": "account"},
        {"method": "GET", "url": owner, "referenceId": "owner"},
        {"method": "GET", "url": "/services/data/v66.0/query?q=SELECT+Nope+FROM+Account", "referenceId": "bad"},
    ]
    before = org.calls()["total"]
    parts = org.call("POST", "/composite", json={"compositeRequest": asked}).json()["compositeResponse"]
    assert org.calls()["total"] == before + 1
    [record] = parts[0]["body"]["records"]
    assert set(bare(record)) == set(fields)
    assert record["ia_crm__Secret_019__c"] == "*" * 13
    assert set(record["Site_021__c"]) == {"latitude", "longitude"}
    assert parts[1]["body"]["Name"] == "Yuki Brandt"
    assert (parts[2]["httpStatusCode"], parts[2]["body"][0]["errorCode"]) == (400, "INVALID_FIELD")
    org.order("wide_account", {"on": False})


def test_composite_takes_five_queries_and_no_more(org: Caller) -> None:
    asked = [{"method": "GET", "url": "/services/data/v66.0/query?q=x", "referenceId": f"r{n}"} for n in range(6)]
    assert org.call("POST", "/composite", json={"compositeRequest": asked}).status_code == 400
