"""Bad input for Account fields and field maps over HTTP: refused by its field, with what to do; nothing is changed."""

from typing import Any

import pytest

from chalicelib.core.account import AccountField, Sensitivity
from chalicelib.core.errors import TryAgain
from chalicelib.core.fieldmap_types import SalesforceField
from tests.app.bad_input import named, nothing_changed
from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.unit.fieldmap_parts import SALESFORCE

CHOICE = "/account-details"
MAP = "/field-maps/department"
NO_CREATE_RIGHT = SalesforceField("Born__c", "Born", "string", 60, createable=False)
TITLE = {"intacct": "reportTitle", "salesforce": "Report_Title__c"}


def choose(api: Api, *fields: str, **more: Any) -> Any:
    return api.put(CHOICE, {"shown": True, "fields": list(fields), **more})


class TestAccountFields:
    @pytest.mark.parametrize(
        "name",
        [
            "Nope__c",
            "",
            "Id) FROM User--",
            "Name, (SELECT Id FROM Contacts)",
            "Owner.Profile.Name",
            "a.b.c.d.e.f.Name",
            "industry",
            "INDUSTRY",
            "__proto__",
            "<script>alert(1)</script>",
            "Nаme",
        ],
    )
    def test_a_field_that_is_not_offered_is_refused_by_its_place(self, api: Api, parts: Parts, name: str) -> None:
        [message] = named(choose(api, "Name", name), ["fields.1"])
        assert "that we may read" in message
        nothing_changed(parts)

    def test_a_field_in_other_letters_is_refused_with_the_one_that_was_meant(self, api: Api) -> None:
        [message] = named(choose(api, "industry"), ["fields.0"])
        assert "Did you mean Industry?" in message

    def test_a_field_that_was_deleted_meanwhile_is_refused(self, api: Api, parts: Parts) -> None:
        api.get("/account-details/fields")
        del parts.org.fields["Industry"]
        api.post("/account-details/fields/refresh")
        named(choose(api, "Name", "Industry"), ["fields.1"])
        nothing_changed(parts)

    @pytest.mark.parametrize("count", [801, 5000])
    def test_more_fields_than_the_tab_holds_are_refused(self, api: Api, parts: Parts, count: int) -> None:
        named(choose(api, *["F"] * count), ["fields"])
        nothing_changed(parts)

    def test_a_field_chosen_twice_is_refused(self, api: Api, parts: Parts) -> None:
        [message] = named(choose(api, "Name", "Industry", "Name"), ["fields.2"])
        assert "stands twice" in message
        nothing_changed(parts)

    def test_no_field_at_all_is_a_choice_and_shows_nobody_anything(self, api: Api, parts: Parts) -> None:
        answer = choose(api)
        assert (answer.status, answer.json["exposure"][:16]) == (200, "No Account field")
        assert parts.settings.current("demo").account_details.fields == ()
        assert api.as_("reader").get("/customers/C-1/account-details").json["fields"] == []

    def test_a_compound_and_its_parts_may_both_be_chosen(self, api: Api) -> None:
        assert choose(api, "BillingAddress", "BillingCity").status == 200

    def test_an_encrypted_field_asks_for_a_second_yes(self, api: Api, parts: Parts) -> None:
        kind = Sensitivity.ENCRYPTED
        parts.org.fields["Card__c"] = AccountField("Card__c", "Card", "encryptedstring", sensitive=kind)
        problem = refused(choose(api, "Name", "Card__c"), 409)
        assert (problem["code"], problem["errors"][0]["field"]) == ("sensitive_unconfirmed", "fields.1")
        nothing_changed(parts)
        assert choose(api, "Name", "Card__c", confirm_sensitive=True).status == 200

    @pytest.mark.parametrize("readers", [["Industry"], ["Name", "Id) FROM User--"], ["Name", "Name"]])
    def test_readers_are_given_nothing_that_is_not_chosen(self, api: Api, parts: Parts, readers: list[str]) -> None:
        [message] = named(choose(api, "Name", reader_fields=readers), [f"reader_fields.{len(readers) - 1}"])
        assert "chosen" in message or "twice" in message
        nothing_changed(parts)

    @pytest.mark.parametrize("link", ["Nope__c", "Owner.Name", "OwnerId", "AnnualRevenue", "Id) --", "' OR Name != '"])
    def test_a_link_that_can_hold_no_customer_id_is_refused(self, api: Api, parts: Parts, link: str) -> None:
        named(choose(api, "Name", link_field=link), ["link_field"])
        nothing_changed(parts)


class TestFieldMaps:
    ROWS: tuple[tuple[dict[str, str], str, str], ...] = (
        ({"intacct": "nowhere", "salesforce": "Seats__c"}, "intacct", "has no field nowhere"),
        ({"intacct": "nsp::seats", "salesforce": "Seats__c"}, "intacct", "Did you mean nsp::SEATS?"),
        ({"intacct": "secret", "salesforce": "Seats__c"}, "intacct", "lets nobody read"),
        ({"intacct": "id", "salesforce": "Short__c"}, "intacct", "locked"),
        ({"intacct": "nsp::SEATS", "salesforce": "Report_Title__c"}, "salesforce", "stands in row 0 already"),
        ({"intacct": "reportTitle", "salesforce": "Free__c"}, "intacct", "stands in row 0 already"),
        ({"intacct": "nsp::SEATS", "salesforce": "Id) FROM User--"}, "salesforce", "has no field"),
        ({"intacct": "nsp::SEATS", "salesforce": "Intacct_Key__c"}, "salesforce", "kept by Passerelle"),
        ({"intacct": "nsp::SEATS", "salesforce": "Hidden__c"}, "salesforce", "belongs to the Salesforce administrator"),
        ({"intacct": "audit.createdBy", "salesforce": "Total__c"}, "salesforce", "is a formula"),
        ({"intacct": "audit.createdBy", "salesforce": "Closed__c"}, "salesforce", "may not write Closed__c"),
        ({"intacct": "audit.createdBy", "salesforce": "Born__c"}, "salesforce", "may not write Born__c"),
        ({"intacct": "audit.createdBy", "salesforce": "Code__c"}, "salesforce", "tells records apart"),
        ({"intacct": "audit.createdBy", "salesforce": "Masked__c"}, "salesforce", "encrypted"),
        ({"intacct": "nsp::OPENED", "salesforce": "Seen__c"}, "salesforce", "time zone"),
        ({"intacct": "nsp::BUDGET", "salesforce": "Seats__c"}, "salesforce", "decimals would be lost"),
        ({"intacct": "nsp::SHARED", "salesforce": "Short__c"}, "salesforce", "can't hold the other"),
        ({"intacct": "nsp::COLOUR", "salesforce": "Few__c"}, "salesforce", "lacks the choices green"),
        ({"intacct": "nsp::SEATS", "salesforce": "Seats__c", "rule": "both"}, "rule", "Enter the Salesforce user"),
        ({"intacct": "manager.key", "salesforce": "Manager__c", "lookup": "none"}, "lookup", "points to: employee."),
        ({"intacct": "manager.key", "salesforce": "Owner__c", "lookup": "employee"}, "salesforce", "points to User"),
        ({"intacct": "nsp::SEATS", "salesforce": "Seats__c", "lookup": "employee"}, "lookup", "is no reference"),
    )

    @pytest.mark.parametrize(("bad", "member", "says"), ROWS)
    def test_a_row_that_cannot_be_is_refused_by_its_member(
        self, api: Api, parts: Parts, bad: dict[str, str], member: str, says: str
    ) -> None:
        parts.salesforce_models.objects["Intacct_Department__c"] = (*SALESFORCE, NO_CREATE_RIGHT)
        problem = refused(api.put(MAP, {"rows": [TITLE, bad]}, If_Match='"v1"'))
        assert [one for one in problem["errors"] if one["field"] == f"rows.1.{member}" and says in one["message"]]
        assert all(one["field"].startswith("rows.1.") for one in problem["errors"])
        nothing_changed(parts)
        checked = api.post(f"{MAP}/check", {"rows": [TITLE, bad]}).json
        assert (checked["ok"], checked["errors"]) == (False, problem["errors"])

    def test_a_lookup_whose_external_id_is_not_unique_is_refused(self, api: Api, parts: Parts) -> None:
        parts.salesforce_models.objects["Intacct_Employee__c"] = ()
        bad = {"intacct": "manager.key", "salesforce": "Manager__c", "lookup": "employee"}
        [message] = named(api.put(MAP, {"rows": [bad]}, If_Match='"v1"'), ["rows.0.lookup"])
        assert "Deploy force-app" in message
        nothing_changed(parts)

    def test_where_a_side_cannot_be_asked_nothing_is_saved(self, api: Api, parts: Parts) -> None:
        parts.intacct_models.trouble = TryAgain("intacct_away", "Sage Intacct could not be reached.", remedy="Wait.")
        assert refused(api.put(MAP, {"rows": [TITLE]}, If_Match='"v1"'), 503)["remedy"]
        nothing_changed(parts)
