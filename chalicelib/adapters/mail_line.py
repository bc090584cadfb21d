"""Text from outside, made fit for one line of a mail."""

import re
import unicodedata

NAME_LENGTH = 120
MESSAGE_LENGTH = 400
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing, and so can make a line read as something else."""


def one_line(text: str, length: int = NAME_LENGTH) -> str:
    """The text without line breaks, control characters, direction marks and halves of surrogate pairs.

    At most ``length`` characters; a longer text ends in "…".
    """
    line = _DIRECTIONS.sub("", _BREAKS.sub(" ", text)).strip()
    line = "".join("\ufffd" if unicodedata.category(char) == "Cs" else char for char in line)
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
