"""The CDK command line, aimed at the stand-in for AWS."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CLI = ROOT / ".local" / "cdk" / "node_modules" / ".bin" / "cdk"
ACCOUNT = "123456789012"
REGION = "us-east-1"
SECRET = "local"
"""Of the account's owner."""

_REFUSE_IT = ("aws:SecureTransport", "aws:PrincipalArn")
"""Conditions of statements that would refuse the stand-in's callers: it speaks plain HTTP alone, and takes the session
where AWS takes the role."""


class CdkError(Exception):
    """The command line's own words."""


@dataclass(frozen=True, slots=True)
class Cdk:
    """``context`` as ``-c`` takes it. ``output`` is a folder of its own, so that a synth beside it is not disturbed."""

    aws_url: str
    context: Mapping[str, str]
    output: Path

    def bootstrap(self) -> None:
        # Away from cdk.json, which would have it build the package first.
        self.output.mkdir()
        self._run("bootstrap", f"aws://{ACCOUNT}/{REGION}", where=self.output)

    def synthesize(self) -> None:
        """Before anything else but ``bootstrap``: all that follows works with this synthesis."""
        pairs = [part for name, value in self.context.items() for part in ("-c", f"{name}={value}")]
        self._run("synth", "--quiet", *pairs, "--output", str(self.output))
        for template in self.output.glob("*.template.json"):
            whole = json.loads(template.read_text(encoding="utf-8"))
            template.write_text(json.dumps(_for_the_stand_in(whole)), encoding="utf-8")

    def deploy(self) -> None:
        self._run("deploy", "--all", "--require-approval", "never", "--method", "direct", "--app", str(self.output))

    def differs(self) -> str:
        """What a deploy would change; "" for nothing."""
        words = self._run("diff", "--all", "--method", "template", "--app", str(self.output))
        return "" if "Number of stacks with differences: 0" in words else words

    def _run(self, *arguments: str, where: Path = ROOT) -> str:
        done = subprocess.run(
            [str(CLI), *arguments, "--no-notices"],
            cwd=where,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        words = done.stdout + done.stderr
        if done.returncode:
            raise CdkError(f"cdk {arguments[0]} failed:\n{_essence(words)}")
        return words

    def _environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ENDPOINT_URL_S3": self.aws_url,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CI": "1",
        }


def _for_the_stand_in(part: Any) -> Any:
    """A template without what the stand-in reads otherwise than AWS.

    For a batch of messages it asks for a right of its own, which AWS does not know; of a mail it knows neither the
    resource nor the sender.
    """
    if isinstance(part, dict):
        mails = "ses:SendEmail" in (part.get("Action") or ())
        known = {name: value for name, value in part.items() if not (mails and name == "Condition")}
        return {name: _for_the_stand_in(value) for name, value in known.items()} | ({"Resource": "*"} if mails else {})
    if isinstance(part, list):
        batches = ["sqs:SendMessageBatch"] if "sqs:SendMessage" in part else []
        return [*(_for_the_stand_in(one) for one in part if not _refuses_it(one)), *batches]
    return part


def _refuses_it(statement: Any) -> bool:
    return isinstance(statement, dict) and any(key in str(statement.get("Condition")) for key in _REFUSE_IT)


def _essence(words: str) -> str:
    """What failed, and the last lines: in between stand hundreds of things that went well."""
    lines = words.splitlines()
    return "\n".join([*(line for line in lines if "_FAILED" in line), *lines[-40:]])
