"""Counters of situations that the seeds must reach: what never happened was not tested."""

from collections import Counter


class Reach:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, situation: str, times: int = 1) -> None:
        self.counts[situation] += times

    def table(self) -> str:
        return "\n".join(f"{count:10,d}  {situation}" for situation, count in sorted(self.counts.items()))
