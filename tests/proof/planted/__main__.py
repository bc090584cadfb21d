"""Plays seeds with the code that is first on the path until one tells: ``python -m tests.proof.planted I1,I2 7 99``."""

import json
import sys
from collections.abc import Iterator

import chalicelib
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.seed import play


def seeds(first: int, count: int) -> Iterator[int]:
    """The seed that told of it the last time, then all in their order."""
    yield first
    yield from (seed for seed in range(count) if seed != first)


def main(broken: str, first: str, count: str) -> None:
    """One JSON line: which code was played, and the first seed in which one of the invariants is broken."""
    kinds, found = broken.split(","), None
    for seed in seeds(int(first), int(count)):
        violation = play(seed, Reach()).violation
        if violation.partition(":")[0] in kinds:
            found = {"seed": seed, "violation": violation}
            break
    print(json.dumps({"code": chalicelib.__path__[0], "found": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
