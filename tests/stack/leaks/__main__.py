"""``python -m tests.stack.leaks``: play the story against a stack of our own; print what came out, as JSON."""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import boto3

from dev.seed import intacct, salesforce
from dev.stack.local import local_stack
from tests.stack.leaks.ear import Ear
from tests.stack.leaks.story import NAME, WRONG_SECRET, Story, story_of

SHORTEST = 16
_PUBLIC = ("client_id", "consumer_key", "instance_url", "made_with", "expires_at", "issued_at", "renew_at")
"""Members of secrets that are none: who signs in where, and when."""
LOGS_AND_QUEUES = ("log", "aws:sqs")
KEPT = ("log", "aws:sqs", "aws:dynamodb", "aws:sesv2")
INTACCT_TOKEN = "eyJhbGciOiJIUzI1NiI"
"""How every access token of the stand-in for Intacct begins; those of its users are in no vault."""


def main() -> None:
    """The report: what leaked, how many secrets were looked for, and how much was heard where."""
    ear, out = Ear(), sys.stdout
    os.environ["POWERTOOLS_LOG_LEVEL"] = "DEBUG"
    ear.listen()
    with local_stack(port=0, sweep_seconds=1.0) as stack:
        story = story_of(stack, ear)
        secrets = _known(story)
        story.tell(lambda: secrets.update(_in_the_vault()))
        secrets |= story.secrets
        passes = {f"a pass of a tab, {one[:6]}…": one for one in story.passes}
    report = {
        "secrets": [*ear.leaks(secrets), *ear.leaks(passes, KEPT)][:20],
        "names": ear.leaks({"a department's name": NAME}, LOGS_AND_QUEUES)[:20],
        "looked_for": sorted((*secrets, *passes)),
        "heard": {place: len(texts) for place, texts in sorted(ear.heard.items())},
        "endings": story.endings,
        "name_was_stored": bool(ear.leaks({"name": NAME}, ("aws:dynamodb",))),
    }
    json.dump(report, out, ensure_ascii=False, indent=1)


def _known(story: Story) -> dict[str, str]:
    lines = story.pem.splitlines()
    return {
        "Intacct's client secret": intacct.CLIENT_SECRET,
        "Salesforce's consumer secret": salesforce.CONSUMER_SECRET,
        "a wrong secret": WRONG_SECRET,
        "a line of the private key": lines[len(lines) // 2],
        "the administrator's token": story.token,
        "a token of an Intacct user": INTACCT_TOKEN,
    }


def _in_the_vault() -> Mapping[str, str]:
    """All that lies there just now: credentials, access tokens, the secret of the notices' address."""
    vault = boto3.client("secretsmanager")
    found: dict[str, str] = {}
    for page in vault.get_paginator("list_secrets").paginate():
        for secret in page["SecretList"]:
            document = json.loads(vault.get_secret_value(SecretId=secret["ARN"])["SecretString"])
            found |= {f"{secret['Name']} {way}: {text[:6]}…": text for way, text in _texts(document, "")}
    return found


def _texts(document: Any, way: str) -> list[tuple[str, str]]:
    if isinstance(document, dict):
        return [one for name, value in document.items() if name not in _PUBLIC for one in _texts(value, name)]
    return [(way, document)] if isinstance(document, str) and len(document) >= SHORTEST else []


if __name__ == "__main__":
    main()
