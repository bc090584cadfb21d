"""What is wrong with a field map: each mistake by row and member, with what to do; and what is found of right rows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.core.fieldmap import MOST_ROWS, MappedField, Rule, Shape
from chalicelib.core.fieldmap_check import check_rows
from chalicelib.core.fieldmap_types import MATRIX, IntacctField, IntacctKind, SalesforceField, Sides, why_refused
from chalicelib.core.lists import ManagedList
from tests.unit.fieldmap_parts import CATALOGUE, INTACCT, OBJECT, SALESFORCE, SIDES, USER, row, the_list


def mistakes(*rows: MappedField, sides: Sides = SIDES, key: str = "department", user: str = USER) -> dict[str, str]:
    """The sentences by member; of each member one."""
    checked = check_rows(the_list(key), CATALOGUE, rows, sides, user)
    assert len({one.field for one in checked.errors}) == len(checked.errors), checked.errors
    assert all(one.message.endswith((".", "?")) for one in checked.errors)
    return {one.field: one.message for one in checked.errors}


@pytest.mark.parametrize(
    ("good", "shape"),
    [
        (row("reportTitle", "Report_Title__c"), Shape("text", 60)),
        (row("reportTitle", "Report_Title__c", "both"), Shape("text", 60)),
        (row("reportTitle", "Total__c", "to_intacct"), Shape("text", 60)),
        (row("nsp::COLOUR", "Colour__c", "both"), Shape("text", 255)),
        (row("nsp::COLOUR", "Few__c", "to_intacct"), Shape("text", 255)),
        (row("nsp::COLOUR", "Many__c"), Shape("text", 255)),
        (row("nsp::OPENED", "Opened__c", "both"), Shape("date")),
        (row("nsp::SEEN", "Seen__c", "both"), Shape("datetime")),
        (row("nsp::SEATS", "Seats__c", "both"), Shape("number", intacct="integer")),
        (row("nsp::SEATS", "Budget__c"), Shape("number", scale=2, intacct="integer")),
        (row("nsp::BUDGET", "Budget__c", "both"), Shape("number", scale=2)),
        (row("nsp::SHARED", "Shared__c", "both"), Shape("boolean", intacct="boolean")),
        (row("manager.key", "Manager__c", "both", "employee"), Shape("text", 18)),
        (row("manager.id", "Report_Title__c"), Shape("text", 60, derived=True)),
        (row("audit.createdBy", "Report_Title__c"), Shape("text", 60, derived=True)),
    ],
)
def test_a_good_row_passes_and_tells_what_its_fields_are(good: MappedField, shape: Shape) -> None:
    checked = check_rows(the_list(), CATALOGUE, [good], SIDES, USER)
    assert checked.errors == ()
    assert checked.rows == (replace(good, shape=shape),)


@pytest.mark.parametrize(
    ("bad", "member", "says"),
    [
        (row("nowhere", "Report_Title__c"), "intacct", "has no field nowhere"),
        (row("REPORTTITLE", "Report_Title__c"), "intacct", "Did you mean reportTitle?"),
        (row("manager", "Manager__c", lookup="employee"), "intacct", "Did you mean manager.key?"),
        (row("reportTitle", "report_title__c"), "salesforce", "Did you mean Report_Title__c?"),
        (row("reportTitle", "Id) FROM User--"), "salesforce", "has no field"),
        (row("secret", "Report_Title__c"), "intacct", "lets nobody read"),
        (row("id", "Report_Title__c"), "intacct", "locked"),
        (row("status", "Report_Title__c"), "intacct", "locked"),
        (row("parent.key", "Manager__c"), "intacct", "locked"),
        (row("reportTitle", "Intacct_Key__c"), "salesforce", "kept by Passerelle"),
        (row("reportTitle", "Name"), "salesforce", "kept by Passerelle"),
        (row("reportTitle", "Intacct_Sync_Run__c"), "salesforce", "kept by Passerelle"),
        (row("reportTitle", "Hidden__c"), "salesforce", "belongs to the Salesforce administrator"),
        (row("reportTitle", "Total__c"), "salesforce", "is a formula"),
        (row("reportTitle", "Total__c", "both"), "salesforce", "is a formula"),
        (row("reportTitle", "Closed__c"), "salesforce", "may not write Closed__c"),
        (row("reportTitle", "Code__c"), "salesforce", "tells records apart"),
        (row("reportTitle", "Notes__c"), "salesforce", "rich text"),
        (row("reportTitle", "Tags__c"), "salesforce", "no set of choices"),
        (row("reportTitle", "Seats__c"), "salesforce", "can't hold the other"),
        (row("reportTitle", "Colour__c"), "salesforce", "free text"),
        (row("nsp::COLOUR", "Few__c"), "salesforce", "lacks the choices green"),
        (row("nsp::COLOUR", "Short__c"), "salesforce", "holds 3 characters"),
        (row("nsp::COLOUR", "Many__c", "to_intacct"), "rule", "takes red, green only"),
        (row("nsp::COLOUR", "Free__c", "to_intacct"), "rule", "takes red, green only"),
        (row("nsp::COLOUR", "Report_Title__c", "to_intacct"), "rule", "takes red, green only"),
        (row("nsp::SEATS", "Budget__c", "to_intacct"), "rule", "has decimals"),
        (row("nsp::BUDGET", "Seats__c"), "salesforce", "decimals would be lost"),
        (row("nsp::OPENED", "Seen__c"), "salesforce", "time zone"),
        (row("nsp::SEEN", "Opened__c"), "salesforce", "time zone"),
        (row("nsp::SHARED", "Report_Title__c"), "salesforce", "can't hold the other"),
        (row("manager.key", "Report_Title__c"), "salesforce", "take the reference's .id"),
        (row("manager.key", "Manager__c"), "lookup", "points to: employee."),
        (row("manager.key", "Manager__c", lookup="nothing"), "lookup", "points to: employee."),
        (row("manager.key", "Owner__c", lookup="employee"), "salesforce", "points to User"),
        (row("vendor.key", "Manager__c", lookup=""), "lookup", "is in no managed list. Use its .id"),
        (row("vendor.key", "Manager__c", lookup="employee"), "lookup", "points to accounts-payable/vendor"),
        (row("reportTitle", "Report_Title__c", lookup="employee"), "lookup", "is no reference"),
        (row("manager.id", "Report_Title__c", "both"), "rule", "calculates manager.id"),
        (row("audit.createdBy", "Report_Title__c", "to_intacct"), "rule", "keeps it itself"),
    ],
)
def test_a_mistake_is_named_by_its_member(bad: MappedField, member: str, says: str) -> None:
    beside = row("nsp::SEEN", "Seen__c") if bad.intacct != "nsp::SEEN" else row("nsp::SEATS", "Seats__c")
    if bad.salesforce == beside.salesforce:
        beside = row("nsp::SHARED", "Shared__c")
    found = mistakes(beside, bad)
    assert says in found.pop(f"rows.1.{member}")
    assert found == {}


def test_an_encrypted_field_is_refused() -> None:
    assert (
        "encrypted"
        in check_rows(the_list(), CATALOGUE, [row("reportTitle", "Masked__c")], SIDES, USER).errors[0].message
    )


def test_no_field_stands_twice_on_either_side() -> None:
    rows = (
        row("reportTitle", "Report_Title__c"),
        row("reportTitle", "Free__c"),
        row("audit.createdBy", "Report_Title__c", status="inactive"),
    )
    assert mistakes(*rows) == {
        "rows.1.intacct": "reportTitle stands in row 0 already. Keep one of them.",
        "rows.2.salesforce": "Report_Title__c stands in row 0 already. Keep one of them.",
    }


def test_a_map_has_no_end_of_rows() -> None:
    many = [row(f"field{number}", f"Field{number}__c") for number in range(MOST_ROWS + 1)]
    assert "at most 100 rows" in mistakes(*many)["rows"]


@pytest.mark.parametrize("rule", ["to_intacct", "both"])
def test_who_writes_back_needs_a_name_in_salesforce(rule: str) -> None:
    assert "Enter the Salesforce user" in mistakes(row("reportTitle", "Report_Title__c", rule), user="")["rows.0.rule"]


def test_without_stamps_nobody_knows_which_side_is_newer() -> None:
    sides = Sides({"platform-apps/nsp::segment": {one.name: one for one in INTACCT}}, SIDES.salesforce)
    wanted = row("reportTitle", "Report_Title__c", "both")
    assert "newer side is not known" in mistakes(wanted, sides=sides, key="udd:segment")["rows.0.rule"]
    assert mistakes(replace(wanted, rule=Rule.TO_INTACCT), sides=sides, key="udd:segment") == {}


def test_a_lookup_needs_a_unique_key_behind_it() -> None:
    for targets in ({}, {"Intacct_Employee__c": {"Intacct_Key__c": SALESFORCE[0]}}):
        found = mistakes(row("manager.key", "Manager__c", lookup="employee"), sides=replace(SIDES, targets=targets))
        assert found == {
            "rows.0.lookup": "Intacct_Employee__c.Intacct_Key__c is no unique external id. Deploy force-app to the org."
        }


class TestListOfTwoObjects:
    """Entities and locations are two objects in Intacct and one list here."""

    places: ManagedList = the_list("entity_location")

    def sides(self, **entity_fields: IntacctField) -> Sides:
        location = {one.name: one for one in INTACCT}
        fields = {"company-config/entity": entity_fields, "company-config/location": location}
        return Sides(fields, SIDES.salesforce)

    def test_a_field_of_one_of_them_comes_from_intacct_only(self) -> None:
        wanted = row("reportTitle", "Report_Title__c")
        checked = check_rows(self.places, CATALOGUE, [wanted], self.sides(), USER)
        assert checked.errors == ()
        assert checked.rows[0].shape.missing_from == ("company-config/entity",)
        back = replace(wanted, rule=Rule.TO_INTACCT)
        found = check_rows(self.places, CATALOGUE, [back], self.sides(), USER).errors
        assert [one.field for one in found] == ["rows.0.rule"]

    def test_a_field_of_two_types_is_refused(self) -> None:
        sides = self.sides(reportTitle=IntacctField("reportTitle", "boolean", "boolean"))
        found = check_rows(self.places, CATALOGUE, [row("reportTitle", "Report_Title__c")], sides, USER).errors
        assert any("different types" in one.message for one in found)


@given(
    kind=st.sampled_from(sorted(MATRIX)),
    type_=st.sampled_from(sorted({*(t for m in MATRIX.values() for t in m), "base64", "time"})),
)
def test_every_pair_outside_the_matrix_is_refused_with_a_reason(kind: IntacctKind, type_: str) -> None:
    intacct, salesforce = IntacctField("f", kind, target=OBJECT), SalesforceField("F__c", "F", type_, 60)
    sides = Sides({OBJECT: {"f": intacct}}, {"F__c": salesforce})
    found = mistakes(row("f", "F__c"), sides=sides)
    if type_ in MATRIX[kind]:
        assert "can't be paired" not in str(found)
    else:
        assert found == {"rows.0.salesforce": why_refused(kind, type_)}
