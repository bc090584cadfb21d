"""What each function's policy leaves it to do with credentials and with the key, and nothing beyond."""

import json
from pathlib import Path
from typing import Any

import pytest

POLICIES = sorted((Path(__file__).parents[2] / ".chalice").glob("policy-*.json"))
SECRETS = "arn:*:secretsmanager:*:*:secret:passerelle/*/"
OF_BOTH_SYSTEMS = {f"{SECRETS}intacct*", f"{SECRETS}salesforce*"}
every_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.stem)


def statements(policy: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(policy.read_text(encoding="utf-8"))["Statement"]
    return found


def on_secrets(policy: Path) -> dict[str, set[str]]:
    """Action to resources."""
    given: dict[str, set[str]] = {}
    for statement in statements(policy):
        for action in statement["Action"]:
            if action.startswith("secretsmanager:"):
                given.setdefault(action.partition(":")[2], set()).update(statement["Resource"])
    return given


def test_the_api_reads_and_replaces_credentials_but_lists_and_deletes_none() -> None:
    rights = on_secrets(POLICIES[0])
    assert set(rights) == {"CreateSecret", "DescribeSecret", "GetSecretValue", "UpdateSecret"}
    assert all(resources == OF_BOTH_SYSTEMS for resources in rights.values())


@every_policy
def test_no_function_looks_at_other_secrets_than_credentials_and_tokens(policy: Path) -> None:
    assert set(on_secrets(policy)) <= {"CreateSecret", "DescribeSecret", "GetSecretValue", "UpdateSecret"}
    for resources in on_secrets(policy).values():
        assert all(resource.startswith((f"{SECRETS}intacct", f"{SECRETS}salesforce")) for resource in resources)


@every_policy
def test_the_key_serves_only_through_the_services_that_hold_what_it_encrypts(policy: Path) -> None:
    [key] = [one for one in statements(policy) if any(action.startswith("kms:") for action in one["Action"])]
    assert set(key["Action"]) <= {"kms:Decrypt", "kms:GenerateDataKey"}
    assert key["Condition"]["ForAnyValue:StringEquals"] == {"kms:ResourceAliases": "alias/passerelle"}
    services = {service.partition(".")[0] for service in key["Condition"]["StringLike"]["kms:ViaService"]}
    assert services <= {"dynamodb", "lambda", "secretsmanager", "sqs"}
    assert ("secretsmanager" in services) == bool(on_secrets(policy))


@every_policy
def test_no_right_is_given_by_pattern_and_nothing_is_allowed_on_everything(policy: Path) -> None:
    for statement in statements(policy):
        assert statement["Effect"] == "Allow"
        assert not [action for action in statement["Action"] if "*" in action]
        assert "*" not in statement["Resource"]
