"""Contract of the store of settings."""

from dataclasses import replace

import pytest

from chalicelib.core.errors import NotFound, Stale
from chalicelib.core.settings import Connection, Environment, GonePolicy, IntegrationMode, Settings
from chalicelib.ports import SettingsStore
from dev.fakes import SET_UP
from tests.contract.at_once import at_once

ALL_SET = Settings(
    enabled=True,
    mode=IntegrationMode.BASIC,
    connection=Connection("demo-company", "bridge", "FR-10", "demo.my.salesforce.com", "bot", Environment.SANDBOX),
    language="fr",
    recipients=("noor@example.test", "alex@example.test"),
    page_size=1000,
    include_private=False,
    gone_policy=GonePolicy.INACTIVATE,
    quota_stop_percent=50,
    disabled_lists=("employee",),
)


def test_a_tenant_without_settings_has_the_defaults_at_version_zero(settings_store: SettingsStore) -> None:
    assert settings_store.current("demo") == Settings()
    assert settings_store.version("demo", 0) == Settings()


def test_saved_settings_come_back_whole_at_the_next_version(settings_store: SettingsStore) -> None:
    saved = settings_store.save("demo", ALL_SET, 0, SET_UP)
    assert saved == replace(ALL_SET, version=1)
    assert settings_store.current("demo") == saved
    assert settings_store.version("demo", 1) == saved


def test_versions_never_change(settings_store: SettingsStore) -> None:
    first = settings_store.save("demo", ALL_SET, 0, SET_UP)
    second = settings_store.save("demo", replace(first, page_size=2000), 1, SET_UP)
    assert settings_store.current("demo") == second
    assert settings_store.version("demo", 1) == first
    assert second.version == 2


@pytest.mark.parametrize("expected", [0, 2, -1])
def test_a_save_on_another_version_than_the_present_is_stale(settings_store: SettingsStore, expected: int) -> None:
    saved = settings_store.save("demo", ALL_SET, 0, SET_UP)
    with pytest.raises(Stale) as refusal:
        settings_store.save("demo", Settings(), expected, SET_UP)
    assert refusal.value.code == "settings_changed"
    assert settings_store.current("demo") == saved


def test_of_eight_admins_who_save_at_once_one_wins(settings_store: SettingsStore) -> None:
    def save(page_size: int) -> Settings | None:
        try:
            return settings_store.save("demo", Settings(page_size=page_size), 0, SET_UP)
        except Stale:
            return None

    saved = [one for one in at_once(save, range(100, 108)) if one]
    assert saved == [settings_store.current("demo")]


@pytest.mark.parametrize("number", [1, 99, -1])
def test_a_version_that_never_was_is_not_found(settings_store: SettingsStore, number: int) -> None:
    with pytest.raises(NotFound):
        settings_store.version("demo", number)


def test_tenants_have_settings_of_their_own(settings_store: SettingsStore) -> None:
    settings_store.save("demo", ALL_SET, 0, SET_UP)
    assert settings_store.current("autre") == Settings()
    assert settings_store.save("autre", Settings(language="fr"), 0, SET_UP).version == 1
    assert settings_store.version("demo", 1).page_size == 1000
