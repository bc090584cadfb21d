"""Plays seeds of kills, and tells their stories: ``python -m tests.proof.kill all 7 8 9``, or ``employee 7``."""

import sys

from tests.proof.kill.story import play, play_changes

if __name__ == "__main__":
    for seed in sys.argv[2:]:
        told = play_changes(int(seed)) if sys.argv[1] == "employee" else play(int(seed))
        print(f"seed {seed}", *told, sep="\n", flush=True)
