"""Every regular expression of the product on hostile texts of 100 KB: none goes over them again and again."""

import ast
import importlib
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from re import _parser as regex_parser  # type: ignore[attr-defined]  # there is no public way to look into one
from typing import Any, NamedTuple

import pytest

from chalicelib.adapters.languages import FALLBACK, languages
from chalicelib.adapters.sentences import said, sentence_patterns
from chalicelib.adapters.words import words_for
from chalicelib.routes.door import TABLES
from chalicelib.routes.openapi import document

ROOT = Path(__file__).parents[2]
LENGTH = 100_000
TARGET_SECONDS = 0.05
SECONDS = 10 * TARGET_SECONDS
"""Of processor time, ten times what we want: one that goes back and forth over such a text takes minutes."""
USES = ("fullmatch", "match", "search", "findall", "finditer", "sub", "split")
COMMON = ("a", "A", "0", " ", ".", "-", "a.", "0,", "a@", "\n", "\u00a0")
CLASSES = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


class Used(NamedTuple):
    """A pattern, and the method by which the product uses it."""

    where: str
    pattern: re.Pattern[str]
    by: str


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in (*sorted((ROOT / "chalicelib").rglob("*.py")), *sorted((ROOT / "passerelle").rglob("*.py"))):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if not name.endswith("__main__"):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def uses_of(tree: ast.Module) -> Iterator[tuple[str, str, ast.Call]]:
    """What each method of a pattern is called on, by name; "re" for the functions of the module."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=on), attr=by)) if by in USES:
                yield on, by, node


def patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in([*value, *value.values()])
    elif isinstance(value, list | tuple | frozenset):
        for part in value:
            yield from patterns_in(part)


def of_modules() -> Iterator[Used]:
    for name, tree in modules():
        uses = list(uses_of(tree))
        for on, by, call in uses:
            if on == "re" and isinstance(call.args[0], ast.Constant):
                yield Used(f"{name}:{call.lineno}", re.compile(str(call.args[0].value)), by)
        for variable, value in vars(importlib.import_module(name)).items():
            methods = {by for on, by, _ in uses if on == variable} or {"fullmatch"}
            yield from (Used(f"{name}.{variable}", one, by) for one in patterns_in(value) for by in sorted(methods))


def of_schemas(part: Any) -> Iterator[Used]:
    """What msgspec checks requests by."""
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield Used("schema", re.compile(part["pattern"]), "search")
        yield from of_schemas(list(part.values()))
    elif isinstance(part, list):
        for one in part:
            yield from of_schemas(one)


def of_sentences() -> Iterator[Used]:
    for language in languages():
        if language != FALLBACK:
            yield from (Used(f"sentence in {language}", one, "fullmatch") for one in sentence_patterns(language))


OPENAPI = document([endpoint for table in TABLES for endpoint in table.endpoints])
ALL = {(used.pattern, used.by): used for used in (*of_modules(), *of_schemas(OPENAPI), *of_sentences())}
PATTERNS = list(ALL.values())


def literals(parsed: Any) -> Iterator[str]:
    """The runs of letters in a pattern, and a letter of each of its classes."""
    run = ""
    for kind, argument in parsed:
        if str(kind) == "LITERAL":
            run += chr(argument)
            continue
        yield run
        run = ""
        yield from _inside(str(kind), argument)
    yield run


def _inside(kind: str, argument: Any) -> Iterator[str]:
    if kind == "IN":
        for part, letter in argument:
            yield CLASSES.get(str(letter), "") or (
                chr(letter[0] if str(part) == "RANGE" else letter) if _is(letter) else ""
            )
    elif kind == "BRANCH":
        for branch in argument[1]:
            yield from literals(branch)
    elif kind.endswith(("REPEAT", "SUBPATTERN", "ASSERT", "ATOMIC_GROUP")):
        nested = argument[-1] if isinstance(argument, tuple) else argument
        yield from literals(nested)


def _is(letter: Any) -> bool:
    return isinstance(letter, int | tuple)


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Texts that fit nearly to their end: something that the pattern knows, again and again, and then a misfit."""
    own = [one for one in dict.fromkeys(literals(regex_parser.parse(pattern.pattern, pattern.flags))) if one]
    pieces = [*own[:10], *COMMON, *(a + b for a, b in product(own[:4], [*own[:4], *COMMON[:5]]))]
    for piece in dict.fromkeys(pieces):
        for head in dict.fromkeys(("", own[0] if own else "")):
            yield head + (piece * (LENGTH // len(piece) + 1))[:LENGTH] + "\0"


def run(used: Used, text: str) -> None:
    if used.by == "sub":
        used.pattern.sub("", text)
    elif used.by == "finditer":
        list(used.pattern.finditer(text))
    else:
        getattr(used.pattern, used.by)(text)


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 200
    found = {used.where for used in PATTERNS}
    assert {"chalicelib.core.mail_address._ADDRESS", "schema", "sentence in fr"} <= found
    known = literals(regex_parser.parse("(?>ab(c|d)[e-f]+?)(?:gh)*", 0))
    assert {"ab", "c", "d", "e", "gh"} <= set(known)


@pytest.mark.parametrize("used", PATTERNS, ids=[f"{used.where} {used.by} {n}" for n, used in enumerate(PATTERNS)])
def test_no_text_of_100_kb_takes_long(used: Used) -> None:
    for text in hostile(used.pattern):
        begun = time.thread_time()
        run(used, text)
        assert time.thread_time() - begun < SECONDS, text[:40]


def seconds(used: Used) -> float:
    """On the shortest beginnings of its hostile texts that show the difference."""
    begun = time.thread_time()
    for text in hostile(used.pattern):
        run(used, text[:10_000])
    return time.thread_time() - begun


def test_a_pattern_that_goes_back_would_be_found() -> None:
    careless, careful = re.compile(r"\s+ID$"), re.compile(r"(?<!\s)\s+ID$")
    assert seconds(Used("", careless, "search")) > 20 * seconds(Used("", careful, "search"))


@pytest.mark.parametrize("text", ["Salesforce refused a call about " + ": " * 50_000, "a, " * 30_000 + "is not set."])
def test_no_text_keeps_the_translator_busy(text: str) -> None:
    begun = time.thread_time()
    said(words_for("fr"), text)
    said(words_for("fr"), text[:3_900])
    assert time.thread_time() - begun < SECONDS
