"""Fifty tenants, one of them with a million rows: how long the others wait from their press to the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from chalicelib.core.run import State
from tests.proof.load.town import Town

BIG = "big"
LIST = "department"
BIG_LISTS = (LIST, "class", "project_type")
"""Lists without a link to another, so that a run of all lists could begin them at the same moment."""
WARM_UP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """``concurrency`` is the big tenant's; its rows are new, which takes longest, and spread evenly over its lists.

    Each of the others presses every ``pause_seconds`` or so, as luck will have it, after one row in a hundred changed.
    """

    seed: int = 1
    tenants: int = 50
    big_rows: int = 1_000_000
    big_lists: Sequence[str] = (LIST,)
    small_rows: tuple[int, int] = (50, 2000)
    concurrency: int = 5
    pause_seconds: float = 120.0
    last_press_seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Dwell:
    """Seconds from press to end over all presses of the small tenants, and of the big one's runs, the longest."""

    p50: float
    p99: float
    longest: float
    presses: int
    big_seconds: float

    def within(self, times: float, quiet: "Dwell") -> bool:
        """Whether nobody waits longer than so many times the quiet case, neither usually nor at worst."""
        pairs = ((self.p50, quiet.p50), (self.p99, quiet.p99), (self.longest, quiet.longest))
        return all(here <= times * there for here, there in pairs)


def dwell(crowd: Crowd, loud: bool, slots: Mapping[type, tuple[int, float]] | None = None) -> Dwell:
    """Play the crowd, with the big tenant's press or without; the small tenants press at the same moments."""
    town = Town(crowd.seed, slots)
    luck = Random(crowd.seed)
    names = [f"t{number:02}" for number in range(1, crowd.tenants)]
    for name in names:
        town.move_in(name, {LIST: luck.randint(*crowd.small_rows)})
    if loud:
        rows = crowd.big_rows // len(crowd.big_lists)
        town.move_in(BIG, dict.fromkeys(crowd.big_lists, rows), filled=False, concurrency=crowd.concurrency)
        for list_key in crowd.big_lists:
            town.at(WARM_UP_SECONDS, partial(town.press, BIG, list_key))
    for name in names:
        _press_now_and_then(town, name, crowd, luck)
    town.run_to_the_end(after=crowd.last_press_seconds)
    return _told(town)


def _press_now_and_then(town: Town, name: str, crowd: Crowd, luck: Random) -> None:
    def press() -> None:
        rows = town.lists[name][LIST]
        for key in luck.sample(rows.keys, max(len(rows.keys) // 100, 1)):
            rows.change(key, town.timeline.now())
        town.press(name, LIST)

    moment = 2 * WARM_UP_SECONDS + luck.expovariate(1 / crowd.pause_seconds)
    while moment < crowd.last_press_seconds:
        town.at(moment, press)
        moment += crowd.pause_seconds / 4 + luck.expovariate(4 / (3 * crowd.pause_seconds))


def _told(town: Town) -> Dwell:
    assert all(town.run_of(press).state is State.DONE for press in town.presses)
    assert not any(rows.held.differing() for rows in town.lists.get(BIG, {}).values())
    small = sorted(town.dwell_seconds(press) for press in town.presses if press.tenant != BIG)
    big = [town.dwell_seconds(press) for press in town.presses if press.tenant == BIG]
    p50, p99 = (small[min(int(len(small) * share), len(small) - 1)] for share in (0.5, 0.99))
    return Dwell(p50, p99, small[-1], len(small), max(big, default=0.0))
