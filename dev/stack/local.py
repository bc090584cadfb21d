"""Put the local stack together: stand-ins, resources, settings, the API, and pollers for the event functions."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from dev.emulators.intacct import UI
from dev.http import for_threads, serve, wsgi
from dev.stack.pollers import Poller, Schedule
from dev.stack.processes import Processes, free_port, port_taken
from dev.stack.seed import COMPANIES, seed_tenants
from dev.stack.tab import paste_components
from dev.stack.webhooks import connect_webhooks

if TYPE_CHECKING:
    from chalicelib.wiring import Wiring

DEFAULT_PORT = 8765
ACCOUNT = "123456789012"
SENDER = "passerelle@example.com"
SWEEP_SECONDS = 5.0
"""The cloud sweeps once a minute; here nobody wants to wait so long."""


class StackError(Exception):
    """The stack can't start; reads as a sentence."""


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


@dataclass(frozen=True, slots=True)
class RunningStack(LocalStack):
    """The stack under way; ``add_workers`` lets that many more ranges be worked on at once."""

    add_workers: Callable[[int], None]


@contextmanager
def local_stack(
    port: int | None = None, workers: int = 5, seeded: bool = True, sweep_seconds: float = SWEEP_SECONDS
) -> Iterator[RunningStack]:
    """Start everything, yield, stop everything. One stack a process: the app reads its environment once.

    ``port`` is the API's (else PASSERELLE_PORT, else 8765; 0 takes a free one). Raises StackError.
    """
    chosen = int(os.environ.get("PASSERELLE_PORT", DEFAULT_PORT)) if port is None else port
    if chosen and port_taken(chosen):
        raise StackError(
            f"Port {chosen} is taken: Passerelle seems to run already at http://127.0.0.1:{chosen}.\n"
            "Stop it first (Ctrl-C there), or choose another port: make demo PASSERELLE_PORT=8766"
        )
    with Processes() as processes:
        urls = _start_stand_ins(processes, chosen or free_port(), seeded)
        os.environ.update(_environment(urls))
        queue_urls = _create_resources()
        app = _import_app()
        seed_tenants(app.wiring, urls.salesforce_url)
        stopping = threading.Event()
        api = serve(wsgi(app.app), int(urls.api_url.rsplit(":", 1)[1]))
        threads = _start_workers(app, queue_urls, sweep_seconds, stopping)
        paste_components(app.wiring.tab_component, COMPANIES, urls.intacct_url)
        connect_webhooks(app.wiring.notice_desk, COMPANIES, urls.intacct_url, urls.api_url)

        def add_workers(number: int) -> None:
            threads.extend(_poller(app, queue_urls, "range", number).start(stopping))

        add_workers(workers)
        try:
            yield RunningStack(**asdict(urls), add_workers=add_workers)
        finally:
            stopping.set()
            api.stop()
            for thread in threads:
                thread.join(timeout=5)


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
        "PASSERELLE_LISTS": os.environ.get("PASSERELLE_LISTS", "dev/seed/lists.toml"),
        "PASSERELLE_LOCAL_ORIGINS": ",".join((urls.intacct_url, urls.salesforce_url, urls.oidc_url)),
        "PASSERELLE_INTACCT_ORIGIN": urls.intacct_url,
        "PASSERELLE_FRAME_ANCESTORS": urls.intacct_ui_url.removesuffix(UI),
        "PASSERELLE_SALESFORCE_LOGIN": urls.salesforce_url,
    }


def _create_resources() -> Mapping[str, str]:
    """The table, the queues and the sender; tells the environment where the queues are. Returns their addresses."""
    import boto3

    from infra.resources import create_all

    created = create_all(boto3.client("dynamodb"), boto3.client("sqs"))
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    os.environ["PASSERELLE_TABLE"] = created.table
    for kind, url in created.queues.items():
        os.environ[f"PASSERELLE_QUEUE_{kind.upper()}"] = url
    return created.queues


def _import_app() -> ModuleType:
    """The app reads the environment when it is imported, hence so late."""
    if "app" in sys.modules:
        raise StackError("One process can hold one stack only.")
    import app

    return app


def _start_workers(
    app: ModuleType, queue_urls: Mapping[str, str], sweep_seconds: float, stopping: threading.Event
) -> list[threading.Thread]:
    """As in the cloud: each queue feeds its function. Ranges get their workers apart."""
    wiring: Wiring = app.wiring
    # Built once, before threads ask for them at the same time.
    _ = wiring.world, wiring.secrets, wiring.tokens, wiring.notice_desk, wiring.tab_desk
    for_threads(app.app, app.plan_run, app.sync_range, app.sync_rows, app.send_mail, app.give_up, app.sweep)
    pollers = [_poller(app, queue_urls, kind, 1) for kind in ("plan", "rows", "mail", "dead")]
    threads = [thread for poller in pollers for thread in poller.start(stopping)]
    return [*threads, Schedule(app.sweep, sweep_seconds).start(stopping)]


def _poller(app: ModuleType, queue_urls: Mapping[str, str], kind: str, workers: int) -> Poller:
    import boto3

    from infra.resources import DEAD, TASK_QUEUES, TIMEOUTS_SECONDS

    queue = DEAD if kind == "dead" else TASK_QUEUES[kind]
    function = getattr(app, queue.function)
    seconds = TIMEOUTS_SECONDS[queue.function]
    return Poller(boto3.client("sqs"), queue_urls[kind], queue.name, function, seconds, workers)
