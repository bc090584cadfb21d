"""The templates, synthesized once for all tests. They need the CDK, which only ``make lint-infra`` brings along."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

CONTEXT: dict[str, str] = json.loads((Path(__file__).parents[2] / "cdk.json").read_text())["context"]
ENVIRONMENT = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
HAS_CDK = find_spec("aws_cdk") is not None
collect_ignore_glob = [] if HAS_CDK else ["test_*_stack.py"]


@pytest.fixture(scope="session")
def synthesized() -> Iterator[Mapping[str, dict[str, Any]]]:
    """Both templates by the name of their stack. The package is left out: others test it."""
    from aws_cdk import App
    from aws_cdk.assertions import Template

    from infra.app_stack import make_app
    from infra.data_stack import make_data
    from infra.deployment import from_context

    with tempfile.TemporaryDirectory() as folder, chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setitem(os.environ, name, value)
        app = App(context={**CONTEXT, "alarm_email": "operations@example.com"})
        deployment = from_context(app.node.try_get_context)
        data = make_data(app, deployment)
        stacks = (data.stack, make_app(app, data, deployment))
        yield {stack.stack_name: Template.from_stack(stack).to_json() for stack in stacks}


@pytest.fixture(scope="session")
def data(synthesized: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return synthesized["passerelle-data"]


@pytest.fixture(scope="session")
def app(synthesized: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return synthesized["passerelle-app"]


@pytest.fixture(scope="session")
def manual() -> str:
    return (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
