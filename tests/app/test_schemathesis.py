"""Schemathesis, unchanged, against the served API: it makes requests of the document and finds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.client import Api

SEED = "20261124"


@pytest.mark.slow
def test_schemathesis_finds_nothing(api: Api, tmp_path: Path) -> None:
    schemathesis = str(Path(sys.executable).with_name("schemathesis"))
    header = f"Authorization: Bearer {api.token}"
    phases = ["--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", SEED]
    config = ["--config-file", str(Path(__file__).with_name("schemathesis.toml"))]
    command = [schemathesis, *config, "run", f"{api.url}/api/v1/openapi.json", "-H", header, *phases]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
