"""A pytest plugin: fails a run in which a promise is not proved, and writes ``docs/promises.md`` of what it saw.

``pytest -p tests.promise_report`` judges; with ``--promises write`` (see ``make promises``) it writes, too: the figures
differ from run to run, so they go into the page only when somebody asks for it. A test tells more than the number of
its cases by ``record_property("figure", "2,000 seeds")``.
"""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.promises import PROMISES, Promise

PAGE = Path(__file__).parents[1] / "docs" / "promises.md"
HEAD = """# Promises

Each with the tests that prove it, and what they came to when they last ran. `make promises` runs them and writes this
page from `tests/promises.py`; `make test` fails where a promise is not proved. A case is one set of a test's
parameters; a seed is a run of the simulator ([proof.md](proof.md)), which drives the real engine through crashes,
duplicates, reordering, lost answers and moving lists. A promise without a test here is not made.

"""
TAIL = """
**Not promised**: the order of writes between rows; that Salesforce's own automation leaves values alone; a fixed
duration; strictly one mail (a crash in the instant after the mail provider accepted it may cause a second copy,
unless its word of the first comes in time); protection from whoever holds your AWS account.
"""


class Proofs:
    """What the tests came to, by node id without parameters."""

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()
        self.failed: set[str] = set()
        self.figures: dict[str, str] = {}

    def note(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0].partition("@")[0]
        if report.failed:
            self.failed.add(test)
        elif report.passed and report.when == "call":
            self.passed[test] += 1
            figures = [str(value) for name, value in report.user_properties if name == "figure"]
            if figures:
                self.figures[test] = figures[-1]

    def missing(self, promise: Promise) -> list[str]:
        return [test for test in promise.tests if test in self.failed or not self.passed[test]]

    def line(self, promise: Promise) -> str:
        proofs = "<br>".join(f"`{test}`: {self._figure(test)}" for test in promise.tests)
        return f"| {promise.name} | {promise.text} | {proofs} |\n"

    def _figure(self, test: str) -> str:
        cases = self.passed[test]
        return self.figures.get(test) or f"{cases:,} case{'s' if cases > 1 else ''}"


def page(proofs: Proofs, commit: str) -> str:
    rows = "".join(proofs.line(promise) for promise in PROMISES)
    return f"{HEAD}Last run: at commit `{commit}`.\n\n| # | Promise | Proof |\n|---|---|---|\n{rows}{TAIL}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--promises", choices=("check", "write"), default="check", help="judge the promises; write the page"
    )


def pytest_configure(config: pytest.Config) -> None:
    # A worker of xdist hands its reports to the main process.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Judge(config.getoption("--promises")), "promises")


class Judge:
    def __init__(self, task: str) -> None:
        self._task = task
        self._proofs = Proofs()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._proofs.note(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        missing = [f"{promise.name}: {test}" for promise in PROMISES for test in self._proofs.missing(promise)]
        if missing:
            print("\n\nPromises without proof:", *missing, sep="\n  ")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif self._task == "write":
            git = ["git", "rev-parse", "--short", "HEAD"]
            commit = subprocess.run(git, cwd=PAGE.parent, capture_output=True, text=True, check=False).stdout.strip()
            PAGE.write_text(page(self._proofs, commit or "unknown"), encoding="utf-8")
