"""What the caller would rather have: JSON, or another kind."""

import re

_QUALITY = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")


def prefers_csv(accept: str) -> bool:
    return prefers(accept, "text/csv")


def prefers(accept: str, media: str) -> bool:
    """Whether ``media`` is asked for, and not less than JSON. A wildcard means JSON."""
    wanted = dict(map(_media_range, accept.lower().split(",")))
    quality = wanted.get(media, 0.0)
    return quality > 0 and quality >= wanted.get("application/json", 0.0)


def _media_range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip() for part in text.split(";"))
    qualities = [float(match[1]) for part in parameters if (match := _QUALITY.fullmatch(part))]
    return media, qualities[0] if qualities else 1.0
