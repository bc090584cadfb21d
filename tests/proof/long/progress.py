"""What is done already, kept in a file for each state of the sources: a proof that was broken off goes on."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.proof.long.pieces import Done, Piece
from tests.proof.long.sources import FOLDER, state_of_sources


@dataclass(slots=True)
class Progress:
    """The pieces that are done, in a file of a line each."""

    file: Path
    done: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @classmethod
    def of_sources(cls) -> "Progress":
        """That of the sources as they are now; what was proved of others does not count."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        return cls(FOLDER / f"{state_of_sources()}.jsonl")

    def __post_init__(self) -> None:
        for line in self._lines():
            self._take(line["stage"], line["name"], line["seconds"], line["counts"])

    def has(self, piece: Piece) -> bool:
        return (piece.stage, piece.name) in self.done

    def keep(self, done: Done) -> None:
        line = {
            "stage": done.piece.stage,
            "name": done.piece.name,
            "seconds": round(done.seconds, 2),
            "counts": dict(done.counts),
        }
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._take(done.piece.stage, done.piece.name, done.seconds, dict(done.counts))

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Those that were written whole: a kill may have cut the last one."""
        for line in self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else ():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def _take(self, stage: str, name: str, seconds: float, counts: dict[str, int]) -> None:
        self.done.add((stage, name))
        self.counts[stage].update(counts)
        self.seconds[stage] += seconds
