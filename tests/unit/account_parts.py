"""An org in memory, and the desk over it, for tests of the account details."""

from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.core.account import AccountField, Sensitivity
from chalicelib.core.principal import Principal, Role
from chalicelib.core.settings import AccountDetails, Connection, Settings
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.account_details import CustomerAccount, customer_account
from dev.fakes import SET_UP, FakeClock, FakeSettingsStore
from dev.fakes.accounts import FakeAccountCache, FakeAccounts, FakeFieldDescriptions

LINK = "Intacct_Customer_Id__c"
ONE, TWO = "001000000000001AAA", "001000000000002AAA"
FIELDS = {
    one.name: one
    for one in (
        AccountField("Id", "Account ID", "id"),
        AccountField(LINK, "Customer id", "string"),
        AccountField("Name", "Name", "string"),
        AccountField("Industry", "Industry", "picklist", labels=(("TECH", "Technology"),)),
        AccountField("AnnualRevenue", "Annual revenue", "currency", scale=0),
        AccountField("BillingAddress", "Billing address", "address"),
        AccountField("BillingCity", "Billing city", "string", compound="BillingAddress"),
        AccountField("OwnerId", "Owner ID", "reference"),
        AccountField("Owner.Name", "Owner", "reference", via="OwnerId"),
        AccountField("IBAN__c", "IBAN", "string", sensitive=Sensitivity.BANK),
    )
}
RECORD: dict[str, Any] = {
    LINK: "C-1",
    "Name": "Boulangerie Duval",
    "Industry": "TECH",
    "AnnualRevenue": 1250000.0,
    "BillingAddress": {"city": "Paris", "postalCode": "75002"},
    "BillingCity": "Paris",
    "OwnerId": "005000000000001AAA",
    "Owner.Name": "Zoé Martin",
}
ALL = ("Name", "Industry", "AnnualRevenue", "BillingAddress", "Owner.Name")


def person(*roles: Role, language: str = "en", tenant: str = "demo") -> Principal:
    return Principal(tenant, "u-1", "Noor Haddad", "noor@client.example", frozenset(roles), language)


ADMIN = person(Role.ADMIN)
READER = person(Role.READER)


@dataclass
class Parts:
    """The fakes behind a desk; ``details`` is the choice saved for the tenant "demo"."""

    details: AccountDetails = field(default_factory=lambda: AccountDetails(shown=True, fields=ALL, currency="EUR"))
    clock: FakeClock = field(default_factory=FakeClock)
    settings: FakeSettingsStore = field(default_factory=FakeSettingsStore)
    descriptions: FakeFieldDescriptions = field(default_factory=FakeFieldDescriptions)
    cache: FakeAccountCache = field(default_factory=FakeAccountCache)

    def __post_init__(self) -> None:
        self.org = FakeAccounts(self.clock, dict(FIELDS), {ONE: dict(RECORD)})
        self.desk = AccountDesk(
            settings=self.settings,
            accounts=lambda _tenant, _settings: self.org,
            descriptions=self.descriptions,
            cache=self.cache,
            formats=BabelFormats(),
            clock=self.clock,
        )
        connection = Connection(salesforce_host="demo.my.salesforce.com")
        self.settings.save("demo", Settings(connection=connection, account_details=self.details), 0, SET_UP)

    def save(self, **changes: Any) -> None:
        """The choice with some of it changed."""
        now = self.settings.current("demo")
        details = replace(now.account_details, **changes)
        self.settings.save("demo", replace(now, account_details=details), now.version, SET_UP)

    def tab(self, who: Principal = ADMIN, customer: str = "C-1", **viewer: Any) -> CustomerAccount:
        return customer_account(self.desk, who, customer, **viewer)

    def calls_of(self, look: Any) -> list[str]:
        """What is sent to Salesforce while ``look()`` runs."""
        before = len(self.org.sent)
        look()
        return self.org.sent[before:]
