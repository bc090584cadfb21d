"""Turns in which the product's whole schedule runs: sweeps, scheduled runs, and rows that Intacct told of."""

import json
from collections.abc import Callable

from chalicelib.core.errors import NotSignedIn, Problem
from chalicelib.core.run import Mode
from chalicelib.usecases.notices import Received, take_notice
from tests.app.notice_signature import signed
from tests.proof.simulator import actors
from tests.proof.simulator.simulation import Simulation
from tests.proof.simulator.stage import Actor
from tests.proof.simulator.turns import Turns

NOTICE_SECONDS = 29.0
SENT_AGAIN_SECONDS = (10, 30, 90)
"""When Intacct sends a notice again that was not answered with 200."""


class DeskTurns(Turns):
    """Everybody acts in order, one after the other; who is crashed into does again what such a caller does again."""

    def press(self, mode: Mode = Mode.FULL, dry_run: bool = False) -> None:
        """Somebody presses, and again if nothing came of it."""
        self._until_a_run(lambda: actors.press(self._sim, "acme", 1, mode, dry_run))

    def tick(self) -> None:
        """The schedule comes round, and a minute later again if no run came of it."""
        self._until_a_run(lambda: actors.ticker(self._sim))

    def notice(self, object_name: str, record_key: str) -> None:
        """Intacct tells of a row, and again where it gets no good answer."""
        for seconds in (*SENT_AGAIN_SECONDS, 0):
            actor = self._sim.stage.enter("notice", lambda: _tell(self._sim, object_name, record_key))
            self.play_out()
            if actor.failure is None:
                return
            self._sim.clock.seconds += seconds

    def _until_a_run(self, enter: Callable[[], Actor]) -> None:
        known = len(self._watch.eyes.runs)
        for _ in range(3):
            if len(self._watch.eyes.runs) == known:
                enter()
                self.play_out()
                self._sim.clock.seconds += 60

    def _sweep(self) -> None:
        actors.ticker(self._sim)

    def _over(self) -> bool:
        return super()._over() and not any(one.rows for one in self._sim.notices.lists.values())


def _tell(sim: Simulation, object_name: str, record_key: str) -> None:
    """One notice as it comes in over HTTP, signed."""
    body = b'{"any": "body"}'
    context = json.dumps({"RESTOBJECTNAME": object_name, "ID": {"key": record_key}})
    signature = signed(sim.clock.now(), body, "acme")
    token = sim.hooks.tokens["acme"]
    try:
        take_notice(sim.desk, Received(token, body, signature, context, request_key=f"k {object_name} {record_key}"))
    except NotSignedIn as refusal:
        raise AssertionError(refusal.detail) from refusal
    except Problem:
        sim.reach.add("notice not taken")
        raise
