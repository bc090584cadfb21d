"""The table of bad inputs is whole: every group has tests that exist and that hold what the table says is sent."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
GROUPS = 84
_CODE = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    group: int
    what: str
    tests: tuple[str, ...]
    holds: str


def rows() -> Iterator[Row]:
    for line in (Path(__file__).with_name("bad_inputs.md")).read_text(encoding="utf-8").splitlines():
        if re.match(r"\| \d", line):
            group, what, tests, holds = (
                cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]
            )
            yield Row(int(group), what, tuple(_CODE.findall(tests)), holds)


ROWS = list(rows())
each_row = pytest.mark.parametrize("row", ROWS, ids=[f"{row.group}: {row.what[:40]}" for row in ROWS])


@cache
def source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file, those in a class with its name before."""
    body = ast.parse(source(path)).body
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    inside = {f"{one.name}::{node.name}" for one in classes for node in one.body if isinstance(node, ast.FunctionDef)}
    return frozenset(inside | {node.name for node in body if isinstance(node, ast.FunctionDef)})


def corpora_of(path: str) -> Iterator[str]:
    """The file's source, and that of what it takes from other files of the tests."""
    yield source(path)
    for node in ast.walk(ast.parse(source(path))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            named = str(node.module).replace(".", "/") + ".py"
            if (ROOT / named).is_file():
                yield source(named)


def test_every_group_is_there_in_its_order() -> None:
    groups = [row.group for row in ROWS]
    assert groups == sorted(groups)
    assert set(groups) == set(range(1, GROUPS + 1))


@each_row
def test_every_test_that_is_named_is_there(row: Row) -> None:
    assert row.tests
    for node_id in row.tests:
        path, _, name = node_id.partition("::")
        assert name in names_in(path), node_id


@each_row
def test_what_is_said_to_be_sent_stands_in_the_tests(row: Row) -> None:
    texts = [text for path in {node_id.partition("::")[0] for node_id in row.tests} for text in corpora_of(path)]
    missing = [code for code in _CODE.findall(row.what) if not any(code in text for text in texts)]
    assert missing == []


@each_row
def test_every_row_says_what_is_sent_and_what_holds(row: Row) -> None:
    assert len(row.what) > 8
    assert row.holds
