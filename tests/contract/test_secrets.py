"""Contract of the vault, and of its cache."""

import traceback
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.secrets import CACHE_FOR, AwsSecrets
from chalicelib.core.errors import NeedsAdmin, TryAgain
from chalicelib.ports import Secrets
from dev.fakes import FakeClock
from tests.conftest import AwsAccount
from tests.contract.aws_faults import LostAnswer, Refusal

VALUE = {"client_id": "bridge", "client_secret": 'é\u00a0"\\\n'}


def test_a_secret_comes_back_as_it_was_put(secrets: Secrets) -> None:
    secrets.put("demo", "intacct", VALUE)
    assert secrets.get("demo", "intacct") == VALUE


def test_a_secret_that_was_put_again_is_the_new_one_at_once(secrets: Secrets) -> None:
    secrets.put("demo", "intacct", VALUE)
    secrets.get("demo", "intacct")
    secrets.put("demo", "intacct", {"client_id": "other"})
    assert secrets.get("demo", "intacct") == {"client_id": "other"}


def test_a_missing_secret_needs_an_admin(secrets: Secrets) -> None:
    with pytest.raises(NeedsAdmin) as problem:
        secrets.get("demo", "salesforce")
    assert problem.value.code == "secret_missing"
    assert problem.value.remedy


def test_tenants_and_names_have_secrets_of_their_own(secrets: Secrets) -> None:
    secrets.put("demo", "intacct", VALUE)
    secrets.put("autre", "intacct", {"client_id": "autre"})
    assert secrets.get("demo", "intacct") == VALUE
    with pytest.raises(NeedsAdmin):
        secrets.get("demo", "salesforce")


@pytest.fixture
def client(aws: AwsAccount) -> Any:
    return aws.client("secretsmanager")


@pytest.fixture
def vault(client: Any, clock: FakeClock) -> AwsSecrets:
    return AwsSecrets(client, clock)


def rotate(client: Any, text: str) -> None:
    """Somebody changes the secret behind our back."""
    client.put_secret_value(SecretId="passerelle/demo/intacct", SecretString=text)


def test_a_rotated_secret_is_seen_after_five_minutes_or_when_asked_fresh(
    vault: AwsSecrets, client: Any, clock: FakeClock
) -> None:
    vault.put("demo", "intacct", {"n": "1"})
    assert vault.get("demo", "intacct") == {"n": "1"}
    rotate(client, '{"n": "2"}')
    clock.advance((CACHE_FOR - timedelta(seconds=1)).total_seconds())
    assert vault.get("demo", "intacct") == {"n": "1"}
    assert vault.get("demo", "intacct", fresh=True) == {"n": "2"}
    rotate(client, '{"n": "3"}')
    assert vault.get("demo", "intacct") == {"n": "2"}
    clock.advance(CACHE_FOR.total_seconds())
    assert vault.get("demo", "intacct") == {"n": "3"}


def test_a_clock_set_back_keeps_no_old_secret_alive(vault: AwsSecrets, client: Any, clock: FakeClock) -> None:
    vault.put("demo", "intacct", {"n": "1"})
    vault.get("demo", "intacct")
    rotate(client, '{"n": "2"}')
    clock.advance(-3600)
    assert vault.get("demo", "intacct") == {"n": "2"}


@pytest.mark.parametrize("text", ["hunter2", '["hunter2"]', '{"a": {"b": "hunter2"}}', '{"a": 1}', "{"])
def test_a_secret_of_another_shape_needs_an_admin_and_is_not_quoted(vault: AwsSecrets, client: Any, text: str) -> None:
    client.create_secret(Name="passerelle/demo/intacct", SecretString=text)
    with pytest.raises(NeedsAdmin) as problem:
        vault.get("demo", "intacct")
    assert problem.value.code == "secret_unusable"
    assert "hunter2" not in "".join(traceback.format_exception(problem.value))


@pytest.mark.parametrize("code", ["AccessDeniedException", "DecryptionFailure", "InvalidRequestException"])
def test_a_secret_that_we_may_not_read_needs_an_admin(vault: AwsSecrets, client: Any, code: str) -> None:
    Refusal(client, "GetSecretValue", code)
    with pytest.raises(NeedsAdmin) as problem:
        vault.get("demo", "intacct")
    assert code in problem.value.detail


def test_a_throttled_vault_is_try_again(vault: AwsSecrets, client: Any) -> None:
    Refusal(client, "GetSecretValue", "ThrottlingException", times=3)
    with pytest.raises(TryAgain):
        vault.get("demo", "intacct")


def test_a_first_put_whose_answer_is_lost_is_a_put(vault: AwsSecrets, client: Any) -> None:
    LostAnswer(client, "CreateSecret")
    vault.put("demo", "intacct", VALUE)
    assert vault.get("demo", "intacct") == VALUE


def test_the_state_of_a_secret_tells_that_it_was_replaced_and_not_what_it_is(secrets: Secrets) -> None:
    assert secrets.state("demo", "intacct") is None
    secrets.put("demo", "intacct", VALUE)
    first = secrets.state("demo", "intacct")
    secrets.put("demo", "intacct", {**VALUE, "client_secret": "another"})
    second = secrets.state("demo", "intacct")
    secrets.put("demo", "intacct", VALUE)
    assert first
    assert second
    assert first.replaced_at.tzinfo is not None
    assert (len(first.fingerprint), len(second.fingerprint)) == (8, 8)
    assert first.fingerprint != second.fingerprint
    third = secrets.state("demo", "intacct")
    assert third
    assert third.fingerprint == first.fingerprint
    assert not any(text in str(first) for text in VALUE.values())


def test_equal_secrets_of_two_tenants_look_different(secrets: Secrets) -> None:
    for tenant in ("demo", "autre"):
        secrets.put(tenant, "intacct", VALUE)
    states = [secrets.state(tenant, "intacct") for tenant in ("demo", "autre")]
    assert len({state.fingerprint for state in states if state}) == 2


def test_the_state_is_told_without_reading_the_secret(vault: AwsSecrets, client: Any) -> None:
    vault.put("demo", "intacct", VALUE)
    refused = Refusal(client, "GetSecretValue", "AccessDeniedException", times=99)
    assert vault.state("demo", "intacct")
    assert refused.requests == 0
