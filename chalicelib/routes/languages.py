"""The languages that a caller would like an answer in, the preferred one first."""

import re

from chalicelib.adapters.languages import languages

MOST_LANGUAGES = 10
_RANGE = re.compile(r"\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4})\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")


def accepted_languages(header: str | None) -> tuple[str, ...]:
    """The tags of an ``Accept-Language`` by their weight; what is no tag, or weighs nothing, is passed over."""
    weighted: list[tuple[float, str]] = []
    for part in (header or "").split(",")[:MOST_LANGUAGES]:
        match = _RANGE.fullmatch(part)
        weight = float(match[2] or 1) if match else 0.0
        if match and weight > 0:
            weighted.append((weight, match[1]))
    return tuple(tag for _, tag in sorted(weighted, key=lambda one: -one[0]))


def known_language(header: str | None) -> str | None:
    """The first language of an ``Accept-Language`` that we have words in."""
    wished = (tag.partition("-")[0].lower() for tag in accepted_languages(header))
    return next((code for code in wished if code in languages()), None)
