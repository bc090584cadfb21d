"""What an administrator should know of settings that are right, but do not do all that one might expect."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.core.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingsWarning:
    """``code`` is stable; ``field`` is the member that it is about."""

    code: str
    field: str
    detail: str


def settings_warnings(before: Settings, after: Settings) -> tuple[SettingsWarning, ...]:
    """Warnings on ``after`` itself, and on the change that leads there."""
    return (*_of_change(before, after), *_of_state(after))


def _of_change(before: Settings, after: Settings) -> Iterator[SettingsWarning]:
    both_on = before.enabled and after.enabled
    if both_on and before.connection != after.connection:
        detail = "Runs under way go on with the connection that they began with; check the connection before the next."
        yield SettingsWarning("connection_changed_while_on", "connection", detail)
    if both_on and before.mode is not after.mode:
        detail = "Runs under way go on in the mode that they began with."
        yield SettingsWarning("mode_changed_while_on", "mode", detail)
    if before.enabled and not after.enabled:
        yield SettingsWarning("runs_stop", "enabled", "Runs under way stop at their next step.")


def _of_state(settings: Settings) -> Iterator[SettingsWarning]:
    if settings.connection.intacct_entity:
        detail = "Inside an entity we see a part of each list only, so that no row is ever called gone."
        yield SettingsWarning("entity_sees_a_part", "connection.intacct_entity", detail)
    if not settings.include_private:
        detail = "Rows that belong to entities are left out, so that no row is ever called gone."
        yield SettingsWarning("private_left_out", "include_private", detail)
    if settings.schedules and not settings.enabled:
        detail = "Schedules rest while synchronization is switched off."
        yield SettingsWarning("schedules_rest", "schedules", detail)
    if settings.invited:
        addresses = ", ".join(one.address for one in settings.invited)
        detail = f"No mail goes to an address before its owner has confirmed it: {addresses}."
        yield SettingsWarning("recipients_unconfirmed", "recipients", detail)
