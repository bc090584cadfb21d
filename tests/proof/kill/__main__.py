"""Plays seeds of kills, and tells their stories: ``python -m tests.proof.kill 7 8 9``."""

import sys

from tests.proof.kill.story import play

if __name__ == "__main__":
    for seed in sys.argv[1:]:
        print(f"seed {seed}", *play(int(seed)), sep="\n", flush=True)
