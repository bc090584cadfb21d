"""The CDK command line, aimed at the stand-in for AWS."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLI = ROOT / ".local" / "cdk" / "node_modules" / ".bin" / "cdk"
ACCOUNT = "123456789012"
REGION = "us-east-1"


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
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CI": "1",
        }


def _essence(words: str) -> str:
    """What failed, and the last lines: in between stand hundreds of things that went well."""
    lines = words.splitlines()
    return "\n".join([*(line for line in lines if "_FAILED" in line), *lines[-40:]])
