"""The place of the rehearsal: stand-ins for AWS, Intacct, Salesforce and sign-in, each a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from dev.emulators.oidc import AUDIENCE, CLIENT_ID
from dev.stack.processes import Processes
from infra.rehearsal.toolkit import ACCOUNT, REGION, SECRET

SENDER = "passerelle@example.com"
CONSOLE_URL = "https://passerelle.example.com"
TENANT = "demo"
FRAMED_BY = "https://www-p04.intacct.com"
"""The Intacct host whose pages alone may show the customer's tab."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everything listens, all on 127.0.0.1."""

    aws_url: str
    intacct_url: str
    salesforce_url: str
    oidc_url: str

    @property
    def context(self) -> Mapping[str, str]:
        """For the CDK: an operator's values, with the stand-ins' addresses."""
        return {
            "console_url": CONSOLE_URL,
            "mail_from": SENDER,
            "tenants": TENANT,
            "alarm_email": "operations@example.com",
            "architecture": "x86_64",
            "firewall": "no",  # the stand-in does not know its association
            "environment": ";".join(f"{name}={value}" for name, value in self.environment.items()),
        }

    @property
    def own_provider(self) -> Mapping[str, str]:
        """For an operator with a sign-in provider of their own: the pool's real address lies on the internet."""
        return {"issuer": self.oidc_url, "audience": AUDIENCE, "client_id": CLIENT_ID}

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.aws_url,
            "PASSERELLE_LOCAL_ORIGINS": ",".join((self.intacct_url, self.salesforce_url, self.oidc_url)),
            "PASSERELLE_INTACCT_ORIGIN": self.intacct_url,
            "PASSERELLE_FRAME_ANCESTORS": FRAMED_BY,
        }

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.aws_url,
            region_name=REGION,
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key=SECRET,
        )

    def take_plain_http(self) -> None:
        """The CDK's bucket refuses it, and the stand-in speaks nothing else."""
        s3 = self.client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            s3.delete_bucket_policy(Bucket=bucket["Name"])

    def outputs(self, stack: str) -> Mapping[str, str]:
        """What the deployed stack tells of itself."""
        [described] = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in described.get("Outputs", [])}


def start_scene(processes: Processes, aws_port: int) -> Scene:
    return Scene(
        # It asks each caller's policies, as AWS does: a function that may not do its work fails here.
        aws_url=processes.ministack(aws_port, AUTH="true", AWS_SECRET_ACCESS_KEY=SECRET),
        intacct_url=processes.stand_in("intacct", 0, "--seed"),
        salesforce_url=processes.stand_in("salesforce", 0, "--seed"),
        oidc_url=processes.stand_in("oidc", 0),
    )
