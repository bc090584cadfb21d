"""Text out of Salesforce without the characters that nobody sees but that change what one sees."""

import re
from typing import Any

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\u0085]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, and those that turn the direction of writing: they make one address look like another."""


def plain(value: Any) -> str:
    """A scalar as text, line breaks as ``\\n``. Raises TypeError on a list or an object."""
    if isinstance(value, list | dict):
        raise TypeError("not a text")
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", value if isinstance(value, str) else str(value)))
