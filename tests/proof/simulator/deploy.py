"""A deploy while all goes on: at first one version of the code is at work, then both, then the other one."""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from random import Random

from tests.proof.simulator.hands import Hands
from tests.proof.simulator.reach import Reach

SHARES = {"": (0.0,), "forth": (0.0, 0.5, 1.0), "back": (0.0, 0.5, 1.0, 0.5, 0.0)}
"""The next version's share of what is done, from one moment of a deploy to the next; ``back`` is taken back."""


class Deploy:
    """``hands`` draws who does what comes next."""

    def __init__(self, kind: str, present: Hands, make_next: Callable[[], Hands], random: Random, reach: Reach) -> None:
        self._shares = SHARES[kind]
        self._moment = 0
        self._present, self._make_next = present, make_next
        self._random, self._reach = random, reach
        self._worked: dict[str, set[bool]] = defaultdict(set)

    @cached_property
    def _next(self) -> Hands:
        return self._make_next()

    @property
    def hands(self) -> Hands:
        share = self._shares[self._moment]
        return self._next if share and self._random.random() < share else self._present

    def go_on(self) -> None:
        if self._moment + 1 < len(self._shares):
            self._moment += 1
            self._reach.add("a deploy goes on while a seed is played")

    def settle(self) -> None:
        """The deploy comes to its end."""
        self._moment = len(self._shares) - 1

    def note(self, run_id: str, hands: Hands) -> None:
        """A version works on a run."""
        worked = self._worked[run_id]
        worked.add(hands is not self._present)
        if len(worked) == 2:
            self._reach.add("a task of a run on which both versions worked")
