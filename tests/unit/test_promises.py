"""The promises themselves: their tests are there, and what a look at the source alone can prove."""

import ast
import re
from pathlib import Path

import pytest

from chalicelib.ports.account import Accounts
from chalicelib.ports.upstreams import Salesforce
from tests.promise_report import Proofs
from tests.promises import PROMISES, Promise

ROOT = Path(__file__).parents[2]
ADAPTERS = ROOT / "chalicelib" / "adapters"


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_each_promise_names_tests_that_are_there_and_stands_on_the_page(promise: Promise) -> None:
    assert promise.tests
    for test in promise.tests:
        path, _, name = test.partition("::")
        defined = {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}
        assert name in defined, test
    assert f"| {promise.name} | {promise.text} |" in (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")


def report(test: str, outcome: str, figure: str = "") -> pytest.TestReport:
    made = pytest.TestReport(test, ("", None, ""), {}, outcome, None, "call")  # type: ignore[arg-type]
    made.user_properties = [("figure", figure)] if figure else []
    return made


def test_a_promise_is_proved_where_every_case_of_every_test_of_it_passed() -> None:
    promise = Promise("P0", "We try.", ("tests/a.py::test_one", "tests/b.py::test_two"))
    proofs = Proofs()
    proofs.note(report("tests/a.py::test_one[1]@group", "passed"))
    proofs.note(report("tests/a.py::test_one[2]", "passed"))
    assert proofs.missing(promise) == ["tests/b.py::test_two"]
    proofs.note(report("tests/b.py::test_two", "skipped"))
    assert proofs.missing(promise) == ["tests/b.py::test_two"]
    proofs.note(report("tests/b.py::test_two", "passed", "2,000 seeds"))
    assert proofs.missing(promise) == []
    assert "`tests/a.py::test_one`: 2 cases<br>`tests/b.py::test_two`: 2,000 seeds" in proofs.line(promise)
    proofs.note(report("tests/a.py::test_one[3]", "failed"))
    assert proofs.missing(promise) == ["tests/a.py::test_one"]


def methods(port: type) -> set[str]:
    return {name for name in vars(port) if not name.startswith("_")}


def asks(path: Path) -> set[str]:
    """The HTTP methods that a module names."""
    return set(re.findall(r'"(GET|POST|PUT|PATCH|DELETE)"', path.read_text(encoding="utf-8")))


def test_accounts_are_only_read() -> None:
    assert methods(Accounts) == {"calls", "describe", "find", "read"}
    modules = sorted(ADAPTERS.glob("salesforce_account*.py"))
    assert modules
    # The one POST names the fields of one record to read, as they don't fit into an address.
    assert set().union(*map(asks, modules)) <= {"GET", "POST"}
    assert sum(path.read_text(encoding="utf-8").count('"POST"') for path in modules) == 1


def test_rows_of_salesforce_are_never_deleted() -> None:
    assert methods(Salesforce) == {"calls", "rows", "edited", "unkeyed_count", "unkeyed", "upsert", "update"}
    # http.py knows which methods may be repeated; nobody asks it for this one.
    assert [path.name for path in ADAPTERS.glob("*.py") if "DELETE" in asks(path)] == ["http.py"]
