"""Strict JSON: what is taken is what any parser would read, and mistakes are named by path."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.errors import BadRequest
from chalicelib.routes.strict_json import MAX_BYTES, MAX_DEPTH, convert, parse

NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


def deep(levels: int) -> bytes:
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.booleans())
def test_an_object_is_read_as_it_was_written(value: dict[str, Any], ascii_only: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_problem(raw: bytes) -> None:
    with suppress(BadRequest):
        assert isinstance(parse(raw), dict)


def test_the_limits_themselves_are_taken() -> None:
    assert parse(deep(MAX_DEPTH))
    assert parse(b'{"a": "' + b"x" * (MAX_BYTES - 9) + b'"}')
    with pytest.raises(BadRequest):
        parse(deep(MAX_DEPTH + 1))


@pytest.mark.parametrize("text", ["[" * 50, '\\"[' * 20, "\\\\", '\\\\\\"{{{{{{{{{{{{{{{{{{{{{'])
def test_brackets_in_a_text_do_not_count_as_depth(text: str) -> None:
    assert parse(f'{{"a": "{text}"}}'.encode())


@dataclass(frozen=True)
class Pair:
    rule: int


class Body(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    pairs: list[Pair] = []


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({}, "name"),
        ({"name": 1}, "name"),
        ({"name": "x", "pairs": [{"rule": 1}, {"rule": "2"}]}, "pairs.1.rule"),
        ({"name": "x", "pairs": [{}]}, "pairs.0.rule"),
        ({"name": "x", "more": 1}, "more"),
    ],
)
def test_a_mistake_is_named_by_its_path(value: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRequest) as refused:
        convert(value, Body)
    assert [one.field for one in refused.value.errors] == [field]
    assert refused.value.errors[0].message.endswith(".")
