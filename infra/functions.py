"""The functions: Chalice's template, with what Chalice can't say itself."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_cdk import CfnResource, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from chalice.cdk import Chalice
from constructs import Construct

from infra.data_stack import SECRETS_PREFIX, Data
from infra.deployment import Deployment
from infra.mail import CONFIGURATION_SET
from infra.package import slim
from infra.resources import AT_ONCE, TABLE, TASK_QUEUES

ROOT = Path(__file__).parents[1]
SETTINGS: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text(encoding="utf-8"))
NAMES: tuple[str, ...] = tuple(SETTINGS["lambda_functions"])
"""Of all functions, as Chalice's settings have them: ``api_handler`` answers HTTP."""
RETENTION = logs.RetentionDays.THREE_MONTHS
_ANYWHERE = re.compile(r"arn:\*:([a-z-]+):\*:\*:")
_DOMAIN = "deployment.invalid"
_SENDER = f"sender@{_DOMAIN}"
"""What stands in the policy files for the sender that the operator names."""
OWN_LISTS = "own_lists.toml"


class Service(Chalice):
    """Chalice's construct, with a package that is made small first, and policies for this account alone."""

    def __init__(self, scope: Construct, name: str, deployment: Deployment, **more: Any) -> None:
        self._deployment = deployment
        super().__init__(scope, name, **more)

    def _package_app(self) -> None:
        super()._package_app()
        package, lists = Path(self._sam_package_dir), self._deployment.lists
        slim(package / "deployment.zip", {OWN_LISTS: Path(lists).read_bytes()} if lists else {})
        template = package / "sam.json"
        written = template.read_text(encoding="utf-8").replace(_SENDER, self._deployment.mail_from)
        written = written.replace(_DOMAIN, self._deployment.mail_domain)
        self._packaged = within_account(json.loads(written))
        template.write_text(json.dumps(self._packaged), encoding="utf-8")

    def function(self, name: str) -> CfnResource:
        return self.get_resource(logical_id(name))

    def mappings(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """What Chalice wrote of each queue that feeds the function, by the name of the event."""
        events = self._packaged["Resources"][logical_id(name)]["Properties"].get("Events", {})
        return {key: event["Properties"] for key, event in events.items() if event["Type"] == "SQS"}


def make_service(scope: Construct, data: Data, deployment: Deployment) -> Service:
    service = Service(
        scope,
        "Service",
        deployment,
        source_dir=str(ROOT),
        stage_config={
            "lambda_architecture": deployment.architecture,
            "environment_variables": {**_environment(data, deployment), **deployment.environment},
        },
    )
    for name in NAMES:
        service.function(name).add_property_override("FunctionName", function_name(name))
        service.function(name).add_property_override("KmsKeyArn", data.key.key_arn)
        _keep_logs(scope, service.function(name), name, data.key)
        _limit_mappings(service, name)
    # Whoever ends a range hands the next one to the queue that woke it. Lambda would take a long run for an endless
    # loop, and end it: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    service.function("sync_range").add_property_override("RecursiveLoop", "Allow")
    sweep = service.function("sweep")
    # A sweep that failed is not repeated: the next one comes within a minute.
    sweep.add_property_override("EventInvokeConfig", {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60})
    return service


def within_account(part: Any) -> Any:
    """The policy files name our things in any account; in a stack they mean its own account and region."""
    if isinstance(part, dict):
        return {name: within_account(value) for name, value in part.items()}
    if isinstance(part, list):
        return [within_account(value) for value in part]
    if isinstance(part, str) and (match := _ANYWHERE.match(part)):
        service, name = match[1], part[match.end() :]
        return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{name}"}
    return part


def _environment(data: Data, deployment: Deployment) -> Mapping[str, str]:
    queues = {f"PASSERELLE_QUEUE_{kind.upper()}": data.queues[one.name].queue_url for kind, one in TASK_QUEUES.items()}
    lists = {"PASSERELLE_LISTS": OWN_LISTS} if deployment.lists else {}
    return (
        queues
        | lists
        | {
            "PASSERELLE_TABLE": TABLE.name,
            "PASSERELLE_MAIL_FROM": deployment.mail_from,
            "PASSERELLE_MAIL_CONFIGURATION_SET": CONFIGURATION_SET,
            "PASSERELLE_CONSOLE_URL": deployment.console_url.rstrip("/"),
            "PASSERELLE_ISSUER": data.sign_in.issuer,
            "PASSERELLE_AUDIENCE": data.sign_in.audience,
            "PASSERELLE_CLIENT_ID": data.sign_in.client_id,
            "PASSERELLE_SIGN_IN_ORIGINS": data.sign_in.origins,
            "PASSERELLE_SECRETS_PREFIX": SECRETS_PREFIX,
            "PASSERELLE_SECRETS_KEY": data.key.key_arn,
        }
    )


def _keep_logs(scope: Construct, function: CfnResource, name: str, key: kms.Key) -> None:
    """A group of our own: Chalice's option for it gives a template that is refused (its issue 2079)."""
    group = logs.LogGroup(
        scope,
        f"{logical_id(name)}Logs",
        log_group_name=f"/aws/lambda/{function_name(name)}",
        encryption_key=key,
        retention=RETENTION,
        removal_policy=RemovalPolicy.DESTROY,
    )
    function.add_property_override("LoggingConfig", {"LogGroup": group.log_group_name})


def _limit_mappings(service: Service, name: str) -> None:
    """Bounds at the mapping; reserved concurrency would let the poller use up receives on throttled calls."""
    for event, properties in service.mappings(name).items():
        if "ScalingConfig" not in properties:
            path = f"Events.{event}.Properties.ScalingConfig.MaximumConcurrency"
            service.function(name).add_property_override(path, AT_ONCE)


def logical_id(name: str) -> str:
    """The name of a function in Chalice's template: ``plan_run`` as ``PlanRun``."""
    return "APIHandler" if name == "api_handler" else "".join(word.capitalize() for word in name.split("_"))


def function_name(name: str) -> str:
    """As AWS knows it."""
    return f"passerelle-{name}"
