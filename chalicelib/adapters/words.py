"""The words, numbers, dates and durations of one language, for mails and answers."""

import gettext
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from chalicelib.adapters.languages import FALLBACK, FOLDER, languages

NO_BREAK = "\u00a0"
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")
_UNITS = (("duration-day", 86_400), ("duration-hour", 3_600), ("duration-minute", 60), ("duration-second", 1))


class Words:
    """One language of ``chalicelib/locale``. Messages are asked for by key; an unknown key comes back as it is."""

    def __init__(self, language: str, locale: Locale, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._locale = locale
        self._translations = translations

    def say(self, key: str, **values: str) -> str:
        """The message, with its ``{names}`` replaced."""
        return self._form(key, 1).format(**values)

    def count(self, key: str, number: int, **values: str) -> str:
        """The message in the form that ``number`` asks for; ``{n}`` is the number as the language writes it."""
        return self._form(key, number).format(n=self.number(number), **values)

    def list_name(self, label: Mapping[str, str]) -> str:
        """A managed list's name: the catalogue's own where it has the language, else that of the shipped list."""
        return label.get(self.language) or self._translations.pgettext("list", label.get(FALLBACK, ""))

    def knows(self, key: str) -> bool:
        return self._form(key, 1) != key

    def _form(self, key: str, number: int) -> str:
        form = self._translations.ngettext(key, key, number)
        return form if form != key else self._translations.gettext(key)

    def number(self, number: int) -> str:
        return str(format_decimal(number, locale=self._locale))

    def instant(self, moment: datetime) -> str:
        """Date and time of day, in UTC and saying so: the runs of one tenant are read in many time zones."""
        there = moment.astimezone(UTC)
        date = format_date(there, "long", locale=self._locale)
        return self.say("instant", date=date, time=format_time(there, "short", tzinfo=UTC, locale=self._locale))

    def duration(self, duration: timedelta) -> str:
        """The two largest units that matter, in words: "1 hour 4 minutes", each number kept with its unit."""
        rest = max(int(duration.total_seconds()), 0)
        numbers: list[tuple[int, str]] = []
        for unit, seconds in _UNITS:
            number, rest = divmod(rest, seconds)
            if number or numbers:
                numbers.append((number, unit))
        said = [format_unit(number, unit, length="long", locale=self._locale) for number, unit in numbers[:2] if number]
        return " ".join(part.replace(" ", NO_BREAK) for part in said) or self.say("duration.none")


@lru_cache(maxsize=32)
def words_for(tag: str) -> Words:
    """The words for a language tag such as ``fr`` or ``fr-CA``; English where there is no such file."""
    language, region = _parsed(tag)
    if language not in languages():
        language, region = FALLBACK, ""
    return Words(language, _locale(language, region), _translations(language))


def _parsed(tag: str) -> tuple[str, str]:
    match = _TAG.match(tag)
    return (match[1].lower(), (match[2] or "").upper()) if match else (FALLBACK, "")


def _locale(language: str, region: str) -> Locale:
    try:
        return Locale(language, region or None)
    except UnknownLocaleError:
        return Locale(language)


@lru_cache(maxsize=8)
def catalogue_of(language: str) -> Catalog:
    """All messages of a language: under keys without spaces, and sentences under themselves in English."""
    with (FOLDER / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


@lru_cache(maxsize=8)
def _translations(language: str) -> gettext.NullTranslations:
    """Compiled in memory, so that no binary file lies in the repository; English stands in for what is missing."""
    compiled = BytesIO()
    write_mo(compiled, catalogue_of(language))
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    if language != FALLBACK:
        translations.add_fallback(_translations(FALLBACK))
    return translations
