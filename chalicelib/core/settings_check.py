"""What is wrong with settings that somebody wants to save, every mistake by its member, each with what to do."""

import re
from collections.abc import Collection, Iterator, Sequence
from zoneinfo import available_timezones

from chalicelib.core.errors import BadRequest, FieldError
from chalicelib.core.mail_address import is_plain_address
from chalicelib.core.run import ALL_LISTS, Mode
from chalicelib.core.settings import Connection, Environment, Schedule, Settings
from chalicelib.core.timetable import parse_when

PAGE_SIZE = (100, 4000)
CONCURRENCY = (1, 8)
QUOTA_STOP_PERCENT = (1, 95)
MOST_RECIPIENTS = 20
"""With the person who started the run, far below the 50 that one message may have."""

MOST_SCHEDULES = 100

# Neither what Intacct's sign-in takes for a border (@ |), nor what is not seen, nor what begins markup and formulas.
_NAME = re.compile(r"[^\s@|<>\"=\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{1,100}")
_SALESFORCE_USER = re.compile(r"[\x21-\x7e]{1,100}")
_NEEDED = ("intacct_company", "intacct_user", "salesforce_host")
# https://help.salesforce.com/s/articleView?id=sf.domain_name_url_formats.htm
_OTHER_KIND = {
    Environment.PRODUCTION: "The My Domain is one of a production org. Choose “production”, or correct the My Domain.",
    Environment.SANDBOX: "The My Domain is one of a sandbox org. Choose “sandbox”, or correct the My Domain.",
}
_TEST_PARTITIONS = (".sandbox.my.", ".scratch.my.")


def check_settings(
    wanted: Settings, lists: Collection[str], languages: Collection[str], host_errors: Sequence[FieldError] = ()
) -> None:
    """Raise BadRequest that names each mistake.

    ``lists`` are the keys of the catalogue, ``languages`` those that mails can be written in.
    """
    errors = (*host_errors, *_mistakes(wanted, lists, languages))
    if errors:
        raise BadRequest(
            "settings_invalid",
            f"The settings can't be saved; members that can't be taken: {len(errors)}.",
            remedy="Mend the named members and save again; nothing was changed.",
            errors=errors,
        )


def environment_of(host: str) -> Environment | None:
    """What kind of org a My Domain host belongs to; None for hosts that do not say (local stand-ins)."""
    name, _, suffix = host.partition(".")
    if not suffix.endswith(("my.salesforce.com", "my.salesforce.mil")):
        return None
    is_test = "--" in name or any(part in host for part in _TEST_PARTITIONS)
    return Environment.SANDBOX if is_test else Environment.PRODUCTION


def _mistakes(wanted: Settings, lists: Collection[str], languages: Collection[str]) -> Iterator[FieldError]:
    yield from _connection(wanted.connection, wanted.enabled)
    if wanted.language not in languages:
        yield FieldError("language", f"Choose one of {', '.join(languages)}.")
    yield from _recipients((*wanted.recipients, *(one.address for one in wanted.invited)))
    for member, bounds in (
        ("page_size", PAGE_SIZE),
        ("concurrency", CONCURRENCY),
        ("quota_stop_percent", QUOTA_STOP_PERCENT),
    ):
        if not bounds[0] <= getattr(wanted, member) <= bounds[1]:
            yield FieldError(member, f"Choose a whole number from {bounds[0]:,} to {bounds[1]:,}.")
    yield from _lists(wanted.disabled_lists, lists)
    yield from _schedules(wanted.schedules, lists)


def _connection(connection: Connection, enabled: bool) -> Iterator[FieldError]:
    for member in ("intacct_company", "intacct_user", "intacct_entity"):
        value = getattr(connection, member)
        if value and not _NAME.fullmatch(value):
            message = "Enter the id alone: 1 to 100 characters, without spaces, quotes and the signs @ | < > =."
            yield FieldError(f"connection.{member}", message)
    if connection.salesforce_user and not _SALESFORCE_USER.fullmatch(connection.salesforce_user):
        yield FieldError("connection.salesforce_user", "Enter the user name, such as integration@example.com.")
    for member in _NEEDED if enabled else ():
        if not getattr(connection, member):
            yield FieldError(f"connection.{member}", "Enter this before synchronization is switched on.")
    kind = environment_of(connection.salesforce_host)
    if kind and kind is not connection.environment:
        yield FieldError("connection.environment", _OTHER_KIND[kind])


def _recipients(addresses: Sequence[str]) -> Iterator[FieldError]:
    if len(addresses) > MOST_RECIPIENTS:
        yield FieldError("recipients", f"Name at most {MOST_RECIPIENTS} addresses; a mailing list counts as one.")
        return
    for number, address in enumerate(addresses):
        if not is_plain_address(address):
            yield FieldError("recipients", f"“{address[:80]}” is no plain address such as finance@example.com.")
        elif address.lower() in {other.lower() for other in addresses[:number]}:
            yield FieldError("recipients", f"“{address}” stands twice.")


def _lists(disabled: Sequence[str], lists: Collection[str]) -> Iterator[FieldError]:
    for number, key in enumerate(disabled):
        if key not in lists:
            yield FieldError(f"disabled_lists.{number}", _unknown_list(key))
        elif key in disabled[:number]:
            yield FieldError(f"disabled_lists.{number}", f"“{key}” stands twice.")


def _schedules(schedules: Sequence[Schedule], lists: Collection[str]) -> Iterator[FieldError]:
    if len(schedules) > MOST_SCHEDULES:
        yield FieldError("schedules", f"Make at most {MOST_SCHEDULES} schedules.")
        return
    for number, schedule in enumerate(schedules):
        yield from _schedule(schedule, lists, f"schedules.{number}")
        if (schedule.list, schedule.mode) in [(one.list, one.mode) for one in schedules[:number]]:
            message = (
                "This list has a schedule of this mode already; name all times in one, such as “cron 0 6,18 * * *”."
            )
            yield FieldError(f"schedules.{number}", message)


def _schedule(schedule: Schedule, lists: Collection[str], where: str) -> Iterator[FieldError]:
    if schedule.list != ALL_LISTS and schedule.list not in lists:
        yield FieldError(f"{where}.list", _unknown_list(schedule.list))
    if schedule.mode is Mode.ERRORS:
        yield FieldError(f"{where}.mode", "Choose “changes” or “full”; errors are retried by hand.")
    if schedule.time_zone not in available_timezones():
        yield FieldError(f"{where}.time_zone", "Choose a time zone such as Europe/Paris or UTC.")
    try:
        parse_when(schedule.when)
    except ValueError as error:
        yield FieldError(f"{where}.when", str(error))


def _unknown_list(key: str) -> str:
    return f"There is no managed list “{key[:80]}”; GET /api/v1/lists names them."
