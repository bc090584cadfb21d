"""The simulator finds well-known mistakes: each is patched into a copy of the product, and some seed must tell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proof.patched import OutdatedPatch, apply
from tests.proof.planted.patches import Planted, all_planted

ROOT = Path(__file__).parents[2]
SEEDS = 2000
PLANTED = all_planted()
SECONDS = 900


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_a_planted_mistake_is_found(planted: Planted, tmp_path: Path) -> None:
    code = apply(planted.path, tmp_path)
    told = _played(code, planted, SEEDS)
    assert told["code"] == str(code / "chalicelib"), "another code was played"
    assert told["found"], f"no seed tells of {planted}: {planted.what}"


def test_there_are_at_least_ten() -> None:
    assert len(PLANTED) >= 10


def test_a_patch_that_no_longer_applies_says_so(tmp_path: Path) -> None:
    patch = tmp_path / "old.patch"
    patch.write_text("--- a/chalicelib/wiring.py\n+++ b/chalicelib/wiring.py\n@@ -1 +1 @@\n-never there\n+new\n")
    with pytest.raises(OutdatedPatch, match=r"old\.patch no longer applies"):
        apply(patch, tmp_path)


def _played(code: Path, planted: Planted, seeds: int) -> dict[str, object]:
    """In a process of its own, on whose path the patched product stands first."""
    arguments = [",".join(planted.breaks), str(planted.seed), str(seeds)]
    environment = {**os.environ, "PYTHONPATH": f"{code}{os.pathsep}{ROOT}", "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.proof.planted", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer
