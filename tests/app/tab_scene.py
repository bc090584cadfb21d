"""The scene of the customer tab's tests over HTTP."""

from chalicelib.core.settings import AccountDetails, Connection, Settings
from dev.fakes import SET_UP
from dev.fakes.tab import FakeVisit
from tests.app.client import Api
from tests.app.conftest import Parts

HAND_OVER = "/embed/session"
SESSION = "CANARY-5e55ion-of-a-user"
GIVEN = {"tenant": "demo", "customer": "101", "session": SESSION, "nonce": "n" * 43}


def set_up(api: Api, parts: Parts) -> Api:
    """Calls without a token, in a world where one session of the company ``demo`` sees one customer."""
    shown = AccountDetails(shown=True, fields=("Name", "IBAN__c"), reader_fields=("Name",))
    for tenant in ("demo", "autre"):
        connection = Connection(intacct_company=tenant)
        parts.settings.save(tenant, Settings(enabled=True, connection=connection, account_details=shown), 1, SET_UP)
    parts.intacct_door.sessions[SESSION] = FakeVisit("demo", "cmoreau", {101: "C-1", 102: "C-2"})
    return api.as_("")
