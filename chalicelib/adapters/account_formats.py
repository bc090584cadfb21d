"""Values of an Account as a person reads them, by the type of the field and the viewer's language and time zone.

Babel brings the forms of some 700 locales; the rules by type are Salesforce's own, as far as they are public.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from chalicelib.adapters import account_formats_links as links
from chalicelib.adapters import account_formats_numbers as numbers
from chalicelib.adapters import account_formats_places as places
from chalicelib.adapters import account_formats_time as times
from chalicelib.adapters.account_formats_html import rich_text
from chalicelib.adapters.account_formats_text import plain
from chalicelib.adapters.account_formats_words import words_of
from chalicelib.adapters.words import words_for
from chalicelib.core.account import AccountField
from chalicelib.core.account_state import FieldState, ShownValue, TabState
from chalicelib.core.errors import BadRequest, FieldError

DEFAULT_LOCALE = "en-US"
LONGEST_LANGUAGE_TAG = 35
_USUAL_REGION = {"en": "US", "fr": "FR"}
"""Where a bare language leaves the region open, as the tokens' language claim does."""


class BabelFormats:
    """Fulfils the port ``Formats``."""

    def for_viewer(self, languages: Sequence[str], time_zone: str) -> "ViewerFormat":
        known = (locale for tag in (*languages, DEFAULT_LOCALE) if (locale := _locale(tag)))
        return ViewerFormat(next(known), _zone(time_zone))


class ViewerFormat:
    """Fulfils the port ``ValueFormat``."""

    def __init__(self, locale: Locale, zone: ZoneInfo) -> None:
        self._locale = locale
        self._zone = zone
        self._by_type: Mapping[str, Callable[[AccountField, Any], ShownValue]] = {
            "address": lambda _, value: ShownValue(places.address(value, locale)),
            "boolean": lambda _, value: ShownValue(words_of(locale).boolean(value)),
            "date": lambda _, value: ShownValue(times.date_text(value, locale)),
            "datetime": lambda _, value: ShownValue(times.datetime_text(value, locale, zone)),
            "double": lambda field, value: ShownValue(numbers.decimal_text(value, field.scale, locale)),
            "email": lambda _, value: links.email(value),
            "int": lambda _, value: ShownValue(numbers.decimal_text(value, 0, locale)),
            "location": lambda field, value: ShownValue(places.location(value, field.decimal_location, locale)),
            "multipicklist": lambda field, value: ShownValue(_labels(field, value)),
            "percent": lambda field, value: ShownValue(numbers.percent_text(value, field.scale, locale)),
            "phone": lambda _, value: links.phone(value, locale),
            "picklist": lambda field, value: ShownValue(_label(field, plain(value))),
            "time": lambda _, value: ShownValue(times.time_text(value, locale)),
            "url": lambda field, value: links.url(value, linked=field.extra_type != "imageurl"),
        }

    @property
    def locale(self) -> str:
        return str(self._locale).replace("_", "-")

    @property
    def time_zone(self) -> str:
        return self._zone.key

    def sentence(self, state: TabState, age_seconds: int | None) -> str:
        """In English where we have no words in the viewer's language."""
        words = words_for(self.locale)
        kind = "away_with_values" if state is TabState.AWAY and age_seconds is not None else state.value
        return words.say(f"tab.{kind}", age=words.duration(timedelta(seconds=max(1, age_seconds or 0))))

    def show(self, field: AccountField, value: Any, currency: str) -> ShownValue:
        """One value as the viewer reads it; what does not fit its type is shown as it came, never as markup."""
        if value is None or value == "":
            return ShownValue(state=FieldState.EMPTY)
        try:
            return self._shown(field, value, currency)
        except (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError):
            return ShownValue(
                plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
            )

    def _shown(self, field: AccountField, value: Any, currency: str) -> ShownValue:
        if field.html:
            return rich_text(value, words_of(self._locale).image)
        if field.type == "currency":
            return ShownValue(numbers.currency_text(value, field.scale, currency, self._locale))
        by_type = self._by_type.get(field.type)
        return by_type(field, value) if by_type else ShownValue(plain(value))


def _label(field: AccountField, value: str) -> str:
    """An inactive value has its label still; one that the picklist does not know stands for itself."""
    return plain(dict(field.labels).get(value, value))


def _labels(field: AccountField, value: str) -> str:
    return "; ".join(_label(field, plain(one)) for one in value.split(";") if one)


def _locale(tag: str) -> Locale | None:
    """A locale with a region where we know one; None for a tag that is none, or that nobody has data for."""
    if len(tag) > LONGEST_LANGUAGE_TAG:
        return None
    try:
        locale = Locale.parse(tag.strip().replace("-", "_"))
        if locale.territory is None and locale.language in _USUAL_REGION:
            locale = Locale(locale.language, _USUAL_REGION[locale.language])
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    return locale


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise _zone_unknown() from error
    except KeyError as error:
        raise _zone_unknown() from error


def _zone_unknown() -> BadRequest:
    return BadRequest(
        "time_zone",
        "There is no such time zone.",
        remedy="Send a name of the IANA database, for instance Europe/Paris.",
        errors=(FieldError("time_zone", "There is no such time zone."),),
    )
