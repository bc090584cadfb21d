"""Every type of Account field as people read it in France and in the United States."""

from decimal import Decimal
from typing import Any

import pytest

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.core.account import AccountField
from chalicelib.core.account_state import FieldState, ShownValue, TabState
from chalicelib.core.errors import BadRequest

NARROW, HARD = "\u202f", "\u00a0"
PARIS = {"street": "12 rue de la Paix", "city": "Paris", "postalCode": "75002", "state": None, "country": "France"}
AUSTIN = {"street": "1 Main St\nSuite 5", "city": "Austin", "postalCode": "73301", "state": "TX", "countryCode": "US"}
AUSTIN_LINES = "1 Main St\nSuite 5\nAustin, TX 73301"
LONDON = {"street": "10 Low Rd", "city": "London", "state": "Greater London", "postalCode": "N1", "country": "England"}
RECIFE = {"street": "Rua A, 1", "city": "Recife", "state": "PE", "postalCode": "50000-000", "country": "Brazil"}
BUNKYO = {"street": "4-10-23 Sengoku", "city": "Bunkyo", "state": "Tokyo", "postalCode": "112-0011", "country": "Japan"}
SENGOKU = {"street": "千石4-10-23", "city": "文京区", "state": "東京都", "postalCode": "112-0011", "countryCode": "JP"}
ATLANTIS = {"street": None, "city": "Poseidonis", "postalCode": "1", "state": "Deep", "country": "Atlantis"}


def field(kind: str, **more: Any) -> AccountField:
    return AccountField("X__c", "X", kind, **more)


def place(latitude: Any, longitude: Any) -> dict[str, Any]:
    return {"latitude": latitude, "longitude": longitude}


def alike(one: AccountField, value: Any, text: str) -> tuple[AccountField, Any, str, str]:
    """A row that reads the same in both languages."""
    return one, value, text, text


TIER = field("picklist", labels=(("P", "Platinum"), ("N/A", "None")))
REGIONS = field("multipicklist", labels=(("EU", "Europe"),))

TABLE: list[tuple[AccountField, Any, str, str]] = [
    (field("string"), "A & B <c>", "A & B <c>", "A & B <c>"),
    (field("id"), "001000000000001AAA", "001000000000001AAA", "001000000000001AAA"),
    (field("combobox"), "x", "x", "x"),
    (field("textarea"), "one\r\ntwo\rthree", "one\ntwo\nthree", "one\ntwo\nthree"),
    (field("boolean"), True, "Oui", "Yes"),
    (field("boolean"), False, "Non", "No"),
    (field("int"), 1234567, f"1{NARROW}234{NARROW}567", "1,234,567"),
    (field("double", scale=2), -1234.5, f"-1{NARROW}234,50", "-1,234.50"),
    (field("double", scale=0), 12.0, "12", "12"),
    (field("double", scale=2), Decimal("0.1"), "0,10", "0.10"),
    (field("double", scale=15), 48.8566, "48,8566", "48.8566"),
    (field("double", scale=1), 1e9, f"1{NARROW}000{NARROW}000{NARROW}000,0", "1,000,000,000.0"),
    (field("percent", scale=1), 33.0, f"33,0{HARD}%", "33.0%"),
    (field("percent", scale=0), 150, f"150{HARD}%", "150%"),
    (field("currency", scale=2), 1234.5, f"1{NARROW}234,50{HARD}€", "€1,234.50"),
    (field("currency", scale=0), -19879, f"-19{NARROW}879{HARD}€", "-€19,879"),
    (field("date"), "2026-03-01", "1 mars 2026", "Mar 1, 2026"),
    (field("datetime"), "2026-03-01T23:30:00.000+0000", "2 mars 2026, 00:30", f"Mar 2, 2026, 12:30{NARROW}AM"),
    (field("datetime"), "2026-07-01T23:30:00.000Z", "2 juil. 2026, 01:30", f"Jul 2, 2026, 1:30{NARROW}AM"),
    (field("time"), "14:05:00.000Z", "14:05", f"2:05{NARROW}PM"),
    (TIER, "P", "Platinum", "Platinum"),
    (TIER, "Old value", "Old value", "Old value"),
    (REGIONS, "EU;Soviet Bloc", "Europe; Soviet Bloc", "Europe; Soviet Bloc"),
    (field("address"), PARIS, "12 rue de la Paix\n75002 Paris\nFrance", "12 rue de la Paix\n75002 Paris\nFrance"),
    (field("address"), AUSTIN, f"{AUSTIN_LINES}\nÉtats-Unis", f"{AUSTIN_LINES}\nUnited States"),
    alike(field("address"), LONDON, "10 Low Rd\nLondon\nGreater London\nN1\nEngland"),
    alike(field("address"), RECIFE, "Rua A, 1\nRecife-PE\n50000-000\nBrazil"),
    alike(field("address"), BUNKYO, "4-10-23 Sengoku\nBunkyo, Tokyo 112-0011\nJapan"),
    (field("address"), SENGOKU, "112-0011\n東京都文京区千石4-10-23\nJapon", "112-0011\n東京都文京区千石4-10-23\nJapan"),
    alike(field("address"), ATLANTIS, "1 Poseidonis\nDeep\nAtlantis"),
    (field("location", decimal_location=True), place(48.8566, 2.3522), "48,8566; 2,3522", "48.8566, 2.3522"),
    (field("location"), place(-37.775, -122.41806), "37°46′30″S 122°25′05″O", "37°46′30″S 122°25′05″W"),
    (field("location"), place(Decimal("-0.5"), Decimal("2.25")), "0°30′00″S 2°15′00″E", "0°30′00″S 2°15′00″E"),
    (field("location"), place(0.99999999, 0), "1°00′00″N 0°00′00″E", "1°00′00″N 0°00′00″E"),
    (field("phone"), "4155551212", "4155551212", "(415) 555-1212"),
    (field("phone"), "0142685300", "0142685300", "0142685300"),
    (field("encryptedstring"), "******1234", "******1234", "******1234"),
    (field("reference"), "005000000000001AAA", "005000000000001AAA", "005000000000001AAA"),
    (field("reference", via="OwnerId"), "Zoé Martin", "Zoé Martin", "Zoé Martin"),
]  # fmt: skip


def show(one: AccountField, value: Any, locale: str = "fr-FR", currency: str = "EUR") -> ShownValue:
    return BabelFormats().for_viewer((locale,), "Europe/Paris").show(one, value, currency)


@pytest.mark.parametrize(("one", "value", "french", "american"), TABLE)
def test_a_value_reads_as_the_viewer_expects(one: AccountField, value: Any, french: str, american: str) -> None:
    assert show(one, value, "fr-FR").text == french
    assert show(one, value, "en-US").text == american


def test_an_amount_without_a_currency_is_a_bare_number() -> None:
    assert show(field("currency", scale=2), 1234.5, "en-US", "").text == "1,234.50"


@pytest.mark.parametrize(
    ("code", "french", "american"),
    [
        ("USD", f"5,00{HARD}$US", "$5.00"),
        ("JPY", f"5,00{HARD}JPY", "¥5.00"),
        ("CHF", f"5,00{HARD}CHF", f"CHF{HARD}5.00"),
        ("XYZ", f"5,00{HARD}XYZ", f"XYZ{HARD}5.00"),
    ],
)
def test_each_record_has_its_own_currency(code: str, french: str, american: str) -> None:
    assert show(field("currency", scale=2), 5, "fr-FR", code).text == french
    assert show(field("currency", scale=2), 5, "en-US", code).text == american


@pytest.mark.parametrize("kind", sorted({one.type for one, *_ in TABLE}))
@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_empty_and_not_a_word(kind: str, nothing: Any) -> None:
    assert show(field(kind), nothing) == ShownValue(state=FieldState.EMPTY)


@pytest.mark.parametrize("kind", sorted({one.type for one, *_ in TABLE}))
@pytest.mark.parametrize(
    "odd",
    [
        {"a": Decimal("1.5")},
        [1, "<b>"],
        Decimal("1E+6"),
        Decimal("NaN"),
        True,
        7,
        -0.5,
        float("nan"),
        "1,234.56",
        "02/30/2026",
        "0000-00-00",
        "<img src=x onerror=1>",
    ],
)
def test_a_value_that_does_not_fit_its_type_is_shown_as_text_and_never_fails(kind: str, odd: Any) -> None:
    shown = show(field(kind), odd)
    assert shown.html is None
    assert shown.state is FieldState.OK
    assert isinstance(shown.text, str)


@pytest.mark.parametrize(
    ("zone", "text"), [("Pacific/Auckland", "1 mars 2026"), ("America/Los_Angeles", "1 mars 2026")]
)
def test_a_date_is_the_same_day_everywhere(zone: str, text: str) -> None:
    assert BabelFormats().for_viewer(("fr",), zone).show(field("date"), "2026-03-01", "").text == text


@pytest.mark.parametrize(
    ("languages", "locale"),
    [
        (("fr-FR",), "fr-FR"),
        (("fr",), "fr-FR"),
        (("en",), "en-US"),
        (("de-CH", "fr"), "de-CH"),
        (("pt_BR",), "pt-BR"),
        (("xx-YY", "fr"), "fr-FR"),
        (("*", "en-GB"), "en-GB"),
        ((), "en-US"),
        (("a" * 5_000, "../../etc/passwd", "fr\0"), "en-US"),
    ],
)
def test_the_first_language_that_is_known_decides(languages: tuple[str, ...], locale: str) -> None:
    assert BabelFormats().for_viewer(languages, "UTC").locale == locale


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "a" * 5_000, "Europe/Paris\0", "Europe"]
)
def test_a_time_zone_that_is_none_is_refused_by_name(zone: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        BabelFormats().for_viewer(("fr",), zone)
    assert [error.field for error in refusal.value.errors] == ["time_zone"]


@pytest.mark.parametrize("locale", ["ar-EG", "hi-IN", "ja-JP", "zh-Hant-TW", "de-DE", "fa-IR", "pt-BR", "th-TH"])
def test_other_locales_format_every_type_too(locale: str) -> None:
    assert all(show(one, value, locale).text for one, value, _, _ in TABLE)


@pytest.mark.parametrize("state", list(TabState))
@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("age_seconds", [None, 61])
def test_every_state_has_its_sentence(state: TabState, language: str, age_seconds: int | None) -> None:
    view = BabelFormats().for_viewer((language,), "UTC")
    sentences = {one: view.sentence(one, age_seconds) for one in TabState}
    assert sentences[state].endswith(".")
    assert list(sentences.values()).count(sentences[state]) == 1
