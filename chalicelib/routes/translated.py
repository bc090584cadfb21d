"""Answers in the language that was asked for: every sentence of ours in them, wherever it stands."""

from typing import Any

import msgspec
from chalice.app import Response

from chalicelib.adapters.languages import FALLBACK
from chalicelib.routes.languages import known_language

SENTENCES = frozenset({"title", "detail", "remedy", "message", "seen", "reason"})
"""The members that hold a sentence, in every answer of the API. What others wrote is not ours, and stays as it is."""


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
        return {
            name: sentence_in(language, value)
            if name in SENTENCES and isinstance(value, str)
            else _said(language, value)
            for name, value in part.items()
        }
    return [_said(language, one) for one in part] if isinstance(part, list) else part


def sentence_in(language: str, text: str) -> str:
    """The sentence in that language, or as it is where we have no words for it."""
    # Loaded here: answers in English need no words, nor wait for them.
    from chalicelib.adapters.sentences import said
    from chalicelib.adapters.words import words_for

    return said(words_for(language), text) or text
