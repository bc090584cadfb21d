"""Why a run ended early, in the language of the mail: the run keeps its trouble in English.

The English catalogue holds every sentence with places to fill in (``trouble.<code>``, of several ``trouble.<code>.2``
and so on; remedies as ``trouble.<code>.remedy`` or, where codes share them, ``trouble.remedy.<name>``). What stands in
those places is read out of the run's sentence, and put into the same sentence of the other language.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from babel.messages.pofile import read_po

from chalicelib.adapters.mail_line import MESSAGE_LENGTH, one_line
from chalicelib.adapters.mail_words import FALLBACK, FOLDER, Words
from chalicelib.core.counts import Trouble

_SYSTEMS = ("intacct_", "salesforce_")
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run ended early; ``language`` differs from the mail's where we have no translation."""

    detail: str
    remedy: str
    language: str


def reason_of(words: Words, trouble: Trouble) -> Reason:
    """The trouble in the words' language; in the run's own words where the catalogues do not have it."""
    for code in _names(trouble.code):
        detail = _said(words, trouble.detail, f"trouble.{code}")
        remedy = _said(words, trouble.remedy, f"trouble.{code}.remedy", "trouble.remedy")
        if detail and (remedy or not trouble.remedy.strip()):
            return _reason(detail, remedy, words.language)
        if words.knows(f"trouble.{code}.remedy") and _is_fixed(f"trouble.{code}"):
            return _reason(words.say(f"trouble.{code}"), words.say(f"trouble.{code}.remedy"), words.language)
    return _reason(trouble.detail, trouble.remedy, FALLBACK)


def _reason(detail: str, remedy: str, language: str) -> Reason:
    return Reason(one_line(detail, MESSAGE_LENGTH), one_line(remedy, MESSAGE_LENGTH), language)


def _names(code: str) -> Iterator[str]:
    """A code, and without the system that it is about: both systems can be away, in the same words."""
    yield code
    for system in _SYSTEMS:
        if code.startswith(system):
            yield code.removeprefix(system)


def _said(words: Words, text: str, *keys: str) -> str:
    """The text in other words, if it is one of the English sentences under these keys; else ""."""
    line = one_line(text, _LONGEST)
    for known, pattern in _patterns().items():
        match = pattern.fullmatch(line) if any(_is_under(known, key) for key in keys) else None
        if match:
            return words.say(known, **match.groupdict())
    return ""


def _is_under(known: str, key: str) -> bool:
    """The key itself, its numbered others, and of ``trouble.remedy`` all that follow."""
    rest = known.removeprefix(key)
    return known.startswith(key) and (not rest or rest[1:].isdecimal() or (key == "trouble.remedy" and rest[0] == "."))


def _is_fixed(key: str) -> bool:
    pattern = _patterns().get(key)
    return pattern is not None and not pattern.groups


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    with (FOLDER / f"{FALLBACK}.po").open("rb") as source:
        messages = {str(message.id): str(message.string) for message in read_po(source, locale=FALLBACK)}
    return {key: _pattern(text) for key, text in messages.items() if key.startswith("trouble.")}


def _pattern(text: str) -> re.Pattern[str]:
    parts = [(re.escape(words), name) for words, name, _, _ in Formatter().parse(text)]
    return re.compile("".join(f"{words}(?P<{name}>.+)" if name else words for words, name in parts))
