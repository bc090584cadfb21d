"""Sentences that the code and the store hold in English, said in another language.

A catalogue of ``chalicelib/locale`` has each of them under the English sentence itself, with places to fill in. What
stands in these places is read out of the sentence given, said too where it is a phrase of ours, and put into the
translation.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from chalicelib.adapters.languages import FALLBACK
from chalicelib.adapters.words import Words, catalogue_of

LONGEST = 4_000
"""No sentence of ours is as long, whatever it is filled with."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class _Sentences:
    """``fixed`` have no places to fill in. Of ``patterns``, those that say most themselves stand first."""

    fixed: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]


def said(words: Words, text: str) -> str | None:
    """An English sentence of ours in the words' language; None where the catalogue does not have it."""
    if words.language == FALLBACK:
        return text
    if len(text) > LONGEST:
        return None
    sentences = _sentences(words.language)
    if text in sentences.fixed:
        return sentences.fixed[text]
    for pattern, translation in sentences.patterns:
        if match := pattern.fullmatch(text):
            return translation.format(**{name: _value(words, value) for name, value in match.groupdict().items()})
    return None


def _value(words: Words, text: str) -> str:
    """A number in the form of the language, phrases of ours in its words, and anything else as it is."""
    if _GROUPED.fullmatch(text):
        return words.number(int(text.replace(",", "")))
    return said(words, text) or ", ".join(said(words, part) or part for part in text.split(", "))


@lru_cache(maxsize=8)
def _sentences(language: str) -> _Sentences:
    messages = sentences_of(language)
    open_ones = sorted((one for one in messages if _places(one)), key=_own_length, reverse=True)
    fixed = {one: text for one, text in messages.items() if not _places(one)}
    return _Sentences(fixed, tuple((_pattern(one), messages[one]) for one in open_ones))


def sentences_of(language: str) -> Mapping[str, str]:
    """The translations of the catalogue by their English sentence; keys have no space in them, names a context."""
    plain = ((one.id, one.string) for one in catalogue_of(language) if not one.context)
    return {key: str(text) for key, text in plain if isinstance(key, str) and " " in key}


def sentence_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(pattern for pattern, _ in _sentences(language).patterns)


def _places(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


def _own_length(sentence: str) -> int:
    return sum(len(words) for words, _, _, _ in Formatter().parse(sentence))


def _pattern(sentence: str) -> re.Pattern[str]:
    """Each place ends at the first of the words that follow it, and nothing is tried twice: texts may be hostile."""
    words, names = zip(*((re.escape(words), name) for words, name, _, _ in Formatter().parse(sentence)), strict=True)
    *first, last = [name for name in names if name]
    following = [*words[1:], ""][: len(first) + 1]
    ended = [f"(?>(?P<{name}>.+?){after})" for name, after in zip(first, following, strict=False)]
    return re.compile(f"{words[0]}{''.join(ended)}(?P<{last}>.+){following[-1]}")
