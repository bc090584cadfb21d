"""A managed list as its field map makes it."""

from dataclasses import replace

from chalicelib.core.compare import record_reader, wanted_row
from chalicelib.core.fieldmap import FieldMaps, MappedField, Shape
from chalicelib.core.fieldmap_list import effective_list, locked_pairs, rows_to_intacct, standard_rows
from chalicelib.core.lists import ExtraField, Link
from chalicelib.core.settings import IntegrationMode, Settings
from tests.unit.fieldmap_parts import row, the_list


def settings(key: str, *rows: MappedField, mode: str = "advanced", enabled: bool = False) -> Settings:
    return Settings(mode=IntegrationMode(mode), field_maps=FieldMaps(enabled).with_rows(key, rows))


TITLE = row("reportTitle", "Report_Title__c")


def test_a_list_without_map_is_as_it_was() -> None:
    departments = the_list()
    assert effective_list(departments, settings("class", TITLE)) is departments


def test_an_active_row_is_one_more_column() -> None:
    made = effective_list(the_list(), settings("department", replace(TITLE, shape=Shape("text", 60))))
    assert made.fields == (ExtraField("reportTitle", "Report_Title__c", "text", 60),)
    assert "Report_Title__c" in made.columns
    assert "reportTitle" in made.intacct_fields(made.sources[0])


def test_a_mapped_reference_is_one_more_lookup() -> None:
    made = effective_list(the_list(), settings("department", row("manager.key", "Manager__c", lookup="employee")))
    assert made.links[-1] == Link("manager.key", "Manager__c", "employee")
    wanted = wanted_row(made, made.sources[0], {"key": "3", "manager.key": "8"})
    assert wanted.values["Manager__r.Intacct_Key__c"] == "employee:8"


def test_inactive_rows_and_those_to_intacct_fill_nothing_in_salesforce() -> None:
    rows = (
        row("reportTitle", "A__c", status="inactive"),
        row("nsp::X", "B__c", "to_intacct"),
        row("nsp::Y", "C__c", "both"),
    )
    assert [one.salesforce for one in effective_list(the_list(), settings("department", *rows)).fields] == ["C__c"]
    assert [one.salesforce for one in rows_to_intacct(the_list(), settings("department", *rows))] == ["B__c", "C__c"]


def test_the_switch_counts_in_the_mode_basic_only() -> None:
    back = row("nsp::X", "X__c", "to_intacct")
    for mode, enabled, counts in (
        ("advanced", False, True),
        ("advanced", True, True),
        ("basic", False, False),
        ("basic", True, True),
    ):
        chosen = settings("department", TITLE, back, mode=mode, enabled=enabled)
        assert bool(effective_list(the_list(), chosen).fields) is counts
        assert bool(rows_to_intacct(the_list(), chosen)) is counts


def test_a_saved_row_stands_in_the_place_of_a_standard_one() -> None:
    terms = the_list("ar_term")
    assert standard_rows(terms) == (row("description", "Description__c"),)
    for saved in (
        row("description", "Description__c", status="inactive"),
        row("description", "Other__c"),
        row("nsp::TEXT", "Description__c"),
    ):
        made = effective_list(terms, settings("ar_term", saved))
        assert [(one.field, one.salesforce) for one in made.fields] == (
            [] if saved.status == "inactive" else [(saved.intacct, saved.salesforce)]
        )


def test_a_field_that_one_object_lacks_is_not_asked_of_it() -> None:
    places = the_list("entity_location")
    mapped = replace(TITLE, shape=Shape(missing_from=("company-config/entity",)))
    made = effective_list(places, settings("entity_location", mapped))
    asked = {source.object: made.intacct_fields(source) for source in made.sources}
    assert "reportTitle" not in asked["company-config/entity"]
    assert "reportTitle" in asked["company-config/location"]


def test_everything_that_a_resync_keeps_itself_is_locked() -> None:
    for key in ("employee", "gl_account", "entity_location", "revrec_oe"):
        lst = the_list(key)
        kept = {pair.salesforce for pair in locked_pairs(lst)}
        written = {name.partition(".")[0].replace("__r", "__c") for name in lst.columns}
        assert written - {one.salesforce for one in lst.fields} <= kept
        assert {"Intacct_Key__c", "Intacct_Sync_Run__c"} <= kept


def test_equal_values_of_every_type_are_equal_on_both_sides() -> None:
    rows = [
        replace(row("t", "T__c"), shape=Shape("text", 60)),
        replace(row("n", "N__c"), shape=Shape("number", scale=2)),
        replace(row("d", "D__c"), shape=Shape("date")),
        replace(row("i", "I__c"), shape=Shape("datetime")),
        replace(row("b", "B__c"), shape=Shape("boolean", intacct="boolean")),
    ]
    made = effective_list(the_list(), settings("department", *rows))
    intacct = {"key": "1", "t": " R&D ", "n": "12.50", "d": "2026-01-31", "i": "2026-01-31T10:00:00Z", "b": True}
    salesforce = {
        "T__c": "R&D",
        "N__c": 12.5,
        "D__c": "2026-01-31",
        "I__c": "2026-01-31T10:00:00.000+0000",
        "B__c": True,
    }
    wanted, present = wanted_row(made, made.sources[0], intacct), record_reader(made)(salesforce)
    names = [one.salesforce for one in rows]
    assert [wanted.values[name] for name in names] == [present[name] for name in names]
