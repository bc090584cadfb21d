"""One page of an Intacct query, believed only where it agrees with itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

_SCALARS = (str, int, bool, Decimal, type(None))


class BadPage(ValueError):  # noqa: N818 - a page is bad; nothing of ours is in error
    """An answer that contradicts itself; the text says how, without anybody's data."""


@dataclass(frozen=True, slots=True)
class Page:
    """``rows`` hold the selected fields and no others; ``total`` counts the rows of all pages."""

    rows: tuple[Row, ...]
    total: int


def read_page(document: Any, fields: Sequence[str], start: int, size: int) -> Page:
    """The page that begins at ``start`` (from 1) and has room for ``size`` rows. Raises BadPage."""
    result, meta = _members(document)
    total = meta.get("totalCount")
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise BadPage("it does not say how many rows there are")
    expected = min(size, max(total - start + 1, 0))
    if len(result) != expected:
        raise BadPage(f"it has {len(result)} rows where {expected} were announced")
    if "next" in meta and (meta["next"] is not None) != (start - 1 + len(result) < total):
        raise BadPage("it contradicts itself about the pages that follow")
    return Page(tuple(_row(row, fields) for row in result), total)


def key_number(row: Row) -> int:
    """The key as a number. Raises BadPage where it is not the plain form of one."""
    key = row["key"]
    text = str(key)
    if isinstance(key, bool) or not (text.isascii() and text.isdigit()) or len(text) > 18 or text != str(int(text)):
        raise BadPage("a key is no record number")
    return int(text)


def _members(document: Any) -> tuple[list[Any], Mapping[str, Any]]:
    result = document.get("ia::result") if isinstance(document, Mapping) else None
    meta = document.get("ia::meta") if isinstance(document, Mapping) else None
    if not isinstance(result, list) or not isinstance(meta, Mapping):
        raise BadPage("it has no rows")
    return result, meta


def _row(row: Any, fields: Sequence[str]) -> Row:
    """The selected fields: Intacct adds stray columns, such as API_QUERY_ALIAS__25."""
    if not isinstance(row, Mapping):
        raise BadPage("a row is no object")
    missing = [name for name in fields if name not in row]
    if missing:
        raise BadPage(f"a row lacks {missing[0]}")
    selected = {name: row[name] for name in fields}
    if not all(isinstance(value, _SCALARS) for value in selected.values()):
        raise BadPage("a value is no plain value")
    if selected.get("key") in (None, ""):
        raise BadPage("a row has no key")
    return selected
