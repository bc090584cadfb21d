"""Scheduled runs: each due time starts one run, whoever looks and how often."""

from dataclasses import replace

import pytest

from chalicelib.core.errors import TryAgain
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode, Run, State
from chalicelib.core.schedule import SUBJECT
from chalicelib.core.settings import Schedule, Settings
from chalicelib.ports import RowError, RunPage, Started
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.schedules import tick
from dev.fakes import FakeRuns
from tests.unit.notice_parts import House

HOURLY = Settings(enabled=True, schedules=(Schedule("department", "hourly"),), recipients=("team@example.com",))
CAMILLE = Principal("demo", "u-camille", "Camille Moreau", "camille@example.com", frozenset({Role.ADMIN}))


@pytest.fixture
def house() -> House:
    """At 08:00:30, with an hourly schedule that was looked at once."""
    house = House()
    house.save(HOURLY)
    house.clock.advance(30)
    tick(house.desk)
    return house


def runs(house: House) -> tuple[Run, ...]:
    page: RunPage = house.runs.page("demo", None, None, 99, "")
    return page.runs


def test_a_new_schedule_waits_for_its_first_time(house: House) -> None:
    house.clock.advance(3569)
    tick(house.desk)
    assert runs(house) == ()
    house.clock.advance(1)
    tick(house.desk)
    [run] = runs(house)
    assert (run.list, run.mode, run.requester.subject) == ("department", Mode.CHANGES, SUBJECT)


def test_a_due_time_starts_one_run_however_often_it_is_looked_at(house: House) -> None:
    house.clock.advance(3600)
    for _ in range(3):
        tick(house.desk)
        house.do_all()
    assert len(runs(house)) == 1


def test_two_sweepers_who_both_see_the_time_due_start_one_run(house: House) -> None:
    house.clock.advance(3600)
    before = house.desk.schedules.upcoming("demo", "department changes")
    tick(house.desk)
    house.do_all()
    after = house.desk.schedules.upcoming("demo", "department changes")
    assert before is not None
    assert after is not None
    assert house.desk.schedules.move("demo", "department changes", before, after)  # as the slower one read it
    tick(house.desk)
    assert len(runs(house)) == 1


def test_times_that_passed_while_nobody_looked_are_made_up_once(house: House) -> None:
    house.clock.advance(10 * 3600)
    for _ in range(2):
        tick(house.desk)
        house.do_all()
        house.clock.advance(60)
    assert len(runs(house)) == 1
    house.clock.advance(3600)
    tick(house.desk)
    assert len(runs(house)) == 2


def test_a_changed_schedule_is_reckoned_anew(house: House) -> None:
    house.save(replace(HOURLY, schedules=(Schedule("department", "daily 20:00"),)))
    house.clock.advance(3600)
    tick(house.desk)
    assert runs(house) == ()
    house.clock.advance(11 * 3600)
    tick(house.desk)
    assert len(runs(house)) == 1


def test_a_list_that_is_busy_with_another_run_is_tried_until_it_is_free(house: House) -> None:
    house.clock.advance(3600)
    start_run(house.desk.world, CAMILLE, "department", Mode.FULL)
    tick(house.desk)
    house.do_all()
    assert [run.mode for run in runs(house)] == [Mode.FULL]
    tick(house.desk)
    assert [run.mode for run in runs(house)] == [Mode.CHANGES, Mode.FULL]


def test_what_is_switched_off_is_passed_over_and_not_made_up_later(house: House) -> None:
    house.save(replace(HOURLY, enabled=False))
    house.clock.advance(3600)
    tick(house.desk)
    house.save(HOURLY)
    tick(house.desk)
    assert runs(house) == ()


class RunsAway(FakeRuns):
    """A store of runs that starts none while it is ``away``."""

    away = False

    def start(self, run: Run, idempotency_key: str = "", request_hash: str = "") -> Started:
        if self.away:
            raise TryAgain("store_away", "DynamoDB is away.")
        return super().start(run, idempotency_key, request_hash)


def test_where_the_store_is_away_the_next_minute_tries_again() -> None:
    store = RunsAway()
    house = House(runs=store)
    house.save(HOURLY)
    tick(house.desk)
    house.clock.advance(3600)
    store.away = True
    tick(house.desk)
    store.away = False
    assert runs(house) == ()
    tick(house.desk)
    assert len(runs(house)) == 1


def test_a_schedule_of_all_lists_runs_them_all(house: House) -> None:
    house.save(replace(HOURLY, schedules=(Schedule("all", "hourly"),)))
    tick(house.desk)
    house.clock.advance(3600)
    tick(house.desk)
    house.do_all()
    assert {run.list for run in runs(house)} >= {"all", "department", "employee"}


def test_a_scheduled_run_that_went_well_mails_nobody_and_one_with_errors_the_recipients(house: House) -> None:
    house.clock.advance(3600)
    tick(house.desk)
    house.do_all()
    assert [run.state for run in runs(house)] == [State.DONE]
    assert house.mailer.sent == []
    house.change("9", "Nouveau service")
    house.org.row_fault = lambda _object, _values: RowError("STRING_TOO_LONG", "Too long.")
    house.clock.advance(3600)
    tick(house.desk)
    house.do_all()
    assert runs(house)[0].state is State.DONE_WITH_ERRORS
    assert [mail.recipients for mail in house.mailer.sent] == [("team@example.com",)]


def test_another_tenants_trouble_keeps_nobody_waiting(house: House) -> None:
    broken = Settings(enabled=True, schedules=(Schedule("department", "no such time"),))
    lost = Settings(enabled=True, schedules=(Schedule("department", "hourly", "No/Where"),))
    others = {"autre": [broken], "zz": [lost]}
    house.settings.versions = {**others, **house.settings.versions}
    house.clock.advance(3600)
    tick(house.desk)
    assert len(runs(house)) == 1
