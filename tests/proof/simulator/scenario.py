"""What a seed is about: the settings, the data and the events, drawn before anything happens."""

from dataclasses import dataclass, field
from random import Random

from chalicelib.core.run import ALL_LISTS, Mode
from tests.proof.simulator.catalogue import DEPARTMENT, EMPLOYEE, LOCATION, STATUS, TERM
from tests.proof.simulator.features import Features, drawn_features

ALL_KEYS = (DEPARTMENT, LOCATION, TERM, STATUS, EMPLOYEE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """``rows`` is how many rows the pressed list has; chances are per turn of the scheduler."""

    list: str = DEPARTMENT
    mode: Mode = Mode.FULL
    dry_run: bool = False
    confirm_gone: bool = False
    tenants: int = 1
    page_size: int = 5
    rows: int = 12
    gone_rows: int = 1
    linked_share: float = 0.5
    equal_share: float = 0.5
    unkeyed_share: float = 0.0
    invalid_rows: int = 0
    presses: int = 1
    other_mode: bool = False
    run_before: bool = False
    inactivate: bool = False
    restricted: bool = False
    churn: float = 0.0
    rival: float = 0.0
    cancel: float = 0.0
    switch_off: float = 0.0
    poison: bool = False
    dead_upstream: str = ""
    clock_ahead_seconds: float = 0.0
    concurrency: int = 5
    visible_again: float = 6.0
    """After how many times its function's time a message in work is handed out again; the product has 6."""
    features: Features = field(default_factory=Features)


def drawn(random: Random) -> Scenario:
    """A scenario out of a seed's luck."""
    mode = random.choices((Mode.FULL, Mode.CHANGES, Mode.ERRORS), (70, 15, 15))[0]
    list_key = random.choices((*ALL_KEYS, ALL_LISTS), (32, 22, 14, 10, 14, 8))[0]
    guard = _chance(random, 0.06)
    churns = _chance(random, 0.7)
    stuck = _chance(random, 0.04), _chance(random, 0.015)
    return Scenario(
        list=list_key,
        mode=mode,
        dry_run=_chance(random, 0.08),
        confirm_gone=_chance(random, 0.3) if guard else False,
        tenants=2 if _chance(random, 0.2) else 1,
        page_size=random.choice((3, 4, 5, 8)),
        rows=random.choice((0, 1, 4, 8, 12, 16, 24)),
        gone_rows=24 if guard else random.choice((0, 0, 1, 3)),
        linked_share=random.choice((0.0, 0.5, 0.9, 1.0)) if mode is not Mode.ERRORS else 0.3,
        equal_share=random.choice((0.0, 0.5, 1.0, 1.0)) if mode is not Mode.ERRORS else 0.0,
        unkeyed_share=random.choice((0.0, 0.0, 0.0, 0.5)),
        invalid_rows=random.choice((0, 0, 1, 3)) if mode is not Mode.ERRORS else random.choice((1, 2, 5)),
        presses=random.choice((1, 1, 2, 3)),
        other_mode=_chance(random, 0.15),
        run_before=mode is not Mode.FULL or _chance(random, 0.15),
        inactivate=_chance(random, 0.4),
        restricted=_chance(random, 0.05),
        churn=random.choice((0.01, 0.04, 0.1, 0.3)) if churns else 0.0,
        rival=random.choice((0.0, 0.3, 0.8)) if churns else 0.0,
        cancel=0.01 if _chance(random, 0.1) else 0.0,
        switch_off=0.005 if _chance(random, 0.04) else 0.0,
        poison=stuck[0],
        dead_upstream=random.choice(("intacct", "salesforce")) if stuck[1] else "",
        clock_ahead_seconds=random.choice((0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 50.0, -50.0, 170.0, -170.0, 280.0, -590.0)),
        concurrency=random.choice((1, 2, 3, 5)),
        visible_again=random.choice((0.05, 0.3)) if _chance(random, 0.08) else 6.0,
        features=drawn_features(random, long=any(stuck)),
    )


def _chance(random: Random, share: float) -> bool:
    return random.random() < share
