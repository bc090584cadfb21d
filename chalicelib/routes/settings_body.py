"""Settings as JSON: what the API gives, and takes back whole. The ranges are told here and checked in the core."""

from typing import Annotated, Any

import msgspec

from chalicelib.adapters.languages import languages
from chalicelib.core import settings_check as check
from chalicelib.core.run import Mode
from chalicelib.core.settings import Connection, Environment, GonePolicy, IntegrationMode, Schedule, Settings
from chalicelib.routes.paths import PATTERNS


def _told(**schema: Any) -> msgspec.Meta:
    """For the reader of the OpenAPI document: the core checks it, so that all mistakes come in one answer."""
    return msgspec.Meta(extra_json_schema=schema)


def _between(bounds: tuple[int, int]) -> msgspec.Meta:
    return _told(minimum=bounds[0], maximum=bounds[1])


_IntacctName = Annotated[str, _told(pattern=r'^[^\s@|<>"=]*$', maxLength=100)]
_ListKey = Annotated[str, _told(pattern=PATTERNS["list_key"])]


class ConnectionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``salesforce_host`` is the org's My Domain alone; "" stands for what is not known yet."""

    intacct_company: _IntacctName
    intacct_user: _IntacctName
    intacct_entity: _IntacctName
    salesforce_host: Annotated[str, _told(maxLength=253, examples=["acme.my.salesforce.com"])]
    salesforce_user: Annotated[str, _told(pattern=r"^[!-~]*$", maxLength=100)]
    environment: Environment


class ScheduleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``list`` may be ``all``; ``when`` is ``hourly``, ``daily 02:30``, or ``cron`` with its five fields."""

    list: _ListKey
    when: Annotated[str, _told(examples=["hourly", "daily 02:30", "cron 0 6 * * 1-5"])]
    time_zone: Annotated[str, _told(examples=["Europe/Paris"])] = "UTC"
    mode: Mode = Mode.CHANGES


class SettingsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All members are sent each time."""

    enabled: bool
    mode: IntegrationMode
    connection: ConnectionBody
    language: Annotated[str, _told(enum=list(languages()))]
    recipients: Annotated[tuple[str, ...], _told(maxItems=check.MOST_RECIPIENTS, uniqueItems=True)]
    schedules: Annotated[tuple[ScheduleBody, ...], _told(maxItems=check.MOST_SCHEDULES)]
    page_size: Annotated[int, _between(check.PAGE_SIZE)]
    concurrency: Annotated[int, _between(check.CONCURRENCY)]
    include_private: bool
    gone_policy: GonePolicy
    quota_stop_percent: Annotated[int, _between(check.QUOTA_STOP_PERCENT)]
    disabled_lists: Annotated[tuple[_ListKey, ...], _told(uniqueItems=True)]


def body_of(settings: Settings) -> SettingsBody:
    """The settings as they can be sent back; recipients are all addresses, confirmed or not."""
    connection = settings.connection
    return SettingsBody(
        enabled=settings.enabled,
        mode=settings.mode,
        connection=ConnectionBody(
            intacct_company=connection.intacct_company,
            intacct_user=connection.intacct_user,
            intacct_entity=connection.intacct_entity,
            salesforce_host=connection.salesforce_host,
            salesforce_user=connection.salesforce_user,
            environment=connection.environment,
        ),
        language=settings.language,
        recipients=(*settings.recipients, *(one.address for one in settings.invited)),
        schedules=tuple(ScheduleBody(one.list, one.when, one.time_zone, one.mode) for one in settings.schedules),
        page_size=settings.page_size,
        concurrency=settings.concurrency,
        include_private=settings.include_private,
        gone_policy=settings.gone_policy,
        quota_stop_percent=settings.quota_stop_percent,
        disabled_lists=settings.disabled_lists,
    )


def draft_of(body: SettingsBody) -> Settings:
    """Settings without recipients and account details: the use case knows the ones, another route the others."""
    return Settings(
        enabled=body.enabled,
        mode=body.mode,
        connection=Connection(**msgspec.structs.asdict(body.connection)),
        language=body.language,
        schedules=tuple(Schedule(one.list, one.when, one.time_zone, one.mode) for one in body.schedules),
        page_size=body.page_size,
        concurrency=body.concurrency,
        include_private=body.include_private,
        gone_policy=body.gone_policy,
        quota_stop_percent=body.quota_stop_percent,
        disabled_lists=body.disabled_lists,
    )
