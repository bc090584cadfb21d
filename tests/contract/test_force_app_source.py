"""The Salesforce source against Salesforce's own schema (the Metadata WSDL) and its own source converter."""

import json
import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree

from dev.salesforce_source import read_source

ROOT = Path(__file__).parent.parent.parent
FORCE_APP = ROOT / "force-app"
NODE_PROJECT = Path(__file__).parent / "node"
NODE_INSTALLED = ROOT / ".local" / "node"
FILES = sorted(FORCE_APP.rglob("*-meta.xml"))
XSD = "{http://www.w3.org/2001/XMLSchema}"
METADATA = "{http://soap.sforce.com/2006/04/metadata}"
ROOTS = ("CustomField", "CustomObject", "PermissionSet", "ExternalClientApplication", "ExtlClntAppOauthSettings")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The WSDL's types with one root element for each kind of file that we ship."""
    wsdl = etree.fromstring((resources.files("simple_salesforce") / "metadata.wsdl").read_bytes())
    found = next(schema for schema in wsdl.iter(f"{XSD}schema") if schema.get("targetNamespace") == METADATA[1:-1])
    types = etree.fromstring(etree.tostring(found))  # on its own, with the prefixes declared further out
    for name in ROOTS:
        etree.SubElement(types, f"{XSD}element", name=name, type=f"tns:{name}")
    return etree.XMLSchema(types)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FORCE_APP)))
def test_salesforces_schema_takes_the_file(file: Path, schema: etree.XMLSchema) -> None:
    schema.assertValid(etree.parse(file))


@pytest.mark.parametrize("kind", ROOTS)
def test_every_kind_of_file_is_there_to_be_judged(kind: str) -> None:
    assert any(etree.parse(file).getroot().tag == METADATA + kind for file in FILES)


@pytest.mark.parametrize("kind", ROOTS)
def test_the_schema_refuses_a_misspelt_element(kind: str, schema: etree.XMLSchema) -> None:
    tree = next(tree for tree in map(etree.parse, FILES) if tree.getroot().tag == METADATA + kind)
    label = tree.find(f"{METADATA}label")
    label.tag = f"{METADATA}lable"
    assert not schema.validate(tree)
    assert "lable" in str(schema.error_log)


def test_the_schema_refuses_elements_out_of_order(schema: etree.XMLSchema) -> None:
    tree = next(tree for tree in map(etree.parse, FILES) if tree.getroot().tag == f"{METADATA}CustomField")
    root = tree.getroot()
    root.append(root[1])
    assert not schema.validate(tree)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that Salesforce's own converter makes of the source, as a deploy would send it."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: Salesforce's source converter needs Node.js")
    out = tmp_path_factory.mktemp("converted")
    node = _installed_node()
    version = json.loads((ROOT / "sfdx-project.json").read_text())["sourceApiVersion"]
    command = [node, NODE_INSTALLED / "convert.mjs", FORCE_APP, out, "package", version]
    # A home of its own: the library writes logs and settings there.
    _run([str(part) for part in command], NODE_INSTALLED, {"HOME": str(out), "SF_DISABLE_TELEMETRY": "true"})
    return out / "package"


def _installed_node() -> Path:
    """Node and the converter, installed again only when the lock file has changed."""
    lock, mark = (NODE_PROJECT / "package-lock.json").read_bytes(), NODE_INSTALLED / "installed-lock.json"
    shutil.copytree(NODE_PROJECT, NODE_INSTALLED, dirs_exist_ok=True)
    if not mark.exists() or mark.read_bytes() != lock:
        _run(["npm", "ci", "--loglevel=error"], NODE_INSTALLED, {})
        mark.write_bytes(lock)
    return NODE_INSTALLED / "node_modules" / ".bin" / "node"


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def test_salesforces_converter_finds_every_component(converted: Path) -> None:
    package = etree.parse(converted / "package.xml")
    listed = {
        types.findtext(f"{METADATA}name"): {member.text for member in types.iter(f"{METADATA}members")}
        for types in package.iter(f"{METADATA}types")
    }
    objects = read_source(FORCE_APP)
    custom = {name for name, source in objects.items() if source.is_ours}
    fields = {f"{name}.{field}" for name, source in objects.items() for field in source.fields if field != "Name"}
    assert listed == {
        "CustomObject": custom,
        "CustomField": fields,
        "PermissionSet": {"Intacct_Sync", "Intacct_Lists_Read"},
        "ExternalClientApplication": {"Passerelle"},
        "ExtlClntAppOauthSettings": {"Passerelle_oauth"},
    }


def test_the_converted_objects_hold_the_fields_that_the_reader_reads(converted: Path) -> None:
    for name, source in read_source(FORCE_APP).items():
        root = etree.parse(converted / "objects" / f"{name}.object").getroot()
        found = {field.findtext(f"{METADATA}fullName") for field in root.iterfind(f"{METADATA}fields")}
        assert found == set(source.fields) - {"Name"}
