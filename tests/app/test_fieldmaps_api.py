"""Field maps over HTTP: the switch, seeing, checking, saving, YAML both ways, and what is refused."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from chalicelib.core.errors import TryAgain
from chalicelib.core.fieldmap import FieldMaps, MappedField, Shape
from chalicelib.core.settings import Connection, IntegrationMode, Settings
from dev.fakes import SET_UP
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.unit.fieldmap_parts import USER, row

TITLE = {"intacct": "reportTitle", "salesforce": "Report_Title__c"}
MAP = "/field-maps/department"
YAML = {"Content_Type": "application/yaml", "If_Match": '"v1"'}


def change(parts: Parts, **changes: Any) -> Settings:
    """Settings that stand before the test begins, as version 2."""
    before = parts.settings.current("demo")
    return parts.settings.save("demo", replace(before, **changes), before.version, SET_UP)


def put(api: Api, *rows: dict[str, str], version: int = 1, path: str = MAP, **more: Any) -> Answer:
    return api.change("PUT", path, {"rows": list(rows), **more}, If_Match=f'"v{version}"')


def saved(parts: Parts) -> tuple[MappedField, ...]:
    return parts.settings.current("demo").field_maps.of("department")


class TestSwitch:
    def test_in_the_mode_advanced_it_is_shown_with_the_reason_and_can_not_be_set(self, api: Api, parts: Parts) -> None:
        change(parts, field_maps=FieldMaps(enabled=True))
        shown = api.get("/field-map").json
        assert (shown["enabled"], shown["available"], shown["version"]) == (False, False, 2)
        assert "always apply" in shown["reason"]
        for enabled in (True, False):
            problem = refused(api.change("PUT", "/field-map", {"enabled": enabled}, If_Match='"v2"'), 409)
            assert problem["code"] == "field_map_mode"
        assert parts.settings.current("demo").version == 2

    def test_switching_off_keeps_the_pairs(self, api: Api, parts: Parts) -> None:
        kept = FieldMaps(enabled=True).with_rows("department", (row("reportTitle", "Report_Title__c"),))
        change(parts, mode=IntegrationMode.BASIC, field_maps=kept)
        assert api.get(MAP).json["applies"] is True
        off = api.change("PUT", "/field-map", {"enabled": False}, If_Match='"v2"')
        assert (off.json["enabled"], off.json["available"], off.json["version"]) == (False, True, 3)
        shown = api.get(MAP).json
        assert (shown["applies"], shown["rows"][-1]["salesforce"]) == (False, "Report_Title__c")
        assert "switched off" in shown["reason"]
        assert refused(put(api, TITLE, version=3), 409)["code"] == "field_map_off"
        assert api.post(f"{MAP}/check", {"rows": [TITLE]}).json["ok"] is True
        api.change("PUT", "/field-map", {"enabled": True}, If_Match='"v3"')
        assert api.get(MAP).json["applies"] is True

    @pytest.mark.parametrize("body", [{}, {"enabled": 1}, {"enabled": "true"}, {"enabled": True, "mode": "basic"}])
    def test_anything_but_a_boolean_is_refused(self, api: Api, parts: Parts, body: dict[str, Any]) -> None:
        change(parts, mode=IntegrationMode.BASIC)
        problem = refused(api.change("PUT", "/field-map", body, If_Match='"v2"'))
        assert problem["errors"][0]["field"] in ("enabled", "mode")
        assert parts.settings.current("demo").version == 2


class TestMap:
    def test_a_new_map_shows_what_is_locked_and_what_is_standard(self, api: Api) -> None:
        answer = api.get("/field-maps/ar_term")
        assert answer.headers["etag"] == '"v1"'
        rows = {one["salesforce"]: one for one in answer.json["rows"]}
        assert rows["Intacct_Key__c"]["locked"] is True
        assert rows["Name"]["locked"] is True
        assert (rows["Description__c"]["standard"], rows["Description__c"]["locked"]) == (True, False)
        assert (answer.json["salesforce"], answer.json["sources"]) == (
            "Intacct_AR_Term__c",
            ["accounts-receivable/term"],
        )

    def test_what_is_saved_is_in_the_settings_with_its_shape_and_in_the_audit_trail(
        self, api: Api, parts: Parts
    ) -> None:
        answer = put(api, TITLE)
        assert (answer.status, answer.json["version"], answer.headers["etag"]) == (200, 2, '"v2"')
        assert saved(parts) == (replace(row("reportTitle", "Report_Title__c"), shape=Shape("text", 60)),)
        entry = api.get("/audit").json["entries"][0]
        assert (entry["deed"]["action"], entry["changes"][0]["path"]) == ("field_map.changed", "field_maps.maps")
        assert put(api, TITLE, version=2).json["version"] == 2, "the same again is no new version"
        assert put(api, version=2).json["version"] == 3
        assert saved(parts) == ()

    def test_saving_other_settings_keeps_the_maps(self, api: Api, parts: Parts) -> None:
        put(api, TITLE)
        body = {**api.get("/settings").json["settings"], "language": "fr", "enabled": False}
        assert api.change("PUT", "/settings", body, If_Match='"v2"').status == 200
        assert len(saved(parts)) == 1

    def test_every_mistake_is_named_by_row_and_member_and_nothing_is_saved(self, api: Api, parts: Parts) -> None:
        bad = [
            {**TITLE, "rule": "both"},
            {"intacct": "nowhere", "salesforce": "Hidden__c"},
            {"intacct": "reportTitle", "salesforce": "Seats__c"},
        ]
        problem = refused(put(api, *bad))
        assert problem["code"] == "field_map_invalid"
        assert [one["field"] for one in problem["errors"]] == [
            "rows.2.intacct",
            "rows.0.rule",
            "rows.1.salesforce",
            "rows.2.salesforce",
        ]
        checked = api.post(f"{MAP}/check", {"rows": bad}).json
        assert (checked["ok"], checked["errors"]) == (False, problem["errors"])
        assert (saved(parts), parts.settings.current("demo").version) == ((), 1)

    def test_a_row_to_intacct_is_saved_once_our_user_is_known(self, api: Api, parts: Parts) -> None:
        change(parts, connection=Connection(salesforce_user=USER))
        assert put(api, {**TITLE, "rule": "to_intacct"}, version=2).status == 200
        assert saved(parts)[0].rule == "to_intacct"

    def test_a_stale_or_missing_version_is_refused(self, api: Api, parts: Parts) -> None:
        change(parts, language="fr")
        assert refused(put(api, TITLE, version=1), 412)["code"] == "settings_changed"
        assert refused(api.change("PUT", MAP, {"rows": []}), 428)["code"] == "if_match_missing"
        assert saved(parts) == ()

    def test_all_lists_and_unknown_ones_have_no_map(self, api: Api) -> None:
        for key in ("all", "customer", "Department"):
            for answer in (api.get(f"/field-maps/{key}"), put(api, path=f"/field-maps/{key}")):
                assert refused(answer, 404)["code"] == "list_unknown"

    def test_where_a_side_is_away_nothing_is_saved(self, api: Api, parts: Parts) -> None:
        parts.salesforce_models.trouble = TryAgain(
            "salesforce_away", "Salesforce could not be reached.", remedy="Wait."
        )
        assert refused(put(api, TITLE), 503)["code"] == "salesforce_away"
        assert saved(parts) == ()

    def test_a_map_is_emptied_without_asking_either_side(self, api: Api, parts: Parts) -> None:
        put(api, TITLE)
        asked = len(parts.intacct_models.asked)
        assert put(api, version=2).status == 200
        assert len(parts.intacct_models.asked) == asked

    def test_each_side_is_asked_once_for_an_object(self, api: Api, parts: Parts) -> None:
        rows = [TITLE, {"intacct": "manager.key", "salesforce": "Manager__c", "lookup": "employee"}]
        assert put(api, *rows).status == 200
        assert parts.intacct_models.asked == ["company-config/department"]
        assert parts.salesforce_models.asked == ["Intacct_Department__c", "Intacct_Employee__c"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "rows"),
            ({"rows": {}}, "rows"),
            ({"rows": [7]}, "rows.0"),
            ({"rows": [{}]}, "rows.0.intacct"),
            ({"rows": [{**TITLE, "rule": "sideways"}]}, "rows.0.rule"),
            ({"rows": [{**TITLE, "status": True}]}, "rows.0.status"),
            ({"rows": [{**TITLE, "locked": True}]}, "rows.0.locked"),
            ({"rows": [{**TITLE, "shape": {}}]}, "rows.0.shape"),
            ({"rows": [{**TITLE, "intacct": ""}]}, "rows.0.intacct"),
            ({"rows": [{**TITLE, "salesforce": "x" * 81}]}, "rows.0.salesforce"),
            ({"rows": [TITLE] * 101}, "rows"),
            ({"rows": [], "list": "class"}, "list"),
            ({"rows": [], "tenant": "autre"}, "tenant"),
        ],
    )
    def test_a_body_of_another_form_is_refused_by_its_member(
        self, api: Api, parts: Parts, body: dict[str, Any], field: str
    ) -> None:
        problem = refused(api.change("PUT", MAP, body, If_Match='"v1"'))
        assert [one["field"] for one in problem["errors"]] == [field]
        assert parts.settings.current("demo").version == 1

    def test_the_fields_of_both_sides_are_offered(self, api: Api) -> None:
        offered = api.get(f"{MAP}/fields").json
        intacct = {one["name"]: one for one in offered["intacct"]}
        assert intacct["manager.key"]["lookups"] == ["employee"]
        assert not {"secret", "id", "name"} & set(intacct)
        salesforce = {one["name"] for one in offered["salesforce"]}
        assert "Report_Title__c" in salesforce
        assert not {"Masked__c", "Notes__c"} & salesforce
        assert offered["pairs"]["date"] == ["date"]


class TestYaml:
    def test_an_export_comes_back_as_it_went(self, api: Api, parts: Parts) -> None:
        change(parts, connection=Connection(salesforce_user=USER))
        rows = [
            {**TITLE, "rule": "both", "status": "inactive"},
            {
                "intacct": "manager.key",
                "salesforce": "Manager__c",
                "rule": "from_intacct",
                "status": "active",
                "lookup": "employee",
            },
        ]
        before = put(api, *rows, version=2).json["rows"]
        exported = api.get(MAP, Accept="application/yaml")
        assert exported.headers["content-type"] == "application/yaml; charset=utf-8"
        assert yaml.safe_load(exported.body) == {"list": "department", "rows": rows}
        put(api, version=3)
        answer = api.send("PUT", f"/api/v1{MAP}", exported.body, {**YAML, "If_Match": '"v4"'})
        assert (answer.status, answer.json["rows"]) == (200, before)

    def test_a_check_takes_yaml_too(self, api: Api) -> None:
        body = b"rows:\n  - intacct: reportTitle\n    salesforce: 'Report_Title__c'\n"
        assert api.send("POST", f"/api/v1{MAP}/check", body, {"Content_Type": "application/yaml"}).json["ok"] is True

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (b"", "it is empty"),
            (b"- rows", "it is no map"),
            (b"rows: []\n---\nrows: []", "more than one document"),
            (b"rows: &a []\nlist: *a", "anchors, aliases and tags"),
            (b"rows: !!python/object/apply:os.system ['true']", "anchors, aliases and tags"),
            (b"rows: !!seq []", "anchors, aliases and tags"),
            (b"rows: []\nrows: []", "a name is repeated"),
            (b"rows: " + b"[" * 20 + b"]" * 20, "nested deeper"),
            (b"rows: " + b"[" * 5000, "nested deeper"),
            (b"{rows: []", "line 1"),
            (b"rows:\n\t- a", "line 2"),
            (b"rows: \xff", "it is no YAML"),
            (b"? [a]\n: b", "a name is no text"),
            ("rows: []\nlist: \ud83d".encode("utf-8", "surrogatepass"), "it is no YAML"),
        ],
    )
    def test_what_is_more_than_plain_yaml_is_refused(self, api: Api, parts: Parts, body: bytes, says: str) -> None:
        answer = api.send("PUT", f"/api/v1{MAP}", body, YAML)
        assert says in refused(answer)["detail"]
        assert parts.settings.current("demo").version == 1

    def test_values_are_text_whatever_yaml_would_make_of_them(self, api: Api) -> None:
        body = b"rows:\n  - {intacct: no, salesforce: 12}\n"
        problem = refused(api.send("PUT", f"/api/v1{MAP}", body, YAML))
        assert [one["field"] for one in problem["errors"]] == ["rows.0.intacct", "rows.0.salesforce"]
        assert "has no field no " in problem["errors"][0]["message"]

    def test_too_much_and_other_kinds_are_refused(self, api: Api) -> None:
        assert refused(api.send("PUT", f"/api/v1{MAP}", b"#" * 70_000, YAML), 413)["code"] == "body_too_large"
        for kind in ("text/yaml", "application/x-yaml", "application/yaml; charset=utf-16", "text/plain"):
            assert refused(api.send("PUT", f"/api/v1{MAP}", b"rows: []", {**YAML, "Content_Type": kind}), 415)
