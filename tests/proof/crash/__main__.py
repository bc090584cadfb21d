"""Replays a case with faults, and tells its story: ``python -m tests.proof.crash full 12:crash_before 40:refused``."""

import sys

from tests.proof.crash.cases import BY_NAME
from tests.proof.crash.pairs import read
from tests.proof.crash.play import judge, play
from tests.proof.simulator.history import Violation


def main(name: str, *points: str) -> int:
    """Exit code 1 where an invariant is broken, or the end is another than without faults."""
    case = BY_NAME[name]
    try:
        played = play(case, read(list(points)))
        print(played.story, *played.end.runs, sep="\n")
        judge(case, play(case, {}).end, played.end)
    except Violation as violation:
        print(violation)
        return 1
    print("It ends as it does without faults.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
