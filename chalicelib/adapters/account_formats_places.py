"""Postal addresses in the order of their country, and points on the map."""

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

from chalicelib.adapters.account_formats_numbers import decimal_text
from chalicelib.adapters.account_formats_text import plain
from chalicelib.adapters.account_formats_words import words_of

Line = tuple[str, ...]
"""Parts of an address, and what stands between two of them where both are there."""

_EUROPE: tuple[Line, ...] = (("street",), ("postalCode", " ", "city"), ("state",), ("country",))
_AMERICA: tuple[Line, ...] = (("street",), ("city", ", ", "state", " ", "postalCode"), ("country",))
_BRITAIN: tuple[Line, ...] = (("street",), ("city",), ("state",), ("postalCode",), ("country",))
_BRAZIL: tuple[Line, ...] = (("street",), ("city", "-", "state"), ("postalCode",), ("country",))
_JAPAN: tuple[Line, ...] = (("street",), ("city", ", ", "state", " ", "postalCode"), ("country",))
_JAPAN_OWN: tuple[Line, ...] = (("postalCode",), ("state", "", "city", "", "street"), ("country",))
_BY_COUNTRY = {
    "AU": _AMERICA,
    "BR": _BRAZIL,
    "CA": _AMERICA,
    "GB": _BRITAIN,
    "IE": _BRITAIN,
    "JP": _JAPAN,
    "US": _AMERICA,
}
_ALSO_CALLED = {
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "uk": "GB",
    "usa": "US",
    "u.s.a.": "US",
    "brasil": "BR",
}
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LATITUDE_SCALE = 15


def address(value: Mapping[str, Any], locale: Locale) -> str:
    """The lines of an address, ``\\n`` between; parts that a country's order has no place for do not exist.

    Takes ``{"street", "city", "state", "postalCode", "country", "countryCode", …}``, each of them None or left out.
    """
    parts = {
        name: plain(value.get(name) or "").strip() for name in ("street", "city", "state", "postalCode", "country")
    }
    code = plain(value.get("countryCode") or "") or _code_of(parts["country"], locale)
    parts["country"] = parts["country"] or locale.territories.get(code, code)
    lines = (_line(line, parts) for line in _order(code, parts))
    return "\n".join(line for line in lines if line)


def location(value: Mapping[str, Any], decimal: bool, locale: Locale) -> str:
    """Latitude and longitude, decimal or as degrees, minutes and seconds."""
    latitude, longitude = value["latitude"], value["longitude"]
    if decimal:
        apart = "; " if locale.number_symbols["latn"]["decimal"] == "," else ", "
        return apart.join(decimal_text(one, _LATITUDE_SCALE, locale) for one in (latitude, longitude))
    points = words_of(locale).points
    vertical, horizontal = points[latitude < 0], points[2 + (longitude < 0)]
    return f"{_degrees(latitude)}{vertical} {_degrees(longitude)}{horizontal}"


def _order(code: str, parts: Mapping[str, str]) -> tuple[Line, ...]:
    if code == "JP" and _EAST_ASIAN.search(parts["city"] + parts["state"] + parts["street"]):
        return _JAPAN_OWN
    return _BY_COUNTRY.get(code, _EUROPE)


def _line(line: Line, parts: Mapping[str, str]) -> str:
    text = parts[line[0]]
    for apart, name in zip(line[1::2], line[2::2], strict=True):
        text = f"{text}{apart if text and parts[name] else ''}{parts[name]}"
    return text


def _code_of(country: str, locale: Locale) -> str:
    """The code of a country by its name in English or in the viewer's language; "" where we can't tell."""
    wanted = country.casefold()
    if wanted in _ALSO_CALLED or len(country) == 2:
        return _ALSO_CALLED.get(wanted, country.upper())
    for names in (Locale("en").territories, locale.territories):
        code = next((code for code, name in names.items() if name.casefold() == wanted), "")
        if code:
            return code
    return ""


def _degrees(angle: float) -> str:
    seconds = round(abs(angle) * 3600)
    return f"{seconds // 3600}°{seconds // 60 % 60:02}′{seconds % 60:02}″"
