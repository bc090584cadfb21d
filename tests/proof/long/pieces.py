"""The pieces of the long proof, stage by stage: what each does, and how to play it again."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.proof.crash.cases import BY_NAME, CASES
from tests.proof.crash.pairs import POINTS, ViolationAt, play_pairs
from tests.proof.crash.play import play as play_case
from tests.proof.kill.story import play, play_changes
from tests.proof.long.mutants import play_mutants
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.seed import play as play_seed

SEEDS, SEEDS_A_PIECE = 100_000, 250
EXAMPLES_A_PIECE, MACHINE_PIECES = 200, 100
KILLS = 50
KILLED: Mapping[str, Callable[[int], list[str]]] = {"all": play, "employee": play_changes}


@dataclass(frozen=True, slots=True)
class Piece:
    """``name`` tells it from all others of its stage; ``arguments`` are what its work is called with."""

    stage: str
    name: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """``counts`` are summed over a stage. ``trouble`` is "" where nothing was violated, else it says how to replay."""

    piece: Piece
    seconds: float = 0.0
    counts: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""


def do(piece: Piece) -> Done:
    """Do a piece; never raises, as its caller may be another process."""
    began = time.monotonic()
    try:
        counts, trouble = _WORK[piece.stage](*piece.arguments), ""
    except (AssertionError, ViolationAt) as violation:
        counts, trouble = {}, str(violation)
    except Exception as error:  # noqa: BLE001 - a piece that can't be done is no piece that held
        counts, trouble = {}, f"{piece.stage} {piece.name} {piece.arguments}: {error!r}"
    return Done(piece, time.monotonic() - began, counts, trouble)


def ignore_ctrl_c() -> None:
    """In the processes that do pieces, and in what they start: the terminal sends it to all of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def pieces() -> Iterator[Piece]:
    """All of them, those that find most in a minute first."""
    yield from (Piece("seeds", f"{first}", (first, SEEDS_A_PIECE)) for first in range(0, SEEDS, SEEDS_A_PIECE))
    yield Piece("planted mistakes", "all")
    yield Piece("mutants", "all")
    yield from (Piece("load", what, (what,)) for what in ("crowd", "day", "growth"))
    yield Piece("orders", "all")
    for case in CASES:
        calls = play_case(case, {}).calls
        yield from (
            Piece("pairs", f"{case} {at} {fault}", (case.name, at, fault.name))
            for at in range(calls)
            for fault in POINTS
        )
    yield from (Piece("machine", f"{number}", (number,)) for number in range(1, MACHINE_PIECES + 1))
    yield from (Piece("kills", f"{kind} {seed}", (kind, seed)) for seed in range(1, KILLS + 1) for kind in KILLED)


def _seeds(first: int, count: int) -> Counter[str]:
    reach = Reach()
    for seed in range(first, first + count):
        played = play_seed(seed, reach)
        assert not played.violation, f"{played.violation}\n\nreplay: pytest tests/proof --sim-seed {seed}"
    return Counter({"seeds": count}) + reach.counts


def _pairs(name: str, at: int, fault: str) -> Mapping[str, int]:
    return {"pairs": play_pairs(BY_NAME[name].name, at, Fault[fault])}


def _machine(number: int) -> Mapping[str, int]:
    _pytest("tests/proof/test_state_machine.py", f"--hypothesis-seed={number}", MACHINE_EXAMPLES=str(EXAMPLES_A_PIECE))
    return {"examples": EXAMPLES_A_PIECE}


def _planted() -> Mapping[str, int]:
    _pytest("tests/proof/test_planted_mistakes.py")
    return {"runs of all mistakes": 1}


def _load(what: str) -> Mapping[str, int]:
    _pytest(f"tests/proof/test_load_{what}.py", LOAD="full")
    return {"loads at full size": 1}


def _orders() -> Mapping[str, int]:
    _pytest("tests/proof/test_interleavings.py", LOAD="full")
    return {"orders of two workers": 1}


def _kills(kind: str, seed: int) -> Mapping[str, int]:
    return {"runs": 1, "kills": sum("killed" in line for line in KILLED[kind](seed))}


def _pytest(*arguments: str, **environment: str) -> None:
    """Raises AssertionError that says how to do it again."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    spelled = " ".join([*(f"{name}={value}" for name, value in environment.items()), "pytest", *arguments])
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n\nreplay: {spelled}"


_WORK: Mapping[str, Callable[..., Mapping[str, int]]] = {
    "seeds": _seeds,
    "planted mistakes": _planted,
    "mutants": play_mutants,
    "load": _load,
    "orders": _orders,
    "pairs": _pairs,
    "machine": _machine,
    "kills": _kills,
}
STAGES = tuple(_WORK)
