"""The few words that formatted values need, by language."""

from dataclasses import dataclass

from babel import Locale


@dataclass(frozen=True, slots=True)
class Words:
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


_WORDS = {
    "de": Words("Ja", "Nein", "NSOW", "[Bild]"),
    "en": Words("Yes", "No", "NSEW", "[image]"),
    "es": Words("Sí", "No", "NSEO", "[imagen]"),
    "fr": Words("Oui", "Non", "NSEO", "[image]"),
    "it": Words("Sì", "No", "NSEO", "[immagine]"),
    "ja": Words("はい", "いいえ", "NSEW", "[画像]"),
    "nl": Words("Ja", "Nee", "NZOW", "[afbeelding]"),
    "pt": Words("Sim", "Não", "NSLO", "[imagem]"),
}


def words_of(locale: Locale) -> Words:
    """English where we do not know the language."""
    return _WORDS.get(locale.language, _WORDS["en"])
