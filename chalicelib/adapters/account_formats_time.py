"""Dates, instants and times of day in the forms of a locale."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format


def date_text(value: str, locale: Locale) -> str:
    """A calendar day: it is the same one wherever it is read. Raises ValueError or TypeError."""
    return format_date(date.fromisoformat(value), "medium", locale)


def datetime_text(value: str, locale: Locale, zone: ZoneInfo) -> str:
    """An instant, in the viewer's time zone, to the minute."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("an instant without its zone")
    local = moment.astimezone(zone)
    day, minute = format_date(local, "medium", locale), format_time(local.time(), "short", locale=locale)
    # Babel's own "medium" has seconds; this is how it puts the two together.
    pattern = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return pattern.replace("{0}", minute).replace("{1}", day)


def time_text(value: str, locale: Locale) -> str:
    """A time of day. Salesforce writes a Z that means nothing: the time belongs to no zone."""
    return format_time(time.fromisoformat(value.removesuffix("Z")), "short", locale=locale)
