"""Make the deployment package small, quick to import, and the same from the same sources."""

import compileall
import py_compile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from chalicelib.adapters.languages import languages

_OF_SALESFORCE = frozenset(
    ("da", "de", "en", "es", "fi", "fr", "it", "ja", "ko", "nb", "nl", "nn", "no", "pt", "ru", "sv", "th", "zh")
)
"""In which Salesforce itself is offered: https://help.salesforce.com/s/articleView?id=sf.faq_getstart_what_languages_does.htm

Whoever reads another one sees dates and numbers in the next language that their browser asks for.
"""
LANGUAGES = _OF_SALESFORCE | set(languages())
_ONLY_FOR_COMPILERS = frozenset({".c", ".h", ".pxd", ".pxi", ".pyi", ".pyx"})
_ANY_DAY = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def slim(archive: Path, more: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Rewrite the package that Chalice made, with ``more`` files by name; doing it twice is safe.

    Left out are sources for compilers and the locale data of other languages. Bytecode is put in, as Lambda's disk is
    read-only: without it each cold start compiles everything anew. No time of a clock is kept, so equal content is
    an equal file, and CDK sees no difference.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with zipfile.ZipFile(archive) as old:
            old.extractall(root, [name for name in old.namelist() if is_needed(name)])
        for name, content in more.items():
            (root / name).write_bytes(content)
        _compile(root)
        _write(root, archive)


def is_needed(name: str) -> bool:
    """Whether Lambda has a use for the file of this name."""
    path = PurePosixPath(name)
    if path.suffix in _ONLY_FOR_COMPILERS or "__pycache__" in path.parts:
        return False
    if path.parts[:2] == ("babel", "locale-data"):
        return path.stem == "root" or path.stem.partition("_")[0] in LANGUAGES
    return path.parts[:2] != ("certifi", "tests")


def _compile(root: Path) -> None:
    """Bytecode that is taken as it is: nobody changes a source in Lambda."""
    compileall.compile_dir(
        root,
        quiet=2,
        force=True,
        stripdir=str(root),
        prependdir="/var/task",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _write(root: Path, archive: Path) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _ANY_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            new.writestr(entry, path.read_bytes())
