"""All that surrounds Passerelle: stand-ins for AWS, Intacct, Salesforce and sign-in, with the demonstration's data.

``python -m dev.stack.surroundings`` starts them alone, and says how ``python -m dev.stack.product`` finds them.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from dev.emulators.intacct import UI
from dev.stack.processes import Processes, free_port
from dev.stack.seed import COMPANIES, seed_tenants
from dev.stack.tab import paste_components
from dev.stack.webhooks import connect_webhooks

ACCOUNT = "123456789012"
SENDER = "passerelle@example.com"


@dataclass(frozen=True, slots=True)
class LocalStack:
    """Where everything listens, all on 127.0.0.1."""

    api_url: str
    aws_url: str
    intacct_url: str
    salesforce_url: str
    oidc_url: str

    @property
    def intacct_ui_url(self) -> str:
        """Intacct's pages for people. By name, so that browsers take them for another site than the API's."""
        return self.intacct_url.replace("127.0.0.1", "localhost") + UI


@contextmanager
def surroundings(api_port: int, seeded: bool = True) -> Iterator[LocalStack]:
    """Start the stand-ins, create table and queues, put the two tenants in; all of it is told in ``os.environ``."""
    from chalicelib.wiring import Wiring

    with Processes() as processes:
        urls = _start_stand_ins(processes, api_port, seeded)
        os.environ.update(_environment(urls))
        _create_resources()
        wiring = Wiring(os.environ)
        seed_tenants(wiring, urls.salesforce_url)
        paste_components(wiring.tab_component, COMPANIES, urls.intacct_url)
        connect_webhooks(wiring.notice_desk, COMPANIES, urls.intacct_url, urls.api_url)
        yield urls


def until_interrupted() -> None:
    """Return on Ctrl-C or SIGTERM. To be called in the main thread."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


def _start_stand_ins(processes: Processes, api_port: int, seeded: bool) -> LocalStack:
    seed = ("--seed",) if seeded else ()
    return LocalStack(
        api_url=f"http://127.0.0.1:{api_port}",
        aws_url=processes.ministack(free_port()),
        intacct_url=processes.stand_in("intacct", 0, *seed),
        salesforce_url=processes.stand_in("salesforce", 0, *seed),
        oidc_url=processes.stand_in("oidc", 0),
    )


def _environment(urls: LocalStack) -> Mapping[str, str]:
    from dev.emulators.oidc import AUDIENCE, CLIENT_ID

    return {
        "AWS_ENDPOINT_URL": urls.aws_url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "POWERTOOLS_LOG_LEVEL": os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
        "POWERTOOLS_METRICS_DISABLED": "true",
        "PASSERELLE_MAIL_FROM": SENDER,
        "PASSERELLE_CONSOLE_URL": urls.api_url,
        "PASSERELLE_ISSUER": urls.oidc_url,
        "PASSERELLE_AUDIENCE": AUDIENCE,
        "PASSERELLE_CLIENT_ID": CLIENT_ID,
        "PASSERELLE_STARTS_AN_HOUR": os.environ.get("PASSERELLE_STARTS_AN_HOUR", "1000"),
        "PASSERELLE_LISTS": os.environ.get("PASSERELLE_LISTS", "dev/seed/lists.toml"),
        "PASSERELLE_LOCAL_ORIGINS": ",".join((urls.intacct_url, urls.salesforce_url, urls.oidc_url)),
        "PASSERELLE_INTACCT_ORIGIN": urls.intacct_url,
        "PASSERELLE_FRAME_ANCESTORS": urls.intacct_ui_url.removesuffix(UI),
        "PASSERELLE_SALESFORCE_LOGIN": urls.salesforce_url,
    }


def _create_resources() -> None:
    """The table, the queues and the sender; tells the environment where the queues are."""
    import boto3

    from infra.resources import create_all

    created = create_all(boto3.client("dynamodb"), boto3.client("sqs"))
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    os.environ["PASSERELLE_TABLE"] = created.table
    for kind, url in created.queues.items():
        os.environ[f"PASSERELLE_QUEUE_{kind.upper()}"] = url


def main() -> None:
    """Print where everything listens, and the environment that the product needs, as one JSON line; then serve."""
    before = dict(os.environ)
    with surroundings(int(sys.argv[1])) as urls:
        told = {name: value for name, value in os.environ.items() if before.get(name) != value}
        print(json.dumps({"urls": asdict(urls), "environment": told}), flush=True)
        until_interrupted()


if __name__ == "__main__":
    main()
