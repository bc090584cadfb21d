"""The catalogues of words: whole in every language, and set as that language is set."""

import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from chalicelib.adapters.languages import FALLBACK, FOLDER
from chalicelib.adapters.mail_remedies import UNKNOWN, remedy_key
from chalicelib.adapters.words import words_for
from chalicelib.core.lists import parse_catalogue
from chalicelib.usecases.resync.mail import ALL_LISTS_LABEL
from chalicelib.wiring import STANDARD_LISTS

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))


def catalogue(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def forms(language: str) -> dict[str, tuple[str, ...]]:
    """Every message by key, in all its forms."""
    return {
        str(message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalogue(language)
        if message.id and not message.context
    }


def keyed(language: str) -> dict[str, tuple[str, ...]]:
    """The messages without the sentences of the code: of those see test_sentences.py."""
    return {key: texts for key, texts in forms(language).items() if " " not in key}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_english_and_french_are_there() -> None:
    assert {"en", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_that_english_says(language: str) -> None:
    ours, english = keyed(language), keyed("en")
    assert set(ours) == set(english)
    assert [key for key, texts in ours.items() if not all(text.strip() for text in texts)] == []
    plurals = {key for key, texts in english.items() if len(texts) > 1}
    assert {key for key, texts in ours.items() if len(texts) > 1 or key in plurals} == plurals
    assert all(len(ours[key]) == catalogue(language).num_plurals for key in plurals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_has_the_same_places_to_fill_in_every_language(language: str) -> None:
    english = keyed("en")
    for key, texts in keyed(language).items():
        wanted = set().union(*(placeholders(text) for text in english[key]))
        assert all(placeholders(text) <= wanted for text in texts), key
        assert wanted - {"n"} <= placeholders(texts[-1]), key


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != FALLBACK])
def test_a_language_names_every_shipped_list(language: str) -> None:
    shipped = parse_catalogue(tomllib.loads(STANDARD_LISTS.read_text(encoding="utf-8"))).lists
    named = {str(one.id): str(one.string) for one in catalogue(language) if one.context == "list"}
    assert set(named) == {one.label["en"] for one in shipped} | set(ALL_LISTS_LABEL.values())
    assert [name for name, said in named.items() if not said.strip()] == []


def test_an_operators_own_name_of_a_list_stands_before_ours() -> None:
    assert words_for("fr").list_name({"en": "Department", "fr": "Service"}) == "Service"
    assert words_for("fr").list_name({"en": "Department"}) == "Département"
    assert words_for("fr").list_name({"en": "Sales channel"}) == "Sales channel"
    assert words_for("en").list_name({"en": "Department", "fr": "Service"}) == "Department"


def test_french_puts_a_narrow_no_break_space_before_high_punctuation() -> None:
    for key, texts in forms("fr").items():
        for text in texts:
            assert not re.search(r"[^\u202f][:;!?»](?=\s|$)", text), key
            assert not re.search(r"«[^\u202f]", text), key
            assert "'" not in text, key


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("fr-CA", "fr"), ("FR_be", "fr"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("../fr", "en")],
)
def test_a_language_tag_leads_to_our_words_or_to_english(tag: str, language: str) -> None:
    assert words_for(tag).language == language


def test_the_region_decides_how_dates_are_written() -> None:
    moment = datetime(2026, 11, 24, 15, 5, tzinfo=UTC)
    assert words_for("en").instant(moment) == "November 24, 2026, 3:05\u202fPM UTC"
    assert words_for("en-GB").instant(moment) == "24 November 2026, 15:05 UTC"
    assert words_for("fr").instant(moment) == "24 novembre 2026 à 15:05 UTC"
    assert words_for("fr-ZZ").instant(moment) == words_for("fr").instant(moment)


def test_an_instant_is_told_in_utc_whatever_zone_it_comes_in() -> None:
    paris = timezone(timedelta(hours=1))
    assert words_for("fr").instant(datetime(2026, 1, 1, 0, 30, tzinfo=paris)) == "31 décembre 2025 à 23:30 UTC"


def test_numbers_are_grouped_as_the_language_does() -> None:
    assert words_for("en").number(12_000) == "12,000"
    assert words_for("fr").number(12_000) == "12\u202f000"


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0.4, "Less than a second", "Moins d’une seconde"),
        (-3, "Less than a second", "Moins d’une seconde"),
        (1, "1\xa0second", "1\xa0seconde"),
        (192, "3\xa0minutes 12\xa0seconds", "3\xa0minutes 12\xa0secondes"),
        (3_600, "1\xa0hour", "1\xa0heure"),
        (3_849, "1\xa0hour 4\xa0minutes", "1\xa0heure 4\xa0minutes"),
        (90_061, "1\xa0day 1\xa0hour", "1\xa0jour 1\xa0heure"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, english: str, french: str) -> None:
    duration = timedelta(seconds=seconds)
    assert words_for("en").duration(duration) == english
    assert words_for("fr").duration(duration) == french


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        "REQUIRED_FIELD_MISSING",
        "STRING_TOO_LONG",
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        "INVALID_CROSS_REFERENCE_KEY",
        "INVALID_FIELD",
        "MALFORMED_ID",
        "DUPLICATES_DETECTED",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
        "INACTIVE_OWNER_OR_USER",
        "DUPLICATE_VALUE",
        "DUPLICATE_EXTERNAL_ID",
        "INVALID_TYPE",
        "NOT_FOUND",
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "API_DISABLED_FOR_ORG",
        "UNABLE_TO_LOCK_ROW",
        "ENTITY_IS_LOCKED",
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "PROCESSING_HALTED",
        "TOO_MANY_APEX_REQUESTS",
        "RECORD_IN_USE_BY_WORKFLOW",
        "REQUEST_LIMIT_EXCEEDED",
        "LOGIN_RATE_EXCEEDED",
        "STORAGE_LIMIT_EXCEEDED",
        "UNKNOWN_EXCEPTION",
        "SERVER_UNAVAILABLE",
        "REQUEST_RUNNING_TOO_LONG",
        "QUERY_TIMEOUT",
        "INVALID_SESSION_ID",
        "AMBIGUOUS_MATCH",
    ],
)
def test_every_known_code_has_advice_of_its_own(code: str, language: str) -> None:
    key = remedy_key(code, "")
    assert key != f"remedy.{UNKNOWN}"
    assert words_for(language).knows(key)


@pytest.mark.parametrize(
    ("code", "message", "key"),
    [
        ("INVALID_FIELD", "Foreign key external ID: a:1 not found for field X in entity Y", "remedy.parent"),
        ("INVALID_FIELD", "No such column 'X' on entity 'Y'", "remedy.no_field"),
        ("DUPLICATE_VALUE", "Duplicate external id specified: a:1", "remedy.twice"),
        ("DUPLICATE_VALUE", "duplicate value found: X duplicates value on record", "remedy.duplicate_value"),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "T: execution of BeforeUpdate", "remedy.automation"),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "T: UNABLE_TO_LOCK_ROW", "remedy.busy"),
        ("INSUFFICIENT_ACCESS_ANYTHING_NEW", "", "remedy.access"),
        ("NEVER_SEEN", "", "remedy.unknown"),
        ("", "", "remedy.unknown"),
    ],
)
def test_the_message_decides_where_one_code_has_two_meanings(code: str, message: str, key: str) -> None:
    assert remedy_key(code, message) == key
