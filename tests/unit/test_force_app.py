"""The generator of force-app/: what it writes covers the catalogue, and reads back as the same objects."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chalicelib.core.lists import HIDDEN_FIELD, KEY_FIELD, Catalogue, ExtraField, Link, ManagedList, Source
from dev.force_app import load_catalogue, main, source_files
from dev.force_app_objects import ACCOUNT, CUSTOMER_FIELD, objects_of
from dev.salesforce_source import NAMESPACE, FieldSource, ObjectSource, read_source

FORCE_APP = Path(__file__).parent.parent.parent / "force-app"
CATALOGUE = load_catalogue()
SHIPPED = read_source(FORCE_APP)


def managed_list(key: str, salesforce: str = "Intacct_Thing__c", **members: object) -> ManagedList:
    plain = ManagedList(key, {"en": key.title()}, salesforce, (Source(f"company-config/{key}"),), type=key)
    return replace(plain, **members)  # type: ignore[arg-type]


def fields_of(*lists: ManagedList) -> dict[str, FieldSource]:
    """The fields of the first object that the lists need."""
    return dict(objects_of(Catalogue(lists))[0].fields)


def permissions(name: str, part: str) -> list[dict[str, str]]:
    root = ElementTree.parse(FORCE_APP / f"main/default/permissionsets/{name}.permissionset-meta.xml").getroot()
    space = f"{{{NAMESPACE}}}"
    return [
        {item.tag.removeprefix(space): item.text or "" for item in entry} for entry in root.iterfind(f"{space}{part}")
    ]


def test_the_committed_source_is_what_the_generator_writes() -> None:
    committed = {
        str(file.relative_to(FORCE_APP)): file.read_text(encoding="utf-8")
        for file in FORCE_APP.rglob("*")
        if file.is_file()
    }
    assert committed == source_files(CATALOGUE, "admin@example.com")


def test_what_was_written_reads_back_as_the_same_objects() -> None:
    assert {source.name: source for source in (ACCOUNT, *objects_of(CATALOGUE))} == SHIPPED


@pytest.mark.parametrize("lst", CATALOGUE.lists, ids=lambda lst: lst.key)
def test_every_column_of_a_list_has_its_field(lst: ManagedList) -> None:
    source = SHIPPED[lst.salesforce]
    plain = [column for column in lst.columns if "." not in column]
    assert set(plain) <= set(source.fields)
    for link in lst.links:
        lookup = source.fields[link.salesforce]
        target = CATALOGUE.get(link.list)
        assert target is not None
        assert (lookup.type, lookup.reference_to) == ("Lookup", target.salesforce)
        assert KEY_FIELD in SHIPPED[lookup.reference_to].fields


@pytest.mark.parametrize("source", objects_of(CATALOGUE), ids=lambda source: source.name)
def test_the_key_finds_one_row_and_the_other_ids_may_repeat(source: ObjectSource) -> None:
    key, number, readable = (source.fields[f"Intacct_{name}__c"] for name in ("Key", "Record_No", "Id"))
    assert (key.type, key.length, key.external_id, key.unique, key.case_sensitive) == ("Text", 120, True, True, True)
    assert (number.type, number.precision, number.scale) == ("Number", 18, 0)
    assert all(field.external_id and not field.unique for field in (number, readable))


def test_an_account_is_joined_to_one_customer() -> None:
    field = SHIPPED["Account"].fields[CUSTOMER_FIELD]
    assert (field.type, field.length, field.external_id, field.unique) == ("Text", 100, True, True)


def test_lookups_to_one_object_have_distinct_relationship_names() -> None:
    names = [
        (field.reference_to, field.relationship_name)
        for source in SHIPPED.values()
        for field in source.fields.values()
        if field.reference_to
    ]
    assert len(names) == len(set(names)) >= 7


def test_two_objects_with_a_lookup_of_one_name_get_two_relationship_names() -> None:
    link = Link("parent.key", "Parent__c", "one")
    lists = (managed_list("one", "One__c", links=(link,)), managed_list("two", "Two__c", links=(link,)))
    one, two = objects_of(Catalogue(lists))
    assert one.fields["Parent__c"].relationship_name != two.fields["Parent__c"].relationship_name


def test_a_long_relationship_name_is_cut_to_what_salesforce_takes_and_stays_distinct() -> None:
    links = tuple(
        Link("parent.key", f"A_lookup_with_a_name_of_many_words_{end}__c", "thing") for end in ("one", "other")
    )
    fields = fields_of(managed_list("thing", links=links))
    names = {fields[link.salesforce].relationship_name for link in links}
    assert len(names) == 2
    assert max(map(len, names)) <= 40


def test_the_integration_user_writes_every_field_but_the_hidden_mark_and_deletes_nothing() -> None:
    granted = {entry["field"]: entry["editable"] for entry in permissions("Intacct_Sync", "fieldPermissions")}
    expected = {
        f"{source.name}.{name}": "false" if name == HIDDEN_FIELD or not source.is_ours else "true"
        for source in SHIPPED.values()
        for name in source.fields
        if name != "Name"
    }
    assert granted == expected
    for entry in permissions("Intacct_Sync", "objectPermissions"):
        writes = "false" if entry["object"] == "Account" else "true"
        assert (entry["allowCreate"], entry["allowEdit"], entry["viewAllRecords"]) == (writes, writes, "true")
        assert (entry["allowDelete"], entry["modifyAllRecords"]) == ("false", "false")


def test_a_reader_may_change_nothing() -> None:
    fields = permissions("Intacct_Lists_Read", "fieldPermissions")
    objects = permissions("Intacct_Lists_Read", "objectPermissions")
    assert {entry["object"] for entry in objects} == set(SHIPPED) - {"Account"}
    assert {entry["editable"] for entry in fields} == {"false"}
    assert {entry[right] for entry in objects for right in ("allowCreate", "allowDelete", "allowEdit")} == {"false"}


def test_no_field_is_required_since_salesforce_refuses_rights_on_such_fields() -> None:
    assert not [field for source in SHIPPED.values() for field in source.fields.values() if field.required]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (ExtraField("a", "A__c", length=255), {"type": "Text", "length": 255}),
        (ExtraField("a", "A__c", length=256), {"type": "LongTextArea", "length": 256}),
        (ExtraField("a", "A__c", "number", scale=2), {"type": "Number", "precision": 18, "scale": 2}),
        (ExtraField("a", "A__c", "boolean"), {"type": "Checkbox", "default": "false"}),
        (ExtraField("a", "A__c", "date"), {"type": "Date"}),
        (ExtraField("a", "A__c", "datetime"), {"type": "DateTime"}),
    ],
)
def test_a_lists_own_field_has_the_salesforce_type(extra: ExtraField, expected: dict[str, object]) -> None:
    found = fields_of(managed_list("thing", fields=(extra,)))["A__c"]
    assert found == FieldSource("A__c", "A", description="Intacct field: a.", **expected)  # type: ignore[arg-type]


def test_lists_that_share_an_object_share_the_longer_text_field() -> None:
    short = managed_list("one", fields=(ExtraField("note", "Note__c", length=40),))
    long = managed_list("two", fields=(ExtraField("remark", "Note__c", length=90),))
    assert fields_of(short, long)["Note__c"].length == fields_of(long, short)["Note__c"].length == 90


def test_lists_that_want_one_field_in_two_types_are_refused() -> None:
    text = managed_list("one", fields=(ExtraField("note", "Note__c"),))
    date = managed_list("two", fields=(ExtraField("note", "Note__c", "date"),))
    with pytest.raises(ValueError, match=r"Intacct_Thing__c\.Note__c is wanted in two ways, Text and Date"):
        objects_of(Catalogue((text, date)))


def test_an_operators_lists_come_out_beside_the_standard_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        """
        [[lists]]
        key = "warehouse"
        label = { en = "Warehouses" }
        salesforce = "Intacct_Warehouse__c"
        sources = [{ object = "inventory-control/warehouse" }]
        links = [{ field = "location.key", salesforce = "Location__c", list = "entity_location" }]

        [[user_defined_dimensions]]
        object = "platform-apps/nsp::market_segment"
        label = { en = "Market segment" }
        """
    )
    main(["--lists", str(own), "--out", str(tmp_path / "out")])
    written = read_source(tmp_path / "out")
    assert set(written) == {*SHIPPED, "Intacct_Warehouse__c"}
    assert written["Intacct_Warehouse__c"].fields["Location__c"].reference_to == "Intacct_Location__c"
    assert "Market segment" in written["Intacct_User_Dimension__c"].description


def test_a_package_s_object_only_gains_fields(tmp_path: Path) -> None:
    files = source_files(Catalogue((managed_list("thing", "ia_crm__Thing__c"),)), "admin@example.com")
    assert f"main/default/objects/ia_crm__Thing__c/fields/{KEY_FIELD}.field-meta.xml" in files
    assert not [path for path in files if path.endswith(".object-meta.xml")]


def test_a_mistake_in_the_lists_file_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[lists]]\nkey = "warehouse"\nlabel = { en = "W" }\nsalesforce = "W__c"\nsources = []\n')
    with pytest.raises(SystemExit):
        main(["--lists", str(own), "--out", str(tmp_path / "out")])
    assert "lists.0.sources: Name at least one Intacct object." in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_writing_again_leaves_other_files_alone(tmp_path: Path) -> None:
    main(["--out", str(tmp_path)])
    theirs = tmp_path / "main/default/layouts/Own.layout-meta.xml"
    theirs.parent.mkdir()
    theirs.write_text("<Layout/>")
    main(["--out", str(tmp_path)])
    assert theirs.read_text() == "<Layout/>"


def test_a_folder_without_objects_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no Salesforce object source"):
        read_source(tmp_path)
