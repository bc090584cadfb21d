"""The package that Chalice made, rewritten: small, quick to import, and the same each time."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.package import is_needed, slim


@pytest.mark.parametrize(
    "name",
    ["app.py", "babel/locale-data/root.dat", "babel/locale-data/fr_CA.dat", "lxml/etree.so", "chalicelib/lists.toml"],
)
def test_what_the_functions_use_stays(name: str) -> None:
    assert is_needed(name)


@pytest.mark.parametrize(
    "name",
    ["lxml/etree.pyx", "lxml/includes/etree.h", "nh3/nh3.pyi", "babel/locale-data/af.dat", "a/__pycache__/b.pyc"],
)
def test_what_no_function_uses_goes(name: str) -> None:
    assert not is_needed(name)


def archive_of(path: Path, when: tuple[int, int, int, int, int, int]) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(zipfile.ZipInfo("thing/__init__.py", when), "def answer() -> int:\n    return 42\n")
        made.writestr(zipfile.ZipInfo("thing/native.pyx", when), "cdef int x")
    return path


def test_equal_content_is_an_equal_file_whenever_it_was_made(tmp_path: Path) -> None:
    one = archive_of(tmp_path / "one.zip", (2026, 1, 1, 0, 0, 0))
    other = archive_of(tmp_path / "other.zip", (2027, 2, 2, 2, 2, 2))
    slim(one)
    slim(other)
    assert one.read_bytes() == other.read_bytes()
    slim(one)
    assert one.read_bytes() == other.read_bytes()


def test_bytecode_comes_along_and_is_used(tmp_path: Path) -> None:
    archive, unpacked = archive_of(tmp_path / "one.zip", (2026, 1, 1, 0, 0, 0)), tmp_path / "unpacked"
    slim(archive)
    with zipfile.ZipFile(archive) as made:
        made.extractall(unpacked)
    # Without its source's text, only the bytecode can answer.
    (unpacked / "thing" / "__init__.py").write_text("raise SystemExit('compiled anew')\n")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-c", "import thing; print(thing.answer())"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "42", done.stderr


def test_the_operators_own_lists_come_along(tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "one.zip", (2026, 1, 1, 0, 0, 0))
    slim(archive, {"own_lists.toml": b"[[list]]\n"})
    with zipfile.ZipFile(archive) as made:
        assert made.read("own_lists.toml") == b"[[list]]\n"
