"""The catalogue: what ships is right, and what an operator writes wrong is named."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from chalicelib.core.errors import BadRequest
from chalicelib.core.lists import HIDDEN_FIELD, Catalogue, parse_catalogue

STANDARD = tomllib.loads(Path("chalicelib/lists.toml").read_text())
DOCUMENTED = {
    "ar_term",
    "billing_template",
    "class",
    "department",
    "employee",
    "entity_location",
    "exchange_rate_type",
    "project_status",
    "project_type",
    "revrec_contract",
    "revrec_oe",
    "gl_account",
    "stat_account",
    "journal",
    "stat_journal",
}


def own(text: str) -> Catalogue:
    return parse_catalogue(STANDARD, tomllib.loads(text))


def mistakes(text: str) -> dict[str, str]:
    with pytest.raises(BadRequest) as caught:
        own(text)
    assert caught.value.remedy
    return {error.field: error.message for error in caught.value.errors}


def test_every_documented_list_is_in_the_catalogue() -> None:
    assert {lst.key for lst in parse_catalogue(STANDARD).lists} == DOCUMENTED


def test_a_list_comes_after_the_lists_it_links_to() -> None:
    catalogue = parse_catalogue(STANDARD)
    position = {lst.key: index for index, lst in enumerate(catalogue.lists)}
    for lst in catalogue.lists:
        assert all(position[needed] < position[lst.key] for needed in catalogue.prerequisites(lst.key))


def test_no_list_reads_or_writes_the_hidden_box() -> None:
    assert all(HIDDEN_FIELD not in lst.columns for lst in parse_catalogue(STANDARD).lists)


def test_lists_that_share_an_object_have_types_of_their_own() -> None:
    shared = [lst for lst in parse_catalogue(STANDARD).lists if lst.salesforce == "Intacct_Account__c"]
    assert sorted(lst.type for lst in shared) == ["GL", "Statistical"]


def test_a_user_defined_dimension_is_one_line() -> None:
    catalogue = own('[[user_defined_dimensions]]\nobject = "platform-apps/nsp::segment"\nlabel = { en = "Segment" }')
    segment = catalogue.get("udd:segment")
    assert segment is not None
    assert (segment.salesforce, segment.type) == ("Intacct_User_Dimension__c", "segment")


def test_an_operators_list_replaces_the_standard_one_of_the_same_key() -> None:
    catalogue = own(
        '[[lists]]\nkey = "ar_term"\nlabel = { en = "Terms" }\nsalesforce = "My_Term__c"\n'
        'sources = [{ object = "accounts-receivable/term" }]'
    )
    terms = catalogue.get("ar_term")
    assert terms is not None
    assert terms.salesforce == "My_Term__c"


GOOD: dict[str, Any] = {
    "key": '"vendor"',
    "label": '{ en = "Vendor" }',
    "salesforce": '"Intacct_Vendor__c"',
    "sources": '[{ object = "accounts-payable/vendor" }]',
}


@pytest.mark.parametrize(
    ("member", "value", "where"),
    [
        ("key", '"Vendor List"', "lists.0.key"),
        ("key", "7", "lists.0.key"),
        ("label", '{ fr = "Fournisseur" }', "lists.0.label"),
        ("salesforce", '"Intacct Vendor"', "lists.0.salesforce"),
        ("sources", "[]", "lists.0.sources"),
        ("sources", '[{ object = "vendor" }]', "lists.0.sources.0.object"),
        ("colour", '"red"', "lists.0.colour"),
        ("status", '"st atus"', "lists.0.status"),
        ("fields", '[{ field = "a", salesforce = "Hidden__c" }]', "lists.0.fields.0.salesforce"),
        ("fields", '[{ field = "a", salesforce = "A__c", type = "money" }]', "lists.0.fields.0.type"),
        ("fields", '[{ field = "a", salesforce = "A__c", size = 3 }]', "lists.0.fields.0.size"),
        ("links", '[{ field = "a.key", salesforce = "A__c" }]', "lists.0.links.0.list"),
        ("links", '[{ field = "a.key", salesforce = "A__c", list = "nowhere" }]', "vendor.links"),
        ("salesforce", '"Intacct_Class__c"', "Intacct_Class__c.type"),
    ],
)
def test_a_mistake_is_named_by_its_place(member: str, value: str, where: str) -> None:
    lines = [f"{name} = {text}" for name, text in {**GOOD, member: value}.items()]
    assert where in mistakes("[[lists]]\n" + "\n".join(lines))


def test_lists_that_link_in_a_circle_are_refused() -> None:
    with pytest.raises(BadRequest, match="circle"):
        own(
            '[[lists]]\nkey = "a"\nlabel = { en = "A" }\nsalesforce = "A__c"\nsources = [{ object = "x/a" }]\n'
            'links = [{ field = "b.key", salesforce = "B__c", list = "b" }]\n'
            '[[lists]]\nkey = "b"\nlabel = { en = "B" }\nsalesforce = "B__c"\nsources = [{ object = "x/b" }]\n'
            'links = [{ field = "a.key", salesforce = "A__c", list = "a" }]\n'
        )
