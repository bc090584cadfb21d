"""Contract of the stores of notices, of the addresses that they go to, and of schedules."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb_hooks import DynamoHooks
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.dynamodb_schedules import DynamoSchedules
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.core.counts import Outcome, RowReport, Trouble
from chalicelib.core.notice import DayOfRows, Hook, ListWork
from chalicelib.core.schedule import NextRun
from chalicelib.core.settings import Schedule, Settings
from chalicelib.ports import SettingsStore
from chalicelib.ports.notices import Hooks, Notices, Schedules
from dev.fakes import SET_UP, FakeSettingsStore
from dev.fakes.notices import FakeHooks, FakeNotices, FakeSchedules
from tests.contract.at_once import at_once

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
IN_DEMO = ("demo", "udd:sales_channel")
TROUBLE = Trouble("away", "Salesforce is away.", "Wait.")


@pytest.fixture
def notices(lazily: Callable[..., Any]) -> Notices:
    store: Notices = lazily(FakeNotices, "table", DynamoNotices)
    return store


@pytest.fixture
def hooks(lazily: Callable[..., Any]) -> Hooks:
    store: Hooks = lazily(FakeHooks, "table", DynamoHooks)
    return store


@pytest.fixture
def scheduled(lazily: Callable[..., Any]) -> tuple[SettingsStore, Schedules]:
    def in_memory() -> tuple[SettingsStore, Schedules]:
        settings = FakeSettingsStore()
        return settings, FakeSchedules(settings)

    def on_aws(table: Table) -> tuple[SettingsStore, Schedules]:
        return DynamoSettings(table), DynamoSchedules(table)

    pair: tuple[SettingsStore, Schedules] = lazily(in_memory, "table", on_aws)
    return pair


def keys_of(notices: Notices, now: datetime = NOW) -> list[str]:
    return [row.record_key for row in notices.kept(*IN_DEMO, 99, now)]


def test_a_row_is_kept_until_it_is_settled_and_two_notices_make_it_one(notices: Notices) -> None:
    for key in ("7", "3", "7"):
        notices.keep(*IN_DEMO, key, NOW)
    assert sorted(keys_of(notices)) == ["3", "7"]
    assert len(notices.kept(*IN_DEMO, 1, NOW)) == 1
    notices.settle(*IN_DEMO, notices.kept(*IN_DEMO, 99, NOW))
    assert keys_of(notices) == []


def test_a_row_of_which_a_notice_came_meanwhile_is_not_settled(notices: Notices) -> None:
    for key in ("3", "7", "9"):
        notices.keep(*IN_DEMO, key, NOW)
    rows = notices.kept(*IN_DEMO, 99, NOW)
    notices.keep(*IN_DEMO, "7", NOW)
    notices.settle(*IN_DEMO, rows)
    assert keys_of(notices) == ["7"]
    notices.settle(*IN_DEMO, rows)
    assert keys_of(notices) == ["7"]


def test_a_postponed_row_waits_for_its_time_or_for_the_next_notice(notices: Notices) -> None:
    notices.keep(*IN_DEMO, "3", NOW)
    [row] = notices.kept(*IN_DEMO, 99, NOW)
    notices.postpone(*IN_DEMO, row, LATER)
    assert keys_of(notices) == []
    assert notices.next_wait(*IN_DEMO) == LATER
    [again] = notices.kept(*IN_DEMO, 99, LATER)
    assert (again.record_key, again.tries, again.mark) == ("3", 1, row.mark)
    notices.keep(*IN_DEMO, "3", NOW)
    [anew] = notices.kept(*IN_DEMO, 99, NOW)
    assert anew.tries == 0
    assert notices.next_wait(*IN_DEMO) is None
    notices.postpone(*IN_DEMO, row, LATER)
    assert keys_of(notices) == ["3"]


def test_some_row_is_kept_as_any_other(notices: Notices) -> None:
    notices.keep(*IN_DEMO, "", NOW)
    [row] = notices.kept(*IN_DEMO, 99, NOW)
    assert (row.record_key, row.kept_at) == ("", NOW)


def test_a_list_is_in_one_hand_at_a_time(notices: Notices) -> None:
    assert notices.take(*IN_DEMO, NOW, LATER) is None
    notices.keep(*IN_DEMO, "3", NOW)
    taken = at_once(lambda _: notices.take(*IN_DEMO, NOW, LATER), range(6))
    assert [work for work in taken if work] == [ListWork(marks=1, begun=1)]
    assert notices.take(*IN_DEMO, LATER, LATER) == ListWork(marks=1, begun=2)


def test_whoever_has_the_list_in_hand_learns_of_a_notice_before_resting(notices: Notices) -> None:
    notices.keep(*IN_DEMO, "3", NOW)
    work = notices.take(*IN_DEMO, NOW, LATER)
    assert work is not None
    notices.keep(*IN_DEMO, "4", NOW)
    assert not notices.rest(*IN_DEMO, work, None)
    assert notices.take(*IN_DEMO, NOW, LATER) is None
    assert notices.rest(*IN_DEMO, notices.look(*IN_DEMO), None)
    assert notices.look(*IN_DEMO) == ListWork(marks=2)


def test_a_list_is_due_while_rows_are_kept_and_nobody_has_it_in_hand(notices: Notices) -> None:
    assert list(notices.due(NOW)) == []
    notices.keep(*IN_DEMO, "3", NOW)
    notices.keep("autre", "class", "3", NOW)
    assert sorted(notices.due(NOW)) == [("autre", "class"), IN_DEMO]
    work = notices.take(*IN_DEMO, NOW, LATER)
    assert list(notices.due(NOW)) == [("autre", "class")]
    assert len(list(notices.due(LATER))) == 2
    assert work is not None
    assert notices.rest(*IN_DEMO, work, None)
    assert list(notices.due(LATER)) == [("autre", "class")]


def test_a_list_rests_until_its_waiting_rows_are_due(notices: Notices) -> None:
    notices.keep(*IN_DEMO, "3", NOW)
    work = notices.take(*IN_DEMO, NOW, LATER)
    assert work is not None
    assert notices.rest(*IN_DEMO, work, LATER)
    assert notices.take(*IN_DEMO, NOW, LATER) is None
    assert list(notices.due(NOW)) == []
    assert list(notices.due(LATER)) == [IN_DEMO]


def test_a_list_whose_upstream_is_away_waits_and_counts_it_until_a_notice_comes(notices: Notices) -> None:
    notices.keep(*IN_DEMO, "3", NOW)
    for waits in (1, 2):
        notices.take(*IN_DEMO, NOW if waits == 1 else LATER, LATER)
        notices.wait(*IN_DEMO, LATER, stumbled=True)
        assert notices.look(*IN_DEMO) == ListWork(marks=1, waits=waits)
    assert notices.take(*IN_DEMO, NOW, LATER) is None
    assert list(notices.due(LATER)) == [IN_DEMO]
    notices.keep(*IN_DEMO, "4", NOW)
    assert notices.take(*IN_DEMO, NOW, LATER) is not None
    notices.wait(*IN_DEMO, NOW, stumbled=False)
    assert notices.look(*IN_DEMO) == ListWork(marks=2)


def test_an_answer_is_known_for_a_day(notices: Notices) -> None:
    assert notices.answered("demo", "k", NOW) == ""
    notices.remember("demo", "k", "taken", NOW)
    assert notices.answered("demo", "k", NOW + timedelta(hours=23, minutes=59)) == "taken"
    assert notices.answered("demo", "k", NOW + timedelta(hours=24)) == ""
    assert notices.answered("autre", "k", NOW) == ""


def report(key: int) -> RowReport:
    return RowReport(Outcome.FAILED, f"class:{key}", str(key), f"C{key}", f"Klasse {key}", code="X")


def test_numbers_add_up_by_list_and_day(notices: Notices) -> None:
    notices.hold_up(*IN_DEMO, NOW, TROUBLE)
    assert notices.day("demo", NOW.date()) == {IN_DEMO[1]: DayOfRows(trouble=TROUBLE)}
    notices.count(*IN_DEMO, NOW, DayOfRows(written=2, gone=1))
    notices.count(*IN_DEMO, LATER, DayOfRows(written=1, failed=12, errors=tuple(map(report, range(12)))))
    notices.count("demo", "class", NOW, DayOfRows(written=1))
    notices.count("autre", "class", NOW, DayOfRows(written=9))
    notices.count("demo", "class", NOW + timedelta(days=1), DayOfRows(written=9))
    assert notices.day("demo", NOW.date()) == {
        IN_DEMO[1]: DayOfRows(3, 1, 12, LATER, errors=tuple(map(report, range(2, 12)))),
        "class": DayOfRows(1, 0, 0, NOW),
    }


def test_of_a_tenants_addresses_the_latest_holds(hooks: Hooks) -> None:
    first, second = Hook("demo", NOW), Hook("demo", LATER, "199056", unsigned=True)
    assert hooks.issued("demo") is None
    hooks.issue("token-1", first)
    hooks.issue("token-9", Hook("autre", NOW))
    assert (hooks.hook("token-1"), hooks.issued("demo")) == (first, first)
    hooks.issue("token-2", second)
    assert (hooks.hook("token-1"), hooks.hook("token-2"), hooks.issued("demo")) == (None, second, second)
    assert hooks.hook("token-9") == Hook("autre", NOW)
    assert hooks.hook("") is None


def test_a_tenant_is_looked_at_while_its_present_settings_hold_a_schedule(
    scheduled: tuple[SettingsStore, Schedules],
) -> None:
    settings, schedules = scheduled
    settings.save("autre", Settings(), 0, SET_UP)
    settings.save("demo", Settings(schedules=(Schedule("class", "hourly"),)), 0, SET_UP)
    assert list(schedules.tenants()) == ["demo"]
    settings.save("demo", Settings(), 1, SET_UP)
    assert list(schedules.tenants()) == []


def test_of_those_who_move_a_schedule_on_at_once_one_does(scheduled: tuple[SettingsStore, Schedules]) -> None:
    _, schedules = scheduled
    first, second = NextRun(NOW, "hourly|UTC"), NextRun(LATER, "hourly|UTC")
    assert schedules.upcoming("demo", "class changes") is None
    assert sum(at_once(lambda _: schedules.move("demo", "class changes", first, None), range(4))) == 1
    assert sum(at_once(lambda _: schedules.move("demo", "class changes", second, first), range(4))) == 1
    assert not schedules.move("demo", "class changes", first, None)
    assert schedules.upcoming("demo", "class changes") == second
    assert schedules.upcoming("autre", "class changes") is None
