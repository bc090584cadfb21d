"""Each operation of the served API is reached by a command of the command line: a new route needs a line here."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.core.mail_event import ClosedAddress, Fate
from chalicelib.core.settings import IntegrationMode
from chalicelib.ports import Task
from chalicelib.routes.door import open_door
from chalicelib.usecases.resync.give_up import give_up
from dev.fakes import SET_UP, FakeQueue
from dev.http import Environ, StartResponse, serve, wsgi
from tests.app.client import Api
from tests.app.command_line import CommandLine
from tests.app.conftest import Parts, Replaceable
from tests.app.settings_values import pem
from tests.app.tab_scene import SESSION, set_up

LIST_MAP = "rows: [{intacct: reportTitle, salesforce: Report_Title__c}]"
COMMANDS: dict[str, str] = {
    "GET /health": "health",
    "GET /openapi.json": "openapi",
    "GET /me": "me",
    "GET /lists": "lists",
    "POST /lists/{list_key}/runs": "resync class",
    "GET /runs": "runs --list department --limit 5",
    "GET /runs/{run_id}": "run {run}",
    "POST /runs/{run_id}/cancel": "cancel {run}",
    "GET /runs/{run_id}/rows": "rows {run} --outcome failed",
    "GET /runs/{run_id}/errors": "errors {run}",
    "GET /runs/{run_id}/mail": "mail {run}",
    "GET /mail-addresses": "addresses",
    "POST /mail-addresses/open": "addresses --open finance@example.com",
    "GET /settings": "settings show",
    "PUT /settings": "settings set page_size=500 enabled=false",
    "POST /recipients/invite": "settings invite finance@example.com",
    "POST /recipients/confirm": "confirm {code}",
    "GET /secrets": "secrets show",
    "PUT /secrets/intacct": "secrets put intacct",
    "PUT /secrets/salesforce": "secrets put salesforce",
    "POST /connection/check": "check",
    "GET /audit": "audit --all --format csv",
    "GET /audit/chain": "audit --verify",
    "GET /account-details/fields": "account-details fields --search name",
    "POST /account-details/fields/refresh": "account-details refresh",
    "PUT /account-details": "account-details set fields=[Name]",
    "GET /customers/{customer_id}/account-details": "account-details customer C-1 --locale fr-FR",
    "POST /embed/session": "tab look 101 --tenant demo",
    "GET /embed/account-details": "tab look 101 --tenant demo",
    "GET /embed/component": "tab component",
    "GET /field-map": "field-map status",
    "PUT /field-map": "field-map on",
    "GET /field-maps/{list_key}": "field-map show department",
    "PUT /field-maps/{list_key}": "field-map import department {map}",
    "POST /field-maps/{list_key}/check": "field-map check department {map}",
    "GET /field-maps/{list_key}/fields": "field-map fields department",
    "POST /notices/{hook}": "notice-address try {address} company-config/class 12",
    "GET /notice-address": "notice-address show",
    "POST /notice-address": "notice-address issue --unsigned",
}
TYPED = {
    "PUT /secrets/intacct": "abc.app.sage.com\ncanary-0123456789abcdef\n",
    "PUT /secrets/salesforce": f"3MVG9\n{pem()}",
    "POST /embed/session": SESSION,
    "GET /embed/account-details": SESSION,
}
ONE_WORD = {"resync", "run", "runs", "rows", "errors", "cancel", "confirm", "audit"}
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
RESYNC = "POST /lists/{list_key}/runs"


class NobodyWorks(FakeQueue):
    """Takes each task for given up at once, so that a run that is followed ends."""

    world: Any = None

    def send(self, tasks: Sequence[Task]) -> None:
        super().send(tasks)
        for task in tasks:
            give_up(self.world, task)


@dataclass
class Log:
    """What was asked of the served API: method, path and status."""

    calls: list[tuple[str, str, int]] = field(default_factory=list)

    def around(self, application: Callable[[Environ, StartResponse], Any]) -> Callable[[Environ, StartResponse], Any]:
        def answer(environ: Environ, start_response: StartResponse) -> Any:
            def started(status: str, headers: list[tuple[str, str]]) -> object:
                self.calls.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], int(status[:3])))
                return start_response(status, headers)

            return application(environ, started)

        return answer

    def reached(self, operation: str) -> bool:
        method, _, path = operation.partition(" ")
        pattern = re.compile("/api/v1" + re.sub(r"\{\w+\}", "[^/]+", path))
        return any(
            one == method and pattern.fullmatch(called) and 200 <= status < 300 for one, called, status in self.calls
        )


@pytest.fixture(scope="module")
def logged() -> Iterator[tuple[str, Replaceable, Log]]:
    app, built, log = Chalice(app_name="under-test", configure_logs=False), Replaceable(), Log()
    open_door(app, built)
    running = serve(log.around(wsgi(app)))
    yield running.url, built, log
    running.stop()


@pytest.fixture
def parts(logged: tuple[str, Replaceable, Log]) -> Parts:
    logged[1].parts = Parts()
    return logged[1].parts


@pytest.fixture
def api(logged: tuple[str, Replaceable, Log], parts: Parts) -> Api:
    return Api(logged[0])


@pytest.fixture
def words(api: Api, parts: Parts, tmp_path: Path) -> dict[str, str]:
    """A world in which each command has something to do, and what stands for its places in braces."""
    set_up(api, parts)
    settings = parts.settings.current("demo")
    parts.settings.save("demo", replace(settings, mode=IntegrationMode.BASIC), settings.version, SET_UP)
    map_file = tmp_path / "department.yaml"
    map_file.write_text(LIST_MAP)
    given = {"run": api.post("/lists/department/runs", {}).json["run"]["id"], "map": str(map_file)}
    given["address"] = api.url + api.post("/notice-address", {"unsigned": True}).json["path"]
    body = api.get("/settings").json["settings"]
    tag = api.get("/settings").headers["etag"]
    # Without host the product can't be switched on; an invitation needs neither.
    api.put("/settings", {**body, "enabled": False, "recipients": ["finance@example.com"]}, If_Match=tag)
    parts.runs.close_address("demo", ClosedAddress("finance@example.com", Fate.BOUNCED, parts.clock.now()))
    given["code"] = parts.invitations.sent[0].token
    current = parts.settings.current("demo")
    maps = replace(current.field_maps, enabled=True)
    parts.settings.save("demo", replace(current, enabled=True, field_maps=maps), current.version, SET_UP)
    return given


def test_every_operation_of_the_document_has_its_command(api: Api) -> None:
    paths = api.as_("").get("/openapi.json").json["paths"]
    served = {
        f"{method.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods
    }
    assert served == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS.values())
def test_the_command_stands_in_the_documentation(command: str) -> None:
    name, *rest = command.split()
    part = rest[0] if rest and rest[0].isidentifier() and name not in ONE_WORD else ""
    assert re.search(rf"`{name}\b", DOCUMENTATION)
    assert not part or re.search(rf"`(?:{name} )?{part}\b", DOCUMENTATION)


@pytest.mark.parametrize("operation", COMMANDS)
def test_the_command_reaches_its_operation(
    logged: tuple[str, Replaceable, Log],
    run: CommandLine,
    parts: Parts,
    words: dict[str, str],
    operation: str,
) -> None:
    queue = NobodyWorks()
    parts.world = queue.world = replace(parts.world, queue=queue)
    log = logged[2]
    log.calls.clear()
    done = run(*(word.format(**words) for word in COMMANDS[operation].split()), typed=TYPED.get(operation, ""))
    # Nobody works on the run that is started, so that it fails; every other command does what it says.
    assert done.code == (1 if operation == RESYNC else 0), done
    assert done.out
    assert log.reached(operation), log.calls
