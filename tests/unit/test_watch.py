"""The figures that alarms look at."""

from datetime import timedelta

import pytest

from chalicelib.adapters.salesforce_errors import quota_used_up
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode, Pause, Run
from chalicelib.core.settings import Settings
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.watch import watch
from tests.unit.notice_parts import House

CAMILLE = Principal("demo", "u-camille", "Camille Moreau", "camille@example.com", frozenset({Role.ADMIN}))


@pytest.fixture
def house() -> House:
    house = House()
    house.save(Settings(enabled=True))
    return house


def a_run(house: House) -> Run:
    return start_run(house.desk.world, CAMILLE, "department", Mode.FULL).run


def test_rest_is_told_as_zeroes(house: House) -> None:
    assert set(watch(house.desk.world).values()) == {0}
    a_run(house)
    house.do_all()
    assert watch(house.desk.world) == {"ActiveRuns": 0, "LongestQuietMinutes": 0, "RunsPausedByQuota": 0}


def test_the_run_that_was_quiet_longest_counts(house: House) -> None:
    a_run(house)
    house.clock.advance(timedelta(minutes=61, seconds=59).total_seconds())
    told = watch(house.desk.world)
    assert (told["ActiveRuns"], told["LongestQuietMinutes"]) == (1, 61)


def test_runs_that_wait_for_salesforces_quota_are_counted(house: House) -> None:
    run, problem = a_run(house), quota_used_up("80 of 100")
    house.runs.pause(run, Pause("salesforce_away", "It is away.", until=house.clock.now()))
    assert watch(house.desk.world)["RunsPausedByQuota"] == 0
    house.runs.pause(run, Pause(problem.code, problem.detail, until=house.clock.now()))
    assert watch(house.desk.world)["RunsPausedByQuota"] == 1
