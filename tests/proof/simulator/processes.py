"""The warm processes of one version of the code: who comes finds one that worked before, or starts a new one."""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.proof.simulator.stage import Stage

WARM_SHARE = 0.7


class Processes:
    """What lies in the memory of a process stays for the next who works in it; whoever dies takes it along."""

    def __init__(self, stage: Stage, random: Random) -> None:
        self._warm: list[Any] = []
        self._stage, self._random = stage, random

    def __call__(self, make: Callable[[], Any]) -> Any:
        """The process of the present actor. Outside of actors each call is a process of its own."""
        actor = self._stage.current
        if actor is None:
            return make()
        if actor.container is None:
            found = self._warm and self._random.random() < WARM_SHARE
            container = self._warm.pop(self._random.randrange(len(self._warm))) if found else make()
            actor.container, actor.leave = container, lambda: self._warm.append(container)
        return actor.container
