"""The languages that mails and answers are written in: one file each in ``chalicelib/locale``."""

from functools import lru_cache
from pathlib import Path

FALLBACK = "en"
FOLDER = Path(__file__).parent.parent / "locale"


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Their ISO 639 codes, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))
