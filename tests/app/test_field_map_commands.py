"""The command line's field maps, against the served API."""

from dataclasses import replace
from pathlib import Path

import yaml

from chalicelib.core.settings import IntegrationMode
from dev.fakes import SET_UP
from tests.app.command_line import CommandLine, Done
from tests.app.conftest import Parts

MAP = """\
# Titles of departments
rows:
- intacct: reportTitle
  salesforce: Report_Title__c
- {intacct: manager.key, salesforce: Manager__c, lookup: employee, status: inactive}
"""


def test_a_map_is_checked_imported_shown_and_exported(run: CommandLine, tmp_path: Path, parts: Parts) -> None:
    file = tmp_path / "department.yaml"
    file.write_text(MAP)
    assert run("field-map", "check", "department", str(file)) == Done(0, "2 rows, nothing wrong.\n", "")
    assert parts.settings.current("demo").version == 1
    assert run("field-map", "import", "department", str(file)).out == "Saved in version 2 of the settings.\n"
    shown = run("field-map", "show", "department").out
    assert "Report_Title__c" in shown
    assert "locked" in shown
    exported = run("field-map", "export", "department").out
    assert [row["intacct"] for row in yaml.safe_load(exported)["rows"]] == ["reportTitle", "manager.key"]
    file.write_text(exported)
    assert run("field-map", "import", "department", str(file)).out == "Nothing changed.\n"


def test_mistakes_are_told_by_row_and_member(run: CommandLine, tmp_path: Path, parts: Parts) -> None:
    file = tmp_path / "department.yaml"
    file.write_text("rows: [{intacct: nowhere, salesforce: Hidden__c}]")
    checked = run("field-map", "check", "department", str(file))
    assert (checked.code, checked.out.split(":")[0]) == (1, "rows.0.salesforce")
    refused = run("field-map", "import", "department", str(file))
    assert (refused.code, "rows.0.salesforce" in refused.err) == (2, True)
    assert run("field-map", "import", "department", str(tmp_path / "none.yaml")).code == 2
    assert run("field-map", "import", "nowhere", str(file)).code == 2
    assert parts.settings.current("demo").version == 1


def test_the_switch_is_one_of_the_mode_basic(run: CommandLine, parts: Parts) -> None:
    refused = run("field-map", "on")
    assert (refused.code, "basic" in refused.err) == (2, True)
    settings = parts.settings.current("demo")
    parts.settings.save("demo", replace(settings, mode=IntegrationMode.BASIC), 1, SET_UP)
    assert run("field-map", "on").out == "Field maps are on.\n"
    assert parts.settings.current("demo").field_maps.enabled is True
    assert run("field-map", "off").out == "Field maps are off.\n"
    assert run("field-map", "off", person="reader").code == 2


def test_the_fields_of_both_sides_are_listed(run: CommandLine) -> None:
    listed = run("field-map", "fields", "department").out
    assert "manager.key" in listed
    assert "Report_Title__c" in listed
