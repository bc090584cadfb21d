"""Answers come in the language that was asked for: problems, mistakes at fields, checks and warnings."""

import pytest

from tests.app.client import Api
from tests.app.settings_values import settings_body


def save(api: Api, language: str, **changes: object) -> dict[str, object]:
    answer = api.put("/settings", settings_body(**changes), If_Match='"v1"', Accept_Language=language)
    assert answer.headers.get("content-language", "en") == language
    found: dict[str, object] = answer.json
    return found


def test_a_problem_is_told_in_the_language_asked_for_with_each_mistake(api: Api) -> None:
    problem = save(api, "fr", page_size=1, recipients=["nobody"])
    assert problem["title"] == "La requête ne peut pas être acceptée"
    assert problem["remedy"] == ("Corrigez les champs indiqués et enregistrez de nouveau\u202f; rien n’a été modifié.")
    assert problem["errors"] == [
        {
            "field": "recipients",
            "message": "«\u202fnobody\u202f» n’est pas une adresse simple comme finance@example.com.",
        },
        {"field": "page_size", "message": "Choisissez un nombre entier de 100 à 4\u202f000."},
    ]
    assert save(api, "en", page_size=1)["title"] == "The request can't be taken"


@pytest.mark.parametrize(
    ("accepted", "detail"),
    [
        ("", "There is no such run."),
        ("de", "There is no such run."),
        ("en, fr;q=0.9", "There is no such run."),
        ("de, fr-CA;q=0.9, en;q=0.1", "Cette exécution n’existe pas."),
    ],
)
def test_the_first_language_that_we_have_counts_and_english_where_none_is(api: Api, accepted: str, detail: str) -> None:
    headers = {"Accept_Language": accepted} if accepted else {}
    answer = api.get("/runs/01AN4Z07BY79KA1307SR9X4MV3", **headers)
    assert (answer.status, answer.json["detail"]) == (404, detail)


def test_what_chalice_refuses_itself_is_told_so_too(api: Api) -> None:
    answer = api.change("PUT", "/settings", b"{}", Content_Type="text/plain", Accept_Language="fr")
    assert (answer.status, answer.json["detail"]) == (415, "Le corps doit être du JSON.")


def test_a_check_tells_in_the_language_asked_for_what_was_seen(api: Api) -> None:
    checks = api.post("/connection/check", Accept_Language="fr").json["checks"]
    english = {check["name"]: check for check in api.post("/connection/check", Accept_Language="en").json["checks"]}
    assert {check["name"] for check in checks} == set(english)
    for check in checks:
        assert check["code"] == english[check["name"]]["code"]
        assert check["seen"] != english[check["name"]]["seen"]


def test_warnings_come_in_the_language_asked_for(api: Api) -> None:
    saved = save(api, "fr", enabled=False)
    assert saved["warnings"] == [
        {
            "code": "runs_stop",
            "field": "enabled",
            "detail": "Les exécutions en cours s’arrêtent à leur étape suivante.",
        }
    ]


def test_lists_are_named_in_the_language_asked_for(api: Api) -> None:
    def names(**headers: str) -> dict[str, str]:
        lists = api.get("/lists", **headers).json["lists"]
        found: dict[str, str] = next(one["label"] for one in lists if one["key"] == "department")
        return found

    assert names() == {"en": "Department"}
    assert names(Accept_Language="fr") == {"en": "Department", "fr": "Département"}


def test_the_settings_say_in_which_languages_mails_can_be_written(api: Api) -> None:
    assert api.get("/settings").json["languages"] == ["en", "fr"]
    refused = api.put("/settings", settings_body(language="xx"), If_Match='"v1"')
    assert refused.json["errors"] == [{"field": "language", "message": "Choose one of en, fr."}]
