"""The few words that formatted values need, by language."""

from dataclasses import dataclass

from babel import Locale

from chalicelib.adapters.languages import languages
from chalicelib.adapters.words import words_for


@dataclass(frozen=True, slots=True)
class ValueWords:
    """``points`` are north, south, east and west; ``image`` stands for a picture that can't be shown."""

    yes: str
    no: str
    points: str
    image: str

    def boolean(self, value: object) -> str:
        """Raises TypeError on what is neither true nor false."""
        if not isinstance(value, bool):
            raise TypeError("neither true nor false")
        return self.yes if value else self.no


_WITHOUT_A_FILE = {
    "de": ValueWords("Ja", "Nein", "NSOW", "[Bild]"),
    "es": ValueWords("Sí", "No", "NSEO", "[imagen]"),
    "it": ValueWords("Sì", "No", "NSEO", "[immagine]"),
    "ja": ValueWords("はい", "いいえ", "NSEW", "[画像]"),
    "nl": ValueWords("Ja", "Nee", "NZOW", "[afbeelding]"),
    "pt": ValueWords("Sim", "Não", "NSLO", "[imagem]"),
}
"""Of languages that have no file in ``chalicelib/locale`` yet, and so no sentences either."""


def words_of(locale: Locale) -> ValueWords:
    """English where we do not know the language."""
    if locale.language not in languages() and locale.language in _WITHOUT_A_FILE:
        return _WITHOUT_A_FILE[locale.language]
    words = words_for(locale.language)
    return ValueWords(*(words.say(f"value.{name}") for name in ("yes", "no", "points", "image")))
