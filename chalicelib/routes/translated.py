"""Answers in the language that was asked for: every sentence of ours in them, wherever it stands."""

from typing import TYPE_CHECKING, Any

import msgspec
from chalice.app import Response

from chalicelib.adapters.languages import FALLBACK
from chalicelib.routes.languages import known_language

if TYPE_CHECKING:
    from chalicelib.adapters.words import Words

SENTENCES = frozenset({"title", "detail", "remedy", "message", "seen", "reason", "exposure"})
"""The members that hold a sentence, in every answer of the API. What others wrote is not ours, and stays as it is."""

LIST_NAME = "label"
"""The member that holds a managed list's name by language; that of an Account field is a text, and Salesforce's own."""


def translated(response: Response, accept_language: str | None) -> Response:
    """The JSON answer, its sentences in the first language asked for that we have; English is what they are in."""
    language = known_language(accept_language)
    if language in (None, FALLBACK) or "json" not in str(response.headers.get("Content-Type", "")):
        return response
    response.body = msgspec.json.encode(_said(language, msgspec.json.decode(response.body))).decode()
    response.headers["Content-Language"] = language
    return response


def _said(language: str, part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _member(language, name, value) for name, value in part.items()}
    return [_said(language, one) for one in part] if isinstance(part, list) else part


def _member(language: str, name: str, value: Any) -> Any:
    if isinstance(value, str):
        return sentence_in(language, value) if name in SENTENCES else value
    if name == LIST_NAME and isinstance(value, dict):
        return {**value, language: _words(language).list_name(value)}
    return _said(language, value)


def sentence_in(language: str, text: str) -> str:
    """The sentence in that language, or as it is where we have no words for it."""
    from chalicelib.adapters.sentences import said

    return said(_words(language), text) or text


def _words(language: str) -> "Words":
    # Loaded here: answers in English need no words, nor wait for them.
    from chalicelib.adapters.words import words_for

    return words_for(language)
