"""Salesforce record ids: 15 characters that know upper from lower case, and 3 more for those who do not."""

import re
from functools import lru_cache

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")


def make_id(prefix: str, number: int) -> str:
    """The 18-character id of the ``number``-th record of the object with this three-character prefix."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return _with_suffix(f"{prefix}5e{digits:0>10}")


def full_id(text: str) -> str | None:
    """The 18-character form of an id given in either form; None where ``text`` is no id."""
    if not _ID.fullmatch(text):
        return None
    full = _with_suffix(text[:15])
    return full if len(text) == 15 or full.lower() == text.lower() else None


def _with_suffix(short: str) -> str:
    return short + "".join(_checked(short[start : start + 5]) for start in (0, 5, 10))


@lru_cache(4096)
def _checked(part: str) -> str:
    """The letter that tells which of five characters are upper case."""
    return _SUFFIX[sum(1 << place for place, letter in enumerate(part) if "A" <= letter <= "Z")]
