"""How long to wait before a call is sent again: what the system asks for, or a moment of our own."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

TRIES = 3
LONGEST_QUICK_WAIT = 10.0
LONGEST_WAIT = 3600.0

# Plain, and the spellings that Intacct's clients have met.
_RETRY_AFTER = (
    "Retry-After",
    "X-IA-Throttle-Limit-RetryAfter",
    "X-IA-Throttle-Limit-Retry-After",
    "X-IA-TENANT-Throttle-Limit-RetryAfter",
    "X-IA-TENANT-Throttle-Limit-Retry-After",
)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """The longest wait that an answer asks for, in seconds, at most an hour; None where it asks for none."""
    waits = [wait for name in _RETRY_AFTER if (wait := _seconds(headers.get(name, ""), now)) is not None]
    return min(max(waits), LONGEST_WAIT) if waits else None


def _seconds(text: str, now: datetime) -> float | None:
    """From ``"12"`` or from a date of HTTP; None for anything else."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((aware - now) / timedelta(seconds=1), 0.0)


def quick_wait(tries: int, asked: float | None) -> float | None:
    """Seconds until the next try, or None where the caller must come again much later."""
    if tries >= TRIES or (asked is not None and asked > LONGEST_QUICK_WAIT):
        return None
    return (asked or 0.0) + random.uniform(0.1, 0.5 * 2**tries)  # noqa: S311 - spreads retries, guards nothing
