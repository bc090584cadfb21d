"""What is wrong with a choice of fields, what changed in Salesforce, and what a choice exposes."""

from dataclasses import replace

import pytest

from chalicelib.adapters.sentences import said
from chalicelib.adapters.words import words_for
from chalicelib.core.account import AccountField, Sensitivity
from chalicelib.core.account_changes import FieldChanges, FieldName, Retyped, field_changes
from chalicelib.core.account_choice import MOST_FIELDS, check_choice
from chalicelib.core.account_exposure import exposure_sentence
from chalicelib.core.errors import BadRequest, Conflict
from chalicelib.core.settings import AccountDetails

LINK = "Intacct_Customer_Id__c"
OFFERED = {
    field.name: field
    for field in (
        AccountField(LINK, "Customer id", "string"),
        AccountField("Industry", "Industry", "picklist"),
        AccountField("BillingAddress", "Billing address", "address"),
        AccountField("BillingCity", "Billing city", "string", compound="BillingAddress"),
        AccountField("OwnerId", "Owner ID", "reference"),
        AccountField("Owner.Name", "Owner", "reference", via="OwnerId"),
        AccountField("Phone", "Phone", "phone", sensitive=Sensitivity.CONTACT),
        AccountField("IBAN__c", "IBAN", "string", sensitive=Sensitivity.BANK),
        AccountField("Score__c", "Score", "double"),
    )
}
NOTHING = AccountDetails()


def chosen(*fields: str, shown: bool = True, **more: object) -> AccountDetails:
    return replace(AccountDetails(shown=shown, fields=fields), **more)  # type: ignore[arg-type]


def mistakes(wanted: AccountDetails, before: AccountDetails = NOTHING) -> list[str]:
    with pytest.raises(BadRequest) as refusal:
        check_choice(wanted, before, OFFERED, confirmed=True)
    return [error.field for error in refusal.value.errors]


@pytest.mark.parametrize(
    "fields",
    [(), ("Industry",), ("BillingAddress", "BillingCity"), ("Owner.Name", "OwnerId", "Phone")],
)
def test_what_is_offered_can_be_chosen(fields: tuple[str, ...]) -> None:
    check_choice(chosen(*fields), NOTHING, OFFERED, confirmed=False)


@pytest.mark.parametrize(
    "name", ["Nope__c", "Id) FROM User--", "Owner.Profile.Name", "a.b.c.d.e.f.Name", "industry", "", "Body"]
)
def test_what_is_not_offered_is_refused_by_its_place(name: str) -> None:
    assert mistakes(chosen("Industry", name)) == ["fields.1"]


def test_another_case_of_letters_is_refused_with_the_name_that_was_meant() -> None:
    with pytest.raises(BadRequest) as refusal:
        check_choice(chosen("industry"), NOTHING, OFFERED, confirmed=True)
    assert "Did you mean Industry?" in refusal.value.errors[0].message


def test_a_field_chosen_twice_is_refused() -> None:
    assert mistakes(chosen("Industry", "Phone", "Industry")) == ["fields.2"]


def test_too_many_fields_are_refused_at_once() -> None:
    assert mistakes(chosen(*(f"F{n}__c" for n in range(MOST_FIELDS + 1)))) == ["fields"]


def test_readers_get_nothing_that_is_not_chosen() -> None:
    assert mistakes(chosen("Industry", reader_fields=("Industry", "Phone"))) == ["reader_fields.1"]


@pytest.mark.parametrize("link", ["Nope__c", "Owner.Name", "OwnerId", "Score__c"])
def test_the_link_must_be_a_text_field_that_can_be_read(link: str) -> None:
    assert mistakes(chosen("Industry", link_field=link)) == ["link_field"]


def test_a_vanished_field_stays_chosen_until_it_is_taken_out() -> None:
    before = chosen("Gone__c", "Industry")
    check_choice(chosen("Industry", "Gone__c"), before, OFFERED, confirmed=False)
    assert mistakes(chosen("Gone__c"), chosen("Industry")) == ["fields.0"]


def test_sensitive_fields_ask_for_a_second_yes_once() -> None:
    wanted = chosen("Industry", "IBAN__c")
    with pytest.raises(Conflict) as refusal:
        check_choice(wanted, NOTHING, OFFERED, confirmed=False)
    assert refusal.value.code == "sensitive_unconfirmed"
    assert [error.field for error in refusal.value.errors] == ["fields.1"]
    check_choice(wanted, NOTHING, OFFERED, confirmed=True)
    check_choice(wanted, wanted, OFFERED, confirmed=False)


def test_a_refresh_tells_what_came_what_went_and_what_changed_its_type() -> None:
    now = {name: field for name, field in OFFERED.items() if name != "Phone"} | {
        "New__c": AccountField("New__c", "New", "date"),
        "Score__c": AccountField("Score__c", "Score", "percent"),
    }
    assert field_changes(OFFERED, now) == FieldChanges(
        came=(FieldName("New__c", "New"),),
        went=(FieldName("Phone", "Phone"),),
        retyped=(Retyped("Score__c", "Score", "double", "percent"),),
    )
    assert field_changes(now, now) == FieldChanges()


@pytest.mark.parametrize(
    ("details", "says", "french"),
    [
        (chosen(), ("No Account field", "9 fields"), ("Aucun champ", "9 champs")),
        (
            chosen("Industry", "Phone"),
            ("Every person", "2 fields (sensitive: Phone)", "7 fields"),
            ("Toute personne", "2 champs (sensibles\u202f: Phone)", "7 champs"),
        ),
        (chosen("Industry", "Phone", reader_fields=("Phone",)), ("readers 1 of them",), ("les lecteurs 1 d’entre",)),
        (chosen("Industry", reader_fields=()), ("1 field and readers 0 of them",), ("1 champ, les lecteurs 0 d’",)),
        (chosen("Industry", "Gone__c"), ("2 fields", "8 fields that you did not choose"), ("8 champs hors de",)),
        (chosen("Industry", shown=False), ("switched off", "1 field"), ("désactivé", "montrerait 1 champ.")),
    ],
)
def test_one_sentence_says_what_a_choice_exposes(
    details: AccountDetails, says: tuple[str, ...], french: tuple[str, ...]
) -> None:
    sentence = exposure_sentence(details, OFFERED)
    translated = said(words_for("fr"), sentence) or ""
    assert [part for part in says if part not in sentence] == []
    assert [part for part in french if part not in translated] == []
    for text in (sentence, translated):
        assert text.endswith(".")
        assert text.count(". ") == 0
