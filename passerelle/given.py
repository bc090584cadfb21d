"""What people hand over: YAML files, standard input, and member=value."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml


class Unusable(Exception):  # noqa: N818 - what the person gave is unusable
    """What was given on the command line can't be understood."""


def read(file: Path) -> bytes:
    """The file, or standard input for "-"."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file} can't be read: {error.strerror}.") from None


def mapping(file: Path, what: str) -> dict[str, Any]:
    """The members that a YAML file names; ``what`` they are members of."""
    try:
        document = parsed(read(file).decode("utf-8"))
    except UnicodeDecodeError:
        raise Unusable(f"{file} is no text in UTF-8.") from None
    if not isinstance(document, dict):
        raise Unusable(f"{file} holds no members of {what}.")
    return document


def members(texts: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """``page_size=500`` as name and value."""
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Unusable(f"“{text}” is not of the form member=value.")
        yield name, parsed(value)


def parsed(text: str) -> Any:
    """YAML as JSON values: a date is its text."""
    try:
        return json.loads(json.dumps(yaml.safe_load(text), default=str, allow_nan=False))
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        raise Unusable("This is no YAML that we can take.") from None


def as_yaml(content: Any) -> bytes:
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return text.encode()
