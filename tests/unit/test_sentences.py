"""Every sentence that the code writes in English is there in each other language, with what it is filled with."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from chalicelib.adapters.languages import FALLBACK, languages
from chalicelib.adapters.sentences import said, sentences_of
from chalicelib.adapters.words import words_for
from chalicelib.core.fieldmap_types import MATRIX, why_refused

CODE = Path(__file__).parents[2] / "chalicelib"
OTHERS = [language for language in languages() if language != FALLBACK]
FOR_OPERATORS = {
    "adapters/intacct_notice.py": "answers to Intacct, which reads no sentences",
    "adapters/mail_remedies.py": "keys",
    "adapters/sqs.py": "queues",
    "adapters/tasks.py": "queues",
    "adapters/tokens.py": "a refused token; the console signs in again",
    "adapters/webhook_signature.py": "answers to Intacct",
    "core/lists.py": "the operator's own lists file, read at the start",
    "routes/notices.py": "answers to Intacct, and the OpenAPI document",
    "routes/strict_yaml.py": "bodies in YAML, which the command line sends",
    "usecases/notices.py": "answers to Intacct",
}
"""Files whose sentences no person reads in the console, with the reason."""
NO_SENTENCE = re.compile(r"\(\?|-----BEGIN|^The ETag of|^The same key twice|^ |^\{\} \{\}\.$")
"""Regular expressions, descriptions of parameters, and sentences put together of two parts."""


def template(node: ast.AST) -> str | None:
    """The text of a literal, with {} where an f-string is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def texts_of(file: Path) -> Iterator[str]:
    """Every text of the code that is neither a docstring nor a part of another text."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) not in inside and (text := template(node)) and " " in text.strip():
            yield text


TEXTS = {
    text: str(file.relative_to(CODE))
    for file in sorted(CODE.rglob("*.py"))
    if str(file.relative_to(CODE)) not in FOR_OPERATORS
    for text in texts_of(file)
}
SENTENCES = [text for text in TEXTS if text.endswith((".", "?")) and not NO_SENTENCE.search(text)]


def shape(text: str) -> str:
    return re.sub(r"\{\w*\}", "{}", text).rstrip(".")


def fits(text: str) -> re.Pattern[str]:
    """What a text of the code can become, of which the catalogue may hold several."""
    return re.compile(".+".join(map(re.escape, shape(text).split("{}"))))


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_walk_finds_the_sentences() -> None:
    assert len(SENTENCES) > 250
    assert "Our user sees the whole company." in SENTENCES


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_code_has_its_translation(language: str) -> None:
    shapes, words = {shape(one) for one in sentences_of(language)}, words_for(language)
    lacking = [text for text in SENTENCES if not any(map(fits(text).fullmatch, shapes)) and not said(words, text)]
    assert [f"{TEXTS[text]}: {text}" for text in lacking] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_of_a_sentence_that_the_code_no_longer_writes(language: str) -> None:
    telling = [fits(text).pattern for text in TEXTS if re.search(r"\w", text.replace("{}", ""))]
    written = re.compile("|".join([*telling, *(r"\{\} " + pattern for pattern in telling)]))
    assert [one for one in sentences_of(language) if not written.fullmatch(shape(one))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_have_the_same_sentences_with_the_same_places(language: str) -> None:
    ours, french = sentences_of(language), sentences_of("fr")
    assert set(ours) == set(french)
    assert [one for one, text in ours.items() if not text.strip() or names(text) != names(one)] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", MATRIX)
def test_each_refused_pair_of_types_is_said_whole(language: str, kind: str) -> None:
    for salesforce in ("multipicklist", "int", "datetime", "date", "string"):
        sentence = why_refused(kind, salesforce)  # type: ignore[arg-type]  # the matrix' own keys
        translated = said(words_for(language), sentence)
        assert translated
        assert not re.search(r"\b(the|its|one|would|text|number) ", translated)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Choose a whole number from 100 to 4,000.", "Choisissez un nombre entier de 100 à 4\u202f000."),
        ("Acme (00D1) is a sandbox org.", "Acme (00D1) est un bac à sable."),
        (
            "A__c.Key__c lacks: External ID, case sensitive.",
            "Il manque à A__c.Key__c\u202f: ID externe, respect de la casse.",
        ),
        (
            "The mail to a@b.example was not sent: SES refused the mail (X). Invite this address again.",
            "L’e-mail à a@b.example n’a pas été envoyé\u202f: SES a refusé l’e-mail (X). Invitez de nouveau"
            " cette adresse.",
        ),
        ("Cancelled by Zoé {0} %s <b>.", "Annulée par Zoé {0} %s <b>."),
        ("This name stands twice.", "Ce nom figure deux fois."),
        ("“This name” stands twice.", "«\u202fThis name\u202f» figure deux fois."),
    ],
)
def test_what_a_sentence_is_filled_with_goes_along(english: str, french: str) -> None:
    assert said(words_for("fr"), english) == french
    assert said(words_for("en"), english) == english


@pytest.mark.parametrize("text", ["", "Nobody knows this.", "Foreign key external ID: a:1 not found", "text"])
def test_what_others_wrote_stays_as_it_is(text: str) -> None:
    assert said(words_for("fr"), text) is None
