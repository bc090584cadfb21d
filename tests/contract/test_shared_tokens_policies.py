"""The policies: whatever function signs in may leave its token for the others, and replace no credentials."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

POLICIES = sorted((Path(__file__).parents[2] / ".chalice").glob("policy-*.json"))
SECRETS = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:passerelle"


def statements(policy: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(policy.read_text(encoding="utf-8"))["Statement"]


def may(policy: Path, action: str, arn: str) -> bool:
    return any(
        action in statement["Action"] and any(fnmatchcase(arn, pattern) for pattern in statement["Resource"])
        for statement in statements(policy)
    )


def signs_in(policy: Path) -> bool:
    return may(policy, "secretsmanager:GetSecretValue", f"{SECRETS}/demo/intacct-Ab12Cd")


@pytest.mark.parametrize("policy", [policy for policy in POLICIES if signs_in(policy)], ids=lambda policy: policy.stem)
@pytest.mark.parametrize("system", ["intacct", "salesforce"])
def test_a_function_that_signs_in_may_share_its_token(policy: Path, system: str) -> None:
    token = f"{SECRETS}/demo/{system}-token"
    assert may(policy, "secretsmanager:CreateSecret", token)
    assert may(policy, "secretsmanager:UpdateSecret", f"{token}-Ab12Cd")
    assert may(policy, "secretsmanager:GetSecretValue", f"{token}-Ab12Cd")
    table = "arn:aws:dynamodb:eu-west-3:123456789012:table/passerelle"
    assert may(policy, "dynamodb:UpdateItem", table)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.stem)
@pytest.mark.parametrize("action", ["CreateSecret", "UpdateSecret", "PutSecretValue", "DeleteSecret"])
@pytest.mark.parametrize("secret", ["demo/intacct", "demo/salesforce", "intacct-token/intacct"])
def test_only_the_api_replaces_credentials(policy: Path, action: str, secret: str) -> None:
    allowed = may(policy, f"secretsmanager:{action}", f"{SECRETS}/{secret}-Ab12Cd")
    assert not allowed or policy.stem == "policy-api"


def test_functions_that_sign_in_to_nothing_have_no_right_to_secrets() -> None:
    without = {policy.stem for policy in POLICIES if not signs_in(policy)}
    assert without == {"policy-send_mail", "policy-note_mail_event", "policy-sweep"}
