"""What is deployed: a policy for each function, and a package that imports by itself."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app import app

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}
CONFIG: dict[str, Any] = json.loads((ROOT / ".chalice" / "config.json").read_text())
FUNCTIONS = {source.name for source in app.event_sources}
POLICIES = {path.name: json.loads(path.read_text()) for path in (ROOT / ".chalice").glob("policy-*.json")}


def test_each_function_has_a_policy_of_its_own_and_chalice_guesses_none() -> None:
    functions = CONFIG["lambda_functions"]
    assert CONFIG["autogen_policy"] is False
    assert set(functions) == FUNCTIONS | {"api_handler"}
    assert Counter(one["iam_policy_file"] for one in functions.values()) == Counter(POLICIES.keys())


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_policy_names_its_actions_and_resources(name: str) -> None:
    for statement in POLICIES[name]["Statement"]:
        assert statement["Effect"] == "Allow"
        for action in statement["Action"]:
            assert "*" not in action
            assert action != "dynamodb:Scan"
            assert action.split(":")[0] in ("dynamodb", "kms", "logs", "secretsmanager", "ses", "sqs")
        for arn in statement["Resource"]:
            assert "passerelle" in arn or ":identity/" in arn or "Condition" in statement


def actions_of(function: str) -> set[str]:
    policy = POLICIES[CONFIG["lambda_functions"][function]["iam_policy_file"]]
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def test_powers_stand_only_where_they_are_used() -> None:
    functions = CONFIG["lambda_functions"]
    having = {
        action: {name for name in functions if action in actions_of(name)}
        for action in ("secretsmanager:GetSecretValue", "ses:SendEmail", "sqs:ReceiveMessage")
    }
    # The API signs in too: for the connection check, and to read the account details while a person waits.
    assert having["secretsmanager:GetSecretValue"] == {
        "api_handler",
        "plan_run",
        "sync_range",
        "sync_rows",
        "give_up",
    }
    assert having["ses:SendEmail"] == {"api_handler", "send_mail"}
    assert having["sqs:ReceiveMessage"] == {name for name in functions if name not in ("api_handler", "sweep")}


@pytest.mark.slow
def test_the_package_is_made_and_imports_by_itself(tmp_path: Path) -> None:
    project, out, unpacked = tmp_path / "project", tmp_path / "out", tmp_path / "unpacked"
    project.mkdir()
    for name in ("app.py", "requirements.txt"):
        shutil.copy(ROOT / name, project)
    for name in ("chalicelib", ".chalice"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("deployments", "__pycache__"))
    chalice = str(Path(sys.executable).with_name("chalice"))
    command = [chalice, "package", "--stage", "rehearsal", "--template-format", "json", str(out)]
    packaged = run(command, project, {**os.environ, **ENVIRONMENT})
    assert packaged.returncode == 0, packaged.stdout + packaged.stderr
    with zipfile.ZipFile(out / "deployment.zip") as archive:
        assert {"app.py", "chalicelib/lists.toml", "chalicelib/wiring.py"} <= set(archive.namelist())
        assert not [name for name in archive.namelist() if name.startswith(("tests/", "dev/", ".git", "boto3/"))]
        archive.extractall(unpacked)
    template = json.loads((out / "sam.json").read_text())
    handlers = {one["Properties"]["Handler"] for one in functions_in(template)}
    assert handlers == {f"app.{name}" for name in FUNCTIONS | {"app"}}
    # Lambda brings boto3 itself; everything else must lie in the package.
    adapters = ", ".join(f"chalicelib.adapters.{name}" for name in ("intacct", "issuer", "mail_text", "salesforce"))
    probe = f"import app, {adapters}; print(app.wiring.new_id(), app.wiring.catalogue.lists[0].key, app.__file__)"
    bare = {"PATH": os.environ["PATH"], "PYTHONNOUSERSITE": "1"}
    imported = run([base_python(), "-c", probe], unpacked, bare)
    assert imported.returncode == 0, imported.stderr
    assert str(unpacked) in imported.stdout


def functions_in(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in template["Resources"].values() if one["Type"] == "AWS::Serverless::Function"]


def base_python() -> str:
    """The interpreter under the virtual environment: it knows none of our libraries."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}")


def run(command: list[str], where: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
