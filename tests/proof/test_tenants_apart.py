"""One warm process serves tenants whose runs, lists, rows, customers and requests are all called the same."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.access_tokens import AccessToken, SignedOut, SignIns
from chalicelib.adapters.access_tokens_shared import SharedTokens
from chalicelib.adapters.account_cache import DynamoAccountCache
from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_leases import DynamoLeases
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.secrets import AwsSecrets
from chalicelib.core.account_state import Remembered
from chalicelib.core.counts import Trouble
from chalicelib.core.run import Requester, State
from chalicelib.core.settings import Connection, Settings
from chalicelib.ports.account import AccountKey
from dev.fakes import SET_UP, FakeClock
from tests.contract.run_values import a_run, planned, progress, report
from tests.proof.simulator.dynamodb import DynamoDB, drop_table, new_table

EXAMPLES = 5000
TENANTS = ("acme", "acme#R#01RUN", "acme/intacct", "acme-token", "ACME", "acme#A", "T#acme", "acme%23R", "bravo")
"""Some are what a key of another would be, were it put together carelessly."""
LIST = "department"


def canary(tenant: str) -> str:
    """What stands in everything that is this tenant's."""
    return f"<canary {TENANTS.index(tenant)}>"


class Vault:
    """Secrets Manager, in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_secret_value(self, SecretId: str) -> Mapping[str, str]:  # noqa: N803 - as boto3 calls it
        return {"SecretString": self._known(SecretId)}

    def update_secret(self, SecretId: str, SecretString: str, **_: Any) -> None:  # noqa: N803
        self._known(SecretId)
        self.kept[SecretId] = SecretString

    def create_secret(self, Name: str, SecretString: str, **_: Any) -> None:  # noqa: N803
        self.kept[Name] = SecretString

    def _known(self, name: str) -> str:
        if name not in self.kept:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException", "Message": name}}, "GetSecretValue")
        return self.kept[name]


@dataclass
class Door:
    """Signs a tenant in to a system that all of them call the same, as a user that they call the same."""

    tenant: str
    clock: FakeClock
    secrets: AwsSecrets
    given: Iterator[int] = field(default_factory=lambda: count(1))
    ended: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return "intacct", self.tenant, "ws_sync"

    def __call__(self) -> AccessToken:
        client = self.secrets.get(self.tenant, "intacct")["client_id"]
        self.ended = False
        return AccessToken(f"token-{next(self.given)}-of-{client}", self.clock.now() + timedelta(minutes=30))

    def read(self, token: AccessToken) -> str:
        if self.ended:
            self.ended = False
            raise SignedOut
        return token.value


class Process:
    """What one execution environment of the product keeps while it serves one tenant after the other."""

    def __init__(self, client: DynamoDB) -> None:
        self.clock = FakeClock()
        table = Table(cast(Any, client), client.table, self.clock, Random(1))
        self.runs, self.settings, self.notices = DynamoRuns(table), DynamoSettings(table), DynamoNotices(table)
        self.accounts = DynamoAccountCache(table)
        self.secrets = AwsSecrets(cast(Any, Vault()), self.clock)
        self.sign_ins = SignIns(self.clock, SharedTokens(self.secrets, DynamoLeases(table), self.clock))
        self.doors = {tenant: Door(tenant, self.clock, self.secrets) for tenant in TENANTS}

    def move_in(self, tenant: str) -> None:
        """A run with failed rows, settings, credentials, an Account and a row that was told of."""
        mine = canary(tenant)
        self.secrets.put(tenant, "intacct", {"client_id": mine.replace(" ", "_"), "client_secret": mine})
        self.settings.save(tenant, Settings(enabled=True, connection=Connection(mine, "ws_sync")), 0, SET_UP)
        requester = Requester("user-1", mine, "camille@example.test", "fr")
        run = planned(self.runs, tenant=tenant, requester=requester)
        self.runs.start(replace(run, id="02RUN"), "key-1", "hash")
        self.runs.put_rows(run, 1, 0, [report(1, message=mine)])
        assert self.runs.put_progress(run, progress(1, trouble=Trouble(mine, mine, "")), None)
        key = AccountKey(tenant, "CUST-1", "choice")
        lease = self.accounts.lease(key, self.clock.now())
        assert lease
        self.accounts.put(key, lease, Remembered(trouble=Trouble(mine, mine, ""), tried_at=self.clock.now()))
        self.notices.remember(tenant, "request-1", mine, self.clock.now())
        self.notices.keep(tenant, LIST, mine, self.clock.now())

    def looks(self) -> Mapping[str, Callable[[str], object]]:
        """Every way to ask for something by names that all tenants share; each answer shows whose it is."""
        runs, now = self.runs, self.clock.now()
        run = a_run()
        return {
            "run": lambda t: runs.get(t, "01RUN"),
            "runs": lambda t: runs.page(t, LIST, State.RUNNING, 10, ""),
            "last run": lambda t: runs.last_run(t, LIST),
            "answered": lambda t: runs.answered(t, "key-1", "hash", now),
            "joined": lambda t: runs.start(a_run("03RUN", tenant=t)).run,
            "rows": lambda t: runs.rows(replace(run, tenant=t), None, 100, "").rows,
            "progress": lambda t: runs.progress(replace(run, tenant=t), 1),
            "all progress": lambda t: runs.all_progress(replace(run, tenant=t)),
            "settings": lambda t: self.settings.current(t),
            "pinned settings": lambda t: self.settings.version(t, 1),
            "secret": lambda t: self.secrets.get(t, "intacct"),
            "secret, fresh": lambda t: self.secrets.get(t, "intacct", fresh=True),
            "token": lambda t: self.sign_ins.call(self.doors[t], self.doors[t].read),
            "account": lambda t: self.accounts.get(AccountKey(t, "CUST-1", "choice")),
            "notice": lambda t: self.notices.answered(t, "request-1", now),
            "kept rows": lambda t: self.notices.kept(t, LIST, 10, now),
        }

    def something_happens(self, random: Random) -> None:
        """Between two calls: tokens end, credentials are replaced by others of the same tenant, time passes."""
        tenant = random.choice(TENANTS)
        match random.randrange(3):
            case 0:
                self.doors[tenant].ended = True
            case 1:
                mine = canary(tenant)
                secret = {"client_id": mine.replace(" ", "_"), "client_secret": f"{mine}{random.random()}"}
                self.secrets.put(tenant, "intacct", secret)
            case 2:
                self.clock.advance(random.choice((1, 60, 400)))


@pytest.fixture
def process() -> Iterator[Process]:
    client = DynamoDB(new_table())
    yield Process(client)
    drop_table(client.table)


def serve(process: Process, examples: int) -> None:
    """Answer so many calls of tenants drawn by luck, and see whose each answer is."""
    for tenant in TENANTS:
        process.move_in(tenant)
    random, looks = Random(45), process.looks()
    for _ in range(examples):
        tenant, what = random.choice(TENANTS), random.choice(list(looks))
        if random.random() < 0.2:
            process.something_happens(random)
        answer = repr(looks[what](tenant)).replace("_", " ")
        assert canary(tenant) in answer, f"{what} of {tenant} is not its own"
        leaked = [other for other in TENANTS if other != tenant and canary(other) in answer]
        assert not leaked, f"{what} of {tenant} shows {leaked}"


def test_no_answer_of_a_warm_process_is_another_tenants(
    process: Process, record_property: Callable[[str, object], None]
) -> None:
    serve(process, EXAMPLES)
    record_property("figure", f"{EXAMPLES:,} calls for {len(TENANTS)} tenants, no leak")


class _OneForAll(Door):
    """The mistake: what is kept of a sign-in does not say for whom."""

    @property
    def key(self) -> tuple[str, ...]:
        return "intacct", TENANTS[0], "ws_sync"


def test_a_token_kept_for_whoever_comes_next_would_be_seen(process: Process) -> None:
    process.doors = {one: _OneForAll(one, process.clock, process.secrets) for one in TENANTS}
    with pytest.raises(AssertionError, match="token of"):
        serve(process, EXAMPLES)
