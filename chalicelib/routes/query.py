"""Query parameters: each known, given once, and of its type."""

import re
from functools import cache
from typing import TypeVar

import msgspec
from chalice.app import MultiDict, Request
from msgspec import inspect

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.routes.strict_json import convert

T = TypeVar("T", bound=msgspec.Struct)

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def read_query(request: Request, kind: type[T]) -> T:
    """The query parameters as ``kind``. Raises BadRequest that names the parameter."""
    given = request.query_params or MultiDict({})
    repeated = [name for name in given if len(given.getlist(name)) > 1]
    if repeated:
        raise BadRequest(
            "parameter_repeated",
            "A parameter stands twice in the address.",
            remedy="Give each parameter once.",
            errors=tuple(FieldError(name[:100], "Give this once.") for name in repeated),
        )
    integers = _integer_fields(kind)
    return convert({name: _value(given[name], name in integers) for name in given}, kind)


@cache
def _integer_fields(kind: type[msgspec.Struct]) -> frozenset[str]:
    described = inspect.type_info(kind)
    assert isinstance(described, inspect.StructType)
    return frozenset(field.encode_name for field in described.fields if _takes_integer(field.type))


def _takes_integer(kind: inspect.Type) -> bool:
    choices = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return any(isinstance(choice, inspect.IntType) for choice in choices)


def _value(text: str, is_integer: bool) -> str | int:
    return int(text) if is_integer and _INTEGER.fullmatch(text) else text
