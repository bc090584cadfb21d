"""The wiring: everything from the environment, each thing once, and a sentence where something is missing."""

from pathlib import Path

import pytest

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.ses import SesMailer
from chalicelib.adapters.sqs import SqsQueue
from chalicelib.core.errors import BadRequest, NeedsAdmin, NotSignedIn, TryAgain
from chalicelib.core.principal import Role
from chalicelib.core.settings import Connection, Settings
from chalicelib.wiring import Wiring
from dev.emulators.oidc.app import AUDIENCE, OidcStandIn

ENVIRONMENT = {
    "PASSERELLE_TABLE": "passerelle",
    "PASSERELLE_QUEUE_PLAN": "http://127.0.0.1:1/plan",
    "PASSERELLE_QUEUE_RANGE": "http://127.0.0.1:1/range",
    "PASSERELLE_QUEUE_MAIL": "http://127.0.0.1:1/mail",
    "PASSERELLE_QUEUE_ROWS": "http://127.0.0.1:1/rows",
    "PASSERELLE_MAIL_FROM": "passerelle@example.com",
    "PASSERELLE_CONSOLE_URL": "https://passerelle.example",
    "PASSERELLE_ISSUER": "https://sign-in.example/pool",
    "PASSERELLE_AUDIENCE": "console, command-line",
}
OWN_LIST = """
[[lists]]
key = "class"
label = { en = "Our classes" }
salesforce = "Our_Class__c"
sources = [{ object = "company-config/class" }]

[[user_defined_dimensions]]
object = "platform-apps/nsp::market_segment"
label = { en = "Market segment" }
"""


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """The AWS SDK reads its own part of the environment; no call is made here."""
    for name, value in (("DEFAULT_REGION", "eu-west-3"), ("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test")):
        monkeypatch.setenv(f"AWS_{name}", value)


def test_the_world_is_built_once_of_the_real_adapters() -> None:
    wiring = Wiring(ENVIRONMENT)
    world = wiring.world
    assert wiring.world is world
    assert (world.runs, world.clock, world.catalogue) == (wiring.runs, wiring.clock, wiring.catalogue)
    assert isinstance(world.runs, DynamoRuns)
    assert isinstance(world.queue, SqsQueue)
    assert isinstance(world.mailer, SesMailer)
    assert wiring.tokens is wiring.tokens


def test_run_numbers_are_ulids_that_grow() -> None:
    new_id = Wiring({}).new_id
    numbers = [new_id() for _ in range(50)]
    assert len(set(numbers)) == 50
    assert all(len(number) == 26 for number in numbers)
    assert [number[:10] for number in numbers] == sorted(number[:10] for number in numbers)


def test_the_deployment_says_how_often_people_may_start_a_list() -> None:
    assert Wiring(ENVIRONMENT).pace_desk.starts.most == 10
    assert Wiring({**ENVIRONMENT, "PASSERELLE_STARTS_AN_HOUR": "25"}).pace_desk.starts.most == 25


@pytest.mark.parametrize("number", ["0", "-1", "ten", "1.5", "٣", "9" * 400, " 5"])
def test_a_number_that_is_none_is_refused_by_its_name(number: str) -> None:
    with pytest.raises(NeedsAdmin, match="PASSERELLE_STARTS_AN_HOUR"):
        _ = Wiring({**ENVIRONMENT, "PASSERELLE_STARTS_AN_HOUR": number}).pace_desk


@pytest.mark.parametrize("missing", ENVIRONMENT)
def test_a_missing_variable_is_named(missing: str) -> None:
    wiring = Wiring({name: value for name, value in ENVIRONMENT.items() if name != missing})
    with pytest.raises(NeedsAdmin) as refused:
        _ = (wiring.world, wiring.tokens)
    assert missing in refused.value.detail


def test_the_operators_own_lists_stand_beside_and_before_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "lists.toml"
    own.write_text(OWN_LIST)
    catalogue = Wiring({"PASSERELLE_LISTS": str(own)}).catalogue
    replaced, added = catalogue.get("class"), catalogue.get("udd:market_segment")
    assert replaced is not None
    assert replaced.salesforce == "Our_Class__c"
    assert added is not None
    assert len(catalogue.lists) == len(Wiring({}).catalogue.lists) + 1


def test_a_mistake_in_the_operators_own_lists_is_named(tmp_path: Path) -> None:
    own = tmp_path / "lists.toml"
    own.write_text(OWN_LIST.replace("Our_Class__c", "Our Class"))
    with pytest.raises(BadRequest) as refused:
        assert Wiring({"PASSERELLE_LISTS": str(own)}).catalogue
    assert [error.field for error in refused.value.errors] == ["lists.0.salesforce"]


def test_connections_are_made_anew_and_share_their_sign_ins() -> None:
    wiring = Wiring({**ENVIRONMENT, "PASSERELLE_LOCAL_ORIGINS": "http://127.0.0.1:1, http://127.0.0.1:2"})
    settings = Settings(connection=Connection(salesforce_host="127.0.0.1:2"))
    assert wiring.intacct("demo", settings) is not wiring.intacct("demo", settings)
    assert wiring.salesforce("demo", settings).calls == 0
    with pytest.raises(NeedsAdmin, match="salesforce_host"):
        wiring.salesforce("demo", Settings(connection=Connection(salesforce_host="127.0.0.1:3")))


def test_access_tokens_of_the_sign_in_service_are_taken_over_http() -> None:
    provider = OidcStandIn()
    running = provider.serve()
    try:
        tokens = Wiring({"PASSERELLE_ISSUER": running.url, "PASSERELLE_AUDIENCE": AUDIENCE}).tokens
        who = tokens.principal(provider.mint("noor"))
        assert (who.tenant, who.name, who.language, who.roles) == (
            "demo",
            "Noor Haddad",
            "fr",
            frozenset({Role.READER}),
        )
        with pytest.raises(NotSignedIn):
            tokens.principal(provider.mint("noor", token_use="id"))
    finally:
        running.stop()


def test_a_sign_in_service_that_is_away_is_told_as_such() -> None:
    tokens = Wiring({"PASSERELLE_ISSUER": "http://127.0.0.1:9", "PASSERELLE_AUDIENCE": AUDIENCE}).tokens
    with pytest.raises(TryAgain) as away:
        tokens.principal(OidcStandIn().mint("camille"))
    assert away.value.code == "sign_in_away"


def test_the_console_asks_for_the_scopes_of_the_deployment() -> None:
    known = {"PASSERELLE_ISSUER": "https://issuer.example", "PASSERELLE_AUDIENCE": "console"}
    assert Wiring(known).console.scopes == "openid profile email"
    assert Wiring({**known, "PASSERELLE_SCOPES": "openid api://sync/use"}).console.scopes == "openid api://sync/use"
