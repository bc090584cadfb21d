"""Salesforce account details over HTTP: the picker, the choice, the tab, and every bad way to ask."""

import gzip
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.core.account import AccountField
from chalicelib.core.errors import TryAgain
from chalicelib.routes.languages import accepted_languages
from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.unit.account_parts import FIELDS, LINK, ONE

CHOICE = "/account-details"
FIELD_LIST = "/account-details/fields"
TAB = "/customers/C-1/account-details"
CHOSEN = {"shown": True, "fields": ["Name", "AnnualRevenue", "Owner.Name"], "currency": "EUR"}


def chosen(api: Api, **changes: Any) -> dict[str, Any]:
    answer = api.put(CHOICE, {**CHOSEN, **changes})
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.json
    return body


def test_the_picker_offers_what_salesforce_describes(api: Api) -> None:
    answer = api.get(FIELD_LIST)
    assert answer.status == 200
    assert [field["name"] for field in answer.json["fields"]] == list(FIELDS)
    assert answer.json["fields"][-1]["sensitive"] == "bank"
    assert answer.headers["etag"] == '"v1"'
    assert answer.json["exposure"].startswith("No Account field")
    assert api.get(FIELD_LIST, Accept_Language="fr").json["exposure"].startswith("Aucun champ")


def test_a_choice_is_saved_and_told(api: Api, parts: Parts) -> None:
    body = chosen(api)
    assert (body["shown"], body["chosen"], body["settings_version"]) == (True, CHOSEN["fields"], 2)
    saved = parts.settings.current("demo").account_details
    assert (saved.fields, saved.currency, saved.link_field) == (tuple(body["chosen"]), "EUR", LINK)
    assert parts.settings.current("autre").account_details.fields == ()


def test_what_a_choice_leaves_out_stays_as_it_is(api: Api) -> None:
    chosen(api, reader_fields=["Name", "AnnualRevenue"])
    body = api.put(CHOICE, {"shown": True, "fields": ["Name"]}).json
    assert (body["reader_fields"], body["currency"], body["link_field"]) == (["Name"], "EUR", LINK)
    assert api.put(CHOICE, {"shown": True, "fields": ["Name"], "reader_fields": None}).json["reader_fields"] is None


def test_a_choice_over_a_newer_one_is_refused_where_the_caller_asks_for_that(api: Api) -> None:
    tag = api.get(FIELD_LIST).headers["etag"]
    assert api.put(CHOICE, CHOSEN, If_Match=tag).status == 200
    refused(api.put(CHOICE, {**CHOSEN, "fields": []}, If_Match=tag), 412)
    refused(api.put(CHOICE, CHOSEN, If_Match="x"), 400)


def test_the_tab_reads_as_the_caller_wants(api: Api) -> None:
    chosen(api)
    french = api.get(TAB, Accept_Language="fr-FR, en;q=0.5").json
    english = api.get(f"{TAB}?locale=en-US&time_zone=America/New_York", Accept_Language="fr-FR").json
    assert [field["text"] for field in french["fields"]][1] == "1\u202f250\u202f000\u00a0€"
    assert [field["text"] for field in english["fields"]][1] == "€1,250,000"
    assert (english["locale"], english["time_zone"]) == ("en-US", "America/New_York")
    assert (french["state"], french["age_seconds"]) == ("ok", 0)


def test_a_reader_gets_the_fields_for_readers_and_no_word_of_the_others(api: Api) -> None:
    chosen(api, reader_fields=["Name"])
    answer = api.as_("reader").get(TAB)
    assert [field["name"] for field in answer.json["fields"]] == ["Name"]
    assert b"1250000" not in answer.body
    assert "Zoé".encode() not in answer.body


def test_states_are_answers_and_not_errors(api: Api, parts: Parts) -> None:
    assert api.get(TAB).json["state"] == "off"
    chosen(api)
    assert api.get("/customers/C-2/account-details").json["state"] == "not_linked"
    parts.org.refusal = TryAgain("salesforce_away", "Salesforce could not be reached.")
    away = api.get(TAB)
    assert (away.status, away.json["state"], away.json["trouble"]["code"]) == (200, "away", "salesforce_away")


@pytest.mark.parametrize(
    "customer", ["O'Brien", "A/B", "a b", "100%", "%2F", "é店🚲", "x' OR Id != null --", "a.b", "+"]
)
def test_any_id_of_a_customer_comes_through_as_it_is(api: Api, parts: Parts, customer: str) -> None:
    chosen(api)
    parts.org.records[ONE][LINK] = customer
    answer = api.get(f"/customers/{quote(customer, safe='')}/account-details")
    assert (answer.json["customer_id"], answer.json["state"]) == (customer, "ok")


@pytest.mark.parametrize("customer", ["a%00", "%0d%0aSet-Cookie:x", "a" * 101, "%7f"])
def test_an_id_that_no_customer_has_is_not_found(api: Api, customer: str) -> None:
    refused(api.get(f"/customers/{customer}/account-details"), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"shown": True, "fields": ["Nope__c"]}, "fields.0"),
        ({"shown": True, "fields": ["Id) FROM User--"]}, "fields.0"),
        ({"shown": True, "fields": ["Owner.Profile.Name"]}, "fields.0"),
        ({"shown": True, "fields": ["a.b.c.d.e.f"]}, "fields.0"),
        ({"shown": True, "fields": ["industry"]}, "fields.0"),
        ({"shown": True, "fields": ["Name", "Name"]}, "fields.1"),
        ({"shown": True, "fields": ["F__c"] * 801}, "fields"),
        ({"shown": True, "fields": ["a" * 200]}, "fields.0"),
        ({"shown": True, "fields": "Name"}, "fields"),
        ({"shown": True, "fields": [7]}, "fields.0"),
        ({"shown": True, "fields": None}, "fields"),
        ({"shown": "true", "fields": []}, "shown"),
        ({"shown": 1, "fields": []}, "shown"),
        ({"fields": []}, "shown"),
        ({"shown": True}, "fields"),
        ({"shown": True, "fields": [], "tenant": "autre"}, "tenant"),
        ({"shown": True, "fields": [], "__proto__": {}}, "__proto__"),
        ({"shown": True, "fields": ["Name"], "reader_fields": ["OwnerId"]}, "reader_fields.0"),
        ({"shown": True, "fields": [], "link_field": "OwnerId"}, "link_field"),
        ({"shown": True, "fields": [], "link_field": "Id) --"}, "link_field"),
        ({"shown": True, "fields": [], "currency": "euro"}, "currency"),
        ({"shown": True, "fields": [], "confirm_sensitive": "yes"}, "confirm_sensitive"),
    ],
)
def test_a_bad_choice_is_refused_by_the_name_of_its_field(api: Api, parts: Parts, body: Any, field: str) -> None:
    problem = refused(api.put(CHOICE, body), 400)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert parts.settings.current("demo").version == 1


def test_sensitive_fields_need_a_second_yes(api: Api, parts: Parts) -> None:
    body = {"shown": True, "fields": ["Name", "IBAN__c"]}
    problem = refused(api.put(CHOICE, body), 409)
    assert (problem["code"], problem["errors"][0]["field"]) == ("sensitive_unconfirmed", "fields.1")
    assert parts.settings.current("demo").version == 1
    assert "(sensitive: IBAN)" in api.put(CHOICE, {**body, "confirm_sensitive": True}).json["exposure"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("time_zone=Mars/Olympus", "time_zone"),
        ("time_zone=../../etc/passwd", "time_zone"),
        ("time_zone=", "time_zone"),
        ("time_zone=" + "a" * 65, "time_zone"),
        ("time_zone=UTC&time_zone=UTC", "time_zone"),
        ("locale=" + "a" * 36, "locale"),
        ("tenant=autre", "tenant"),
    ],
)
def test_a_bad_question_is_refused_by_the_name_of_its_parameter(api: Api, query: str, field: str) -> None:
    problem = refused(api.get(f"{TAB}?{query}"), 400)
    assert [error["field"] for error in problem["errors"]] == [field]


def test_a_locale_that_nobody_knows_is_passed_over(api: Api) -> None:
    assert api.get(f"{TAB}?locale=xx-YY").json["locale"] == "fr-FR"


def test_a_refresh_tells_what_came_and_went(api: Api, parts: Parts) -> None:
    assert api.post(f"{FIELD_LIST}/refresh").json["first"] is True
    parts.org.fields["New__c"] = AccountField("New__c", "New", "date")
    del parts.org.fields["Industry"]
    changes = api.post(f"{FIELD_LIST}/refresh").json["changes"]
    assert changes["came"] == [{"name": "New__c", "label": "New"}]
    assert changes["went"] == [{"name": "Industry", "label": "Industry"}]
    parts.org.refusal = TryAgain("salesforce_away", "Salesforce could not be reached.")
    refused_answer = api.post(f"{FIELD_LIST}/refresh")
    assert (refused_answer.status, refused_answer.json["code"]) == (503, "salesforce_away")


def test_eight_hundred_fields_fit_into_one_small_answer(api: Api, parts: Parts) -> None:
    for number in range(800):
        name = f"Quite_A_Long_Name_Of_A_Field_{number}__c"
        parts.org.fields[name] = AccountField(name, f"Quite a long label {number}", "string", help=f"What {number} is")
    answer = api.get(FIELD_LIST)
    assert len(answer.json["fields"]) == 800 + len(FIELDS)
    assert len(gzip.compress(answer.body)) < 150_000


def test_a_choice_of_eight_hundred_fields_is_taken(api: Api, parts: Parts) -> None:
    names = [f"Field_Number_{number}__c" for number in range(800)]
    parts.org.fields |= {name: AccountField(name, name, "string") for name in names}
    assert len(chosen(api, fields=names)["chosen"]) == 800
    assert len(api.get(TAB).json["fields"]) == 800


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        (None, ()),
        ("", ()),
        ("fr", ("fr",)),
        ("en;q=0.2, fr-FR", ("fr-FR", "en")),
        ("de;q=0, fr ; q=0.5 , en;q=0.9", ("en", "fr")),
        ("*", ()),
        ("fr;q=2, en", ("en",)),
        (",".join(["fr"] * 5_000), ("fr",) * 10),
        ("../../etc, <script>, fr_FR", ()),
    ],
)
def test_languages_are_taken_by_their_weight(header: str | None, tags: tuple[str, ...]) -> None:
    assert accepted_languages(header) == tags
