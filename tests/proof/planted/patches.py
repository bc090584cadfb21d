"""The planted mistakes: what each patch says of itself."""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_HEADER = re.compile(r"(?P<what>.+?)\nBreaks: (?P<breaks>[\w, -]+)\nSeed: (?P<seed>\d+)\n\n--- ", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Planted:
    """``breaks`` are the invariants of which a seed must tell; ``seed`` did so when the patch was written."""

    path: Path
    what: str
    breaks: tuple[str, ...]
    seed: int

    def __str__(self) -> str:
        return self.path.stem


def all_planted() -> list[Planted]:
    return [_read(path) for path in sorted(HERE.glob("*.patch"))]


def _read(path: Path) -> Planted:
    header = _HEADER.match(path.read_text(encoding="utf-8"))
    assert header, f"{path.name} does not begin with a sentence, and the lines “Breaks: I1, I2” and “Seed: 7”"
    breaks = tuple(header["breaks"].split(", "))
    return Planted(path, " ".join(header["what"].split()), breaks, int(header["seed"]))
