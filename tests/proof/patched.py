"""A copy of the product with a patch applied."""

import os
import subprocess
from pathlib import Path
from shutil import copytree, ignore_patterns

import chalicelib

PRODUCT = Path(os.environ.get("PRODUCT_AS_WRITTEN", chalicelib.__path__[0]))
"""Mutants are played on a product that is written anew, to which no patch applies."""


class OutdatedPatch(Exception):  # noqa: N818 - the word of the field
    """The product has changed where a patch wants to change it."""


def apply(patch: Path, where: Path) -> Path:
    """Put a copy of the product with the patch below ``where``, and return that. Raises OutdatedPatch."""
    copytree(PRODUCT, where / "chalicelib", ignore=ignore_patterns("console", "__pycache__"))
    outside = {**os.environ, "GIT_CEILING_DIRECTORIES": str(where.parent)}
    done = subprocess.run(
        ["git", "apply", str(patch)], cwd=where, env=outside, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OutdatedPatch(
            f"{patch.name} no longer applies, since the product has changed where it changes it. Make the same change "
            f"in the present code and put its diff in the patch.\n{done.stderr}"
        )
    return where
