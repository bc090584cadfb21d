"""The house: what no single test sees, and what a later change must not break."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalice.app import CloudWatchEventConfig, ScheduledEventConfig, SQSEventConfig

from app import app
from chalicelib.core.errors import Problem
from chalicelib.routes import strict_json
from chalicelib.routes.console import EMBED, FILES, PAGES
from chalicelib.routes.door import TABLES
from chalicelib.routes.paths import PATTERNS
from infra.resources import DEAD, QUEUES, TIMEOUTS_SECONDS, Queue

ROOT = Path(__file__).parents[1]
SOURCES = ("app.py", "chalicelib", "dev", "infra", "passerelle", "tests")
OPEN_ROUTES = {
    "/api/v1/health",
    "/api/v1/openapi.json",
    "/api/v1/recipients/confirm",
    "/api/v1/notices/{hook}",
    "/api/v1/embed/session",
}
HEAVY = ("babel", "boto3", "jinja2", "jwt", "nh3", "requests", "simple_salesforce")
CONFIG: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text())
FUNCTIONS = {source.name for source in app.event_sources}


def python_files() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


each_file = pytest.mark.parametrize("path", list(python_files()), ids=lambda path: str(path.relative_to(ROOT)))


@each_file
def test_a_file_opens_with_the_line_that_says_its_one_job(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    assert docstring or not text.strip()


@each_file
def test_a_file_stays_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_nothing_imports_the_door() -> None:
    for path in python_files():
        if path.is_relative_to(ROOT / "chalicelib"):
            imported = {name for node in ast.walk(ast.parse(path.read_text())) for name in names_imported(node)}
            assert "app" not in imported, path


def names_imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [(node.module or "").partition(".")[0]] if isinstance(node, ast.ImportFrom) else []


def test_the_product_reads_no_xml() -> None:
    """So that no document can make it open a file, call a host, or grow without end."""
    readers = {"xml", "lxml", "defusedxml", "xmltodict", "bs4", "html5lib", "zeep"}
    for path in (ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "passerelle").rglob("*.py")):
        imported = {name for node in ast.walk(ast.parse(path.read_text())) for name in names_imported(node)}
        assert not imported & readers, path


def test_imports_run_down_the_house() -> None:
    linter = str(Path(sys.executable).with_name("lint-imports"))
    done = run([linter, "--no-cache"], ROOT, dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_app_loads_nothing_heavy_and_builds_nothing() -> None:
    probe = f"import app, sys; print(*[name for name in {HEAVY} if name in sys.modules], *vars(app.wiring))"
    # Without any setting: whatever were built at import would fail.
    bare = {"PATH": os.environ["PATH"]}
    done = run([sys.executable, "-c", probe], ROOT, bare)
    assert done.stdout.split() == ["_environ"]


def test_the_environment_is_handed_to_the_wiring_and_read_nowhere_else() -> None:
    speaking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app.py", *(ROOT / "chalicelib").rglob("*.py"))
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert speaking == {"app.py"}


def test_event_functions_stand_in_the_app_where_the_middleware_reaches_them() -> None:
    assert {source.handler_string for source in app.event_sources} == {f"app.{name}" for name in FUNCTIONS}
    assert {"plan_run", "sync_range", "sync_rows", "send_mail", "note_mail_event", "give_up", "sweep"} == FUNCTIONS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_an_event_function_is_one_line_or_two(name: str) -> None:
    tree = ast.parse((ROOT / "app.py").read_text())
    [function] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(function.body) <= 2


def test_every_queue_of_the_app_has_its_resource_with_time_enough_and_a_dead_letter_queue() -> None:
    resources: dict[str, Queue] = {queue.name: queue for queue in QUEUES}
    listened = {str(source.queue): source for source in app.event_sources if isinstance(source, SQSEventConfig)}
    assert set(listened) == {queue.name for queue in QUEUES if queue.function}
    for name, source in listened.items():
        queue = resources[name]
        assert queue.function == source.name
        assert source.batch_size == 1
        assert queue.visibility_seconds >= 6 * timeout_of(source.name)
        if queue is not DEAD:
            dead = resources[queue.dead_letters]
            assert dead is DEAD or not dead.function
            assert queue.receives == 5
            assert queue.retention_seconds < dead.retention_seconds == DEAD.retention_seconds


def timeout_of(function: str) -> int:
    seconds: int = CONFIG["lambda_functions"][function]["lambda_timeout"]
    return seconds


def test_timeouts_are_those_that_the_queues_were_made_for() -> None:
    assert {name: timeout_of(name) for name in FUNCTIONS} == dict(TIMEOUTS_SECONDS)


def test_the_sweep_runs_every_minute() -> None:
    schedules = [source for source in app.event_sources if isinstance(source, ScheduledEventConfig)]
    assert [one.name for one in schedules] == ["sweep"]
    expression = schedules[0].schedule_expression
    assert not isinstance(expression, str)
    assert expression.to_string() == "rate(1 minute)"
    assert not [source for source in app.event_sources if isinstance(source, CloudWatchEventConfig)]


def problems() -> Iterator[type[Problem]]:
    waiting = [Problem]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind is not Problem:
            yield kind


def test_every_problem_has_a_status_of_its_own_and_a_title() -> None:
    assert strict_json.UnsupportedBody in set(problems())
    # A kind that names no status is a case of its parent, such as AccountNotReadable of NeedsAdmin.
    statuses = Counter(kind.status for kind in problems() if "status" in vars(kind))
    assert max(statuses.values()) == 1, statuses
    assert all(400 <= kind.status < 600 and kind.title for kind in problems())


def test_every_route_asks_for_an_action_or_is_on_the_list_of_open_ones() -> None:
    endpoints = [endpoint for table in TABLES for endpoint in table.endpoints]
    assert {endpoint.path for endpoint in endpoints if endpoint.action is None} == OPEN_ROUTES
    assert {endpoint.path for endpoint in endpoints if endpoint.by_pass} == {"/api/v1/embed/account-details"}
    assert {endpoint.path for endpoint in endpoints} | {EMBED, FILES, *PAGES} == set(app.routes)


def test_every_name_in_a_path_is_checked_before_a_view_sees_it() -> None:
    names = {name for table in TABLES for endpoint in table.endpoints for name in endpoint.names_in_path}
    assert names <= set(PATTERNS)


def run(command: list[str], where: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
