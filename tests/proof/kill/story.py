"""One seed: a run whose processes are killed at moments drawn by luck, until one may live to the end."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests

from chalicelib.core.run import ALL_LISTS
from dev.stack.apart import Surroundings
from passerelle.api import ApiError
from passerelle.follow import TERMINAL_STATES
from tests.proof.kill.judge import judge

LONGEST_SECONDS = 3.0
"""How long a process lives at most before it is killed: it may have nothing to do, as the killed one's leases last."""
AWAY_SECONDS = 15 * 60
LAST_AWAY_SECONDS = 16 * 60
"""Longer than any lease: whoever comes then takes up all that was left."""
END_SECONDS = 240.0
EMPLOYEES = 12_000


@dataclass
class Story:
    """``told`` is what happened, in order. ``calls`` is up to how many calls are let through before a kill."""

    seed: int
    around: Surroundings
    list_key: str = ALL_LISTS
    calls: int = 120
    told: list[str] = field(default_factory=list)
    run_id: str = ""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.began = time.monotonic()

    def play(self) -> dict[str, Any]:
        """The run as it ended. Raises AssertionError where it did not."""
        self.tell("pressed")
        pressing = threading.Thread(target=self._press, daemon=True)
        for number in range(self.random.randint(1, 4)):
            self._start_missing()
            if number == 0:
                pressing.start()
            self._let_work()
            self._kill_some()
        self._kill(len(self.around.living))
        pressing.join()
        self.around.pass_time(LAST_AWAY_SECONDS)
        self.around.start()
        self.tell("started for good")
        return self.press_and_see()

    def press_and_see(self) -> dict[str, Any]:
        """The run as it ended, with nobody killed."""
        self._press()
        return self._ended()

    def tell(self, what: str) -> None:
        self.told.append(f"{time.monotonic() - self.began:6.2f}s {self.around.calls():4d} calls  {what}")

    def _start_missing(self) -> None:
        """One process or two; where none is left, some time has passed since."""
        around = self.around
        if not around.living:
            around.pass_time(self.random.uniform(0, AWAY_SECONDS) * (self.random.random() < 0.7))
            around.start()
        if len(around.living) < 2 and self.random.random() < 0.4:
            around.start(first=not any(one.api_url == around.urls.api_url for one in around.living))
        self.tell(f"{len(around.living)} at work, clocks {around.ahead_seconds:.0f} s ahead")

    def _let_work(self) -> None:
        """Until so many further calls were counted, and a moment more: a crash is to come between calls as well."""
        target = self.around.calls() + self.random.randint(0, self.calls)
        until = time.monotonic() + LONGEST_SECONDS
        while self.around.calls() < target and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(self.random.uniform(0, 0.03))

    def _kill_some(self) -> None:
        self._kill(self.random.randint(1, len(self.around.living)))

    def _kill(self, number: int) -> None:
        for _ in range(number):
            self.around.kill(self.random.choice(self.around.living))
        self.tell(f"{number} killed")

    def _press(self) -> None:
        """Start the run; where no answer comes, nothing is known, and the same key is sent again later."""
        with suppress(requests.RequestException, ApiError, RuntimeError):
            key = {"Idempotency-Key": f"{self.list_key}-{self.seed}"}
            started = self.around.api().post(f"/lists/{self.list_key}/runs", {"mode": "full"}, **key)
            self.run_id = started["run"]["id"]

    def _ended(self) -> dict[str, Any]:
        api, until = self.around.api(), time.monotonic() + END_SECONDS
        while time.monotonic() < until:
            run: dict[str, Any] = api.get(f"/runs/{self.run_id}")
            if run["state"] in TERMINAL_STATES:
                self.tell(f"ended {run['state']}")
                return run
            time.sleep(0.1)
        raise AssertionError(f"the run does not end: {run}")


def play(seed: int) -> list[str]:
    """All lists into an empty Salesforce, judged; returns the story. Raises AssertionError that tells it."""
    with Surroundings.started() as around:
        story = Story(seed, around)
        return _judged(story, lambda run: judge(around, run, 0, created=run["totals"]["read"]))


def play_changes(seed: int) -> list[str]:
    """Everything in step; then employees change, and their run is the one that is struck. Else as ``play``."""
    with Surroundings.started() as around:
        first = Story(0, around)
        around.start()
        first.press_and_see()
        around.kill(around.living[0])
        changed = around.touch_employees()
        story = Story(seed, around, "employee", calls=12)
        return _judged(story, lambda run: judge(around, run, 1, updated=changed, unchanged=EMPLOYEES - changed))


def _judged(story: Story, judged: Callable[[dict[str, Any]], None]) -> list[str]:
    try:
        judged(story.play())
    except Exception as error:
        replay = f"replay: python -m tests.proof.kill {story.list_key} {story.seed}"
        told = [str(error), *story.told, f"{replay}  (the moments are drawn by the seed; what they hit is not)"]
        raise AssertionError("\n".join(told)) from error
    return story.told
