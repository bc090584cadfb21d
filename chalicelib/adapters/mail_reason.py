"""Why a run ended early, in the language of the mail: the run keeps its trouble in English."""

from dataclasses import dataclass

from chalicelib.adapters.languages import FALLBACK
from chalicelib.adapters.mail_line import MESSAGE_LENGTH, one_line
from chalicelib.adapters.sentences import said
from chalicelib.adapters.words import Words
from chalicelib.core.counts import Trouble

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run ended early; ``language`` differs from the mail's where we have no translation."""

    detail: str
    remedy: str
    language: str


def reason_of(words: Words, trouble: Trouble) -> Reason:
    """The trouble in the words' language; in the run's own words where the catalogue does not have both sentences."""
    detail, remedy = (one_line(text, _LONGEST) for text in (trouble.detail, trouble.remedy))
    detail_said, remedy_said = said(words, detail), said(words, remedy) if remedy else ""
    if detail_said is None or remedy_said is None:
        return _reason(detail, remedy, FALLBACK)
    return _reason(detail_said, remedy_said, words.language)


def _reason(detail: str, remedy: str, language: str) -> Reason:
    return Reason(one_line(detail, MESSAGE_LENGTH), one_line(remedy, MESSAGE_LENGTH), language)
