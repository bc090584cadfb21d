"""One changed record, from the Intacct stand-in to the Salesforce stand-in, through everything between."""

from dev.single_record import change_one_department
from dev.stack.people import token_for
from passerelle.api import Api
from tests.stack.conftest import Stack


def test_a_change_in_intacct_arrives_in_salesforce_by_itself(stack: Stack) -> None:
    arrival = change_one_department(stack.intacct_url, stack.salesforce_url)
    assert arrival.seconds < 30
    api = Api(stack.api_url, token_for(stack.oidc_url, "camille"))
    [department] = [one for one in api.get("/lists")["lists"] if one["key"] == "department"]
    assert department["single_records"]["written"] >= 1
    assert department["last_run"] is None or department["last_run"]["state"] != "FAILED"
