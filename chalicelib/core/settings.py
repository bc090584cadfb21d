"""Settings of one tenant: versions never change, a run keeps the version that it began with."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.core.fieldmap import FieldMaps
from chalicelib.core.run import Mode


class IntegrationMode(StrEnum):
    ADVANCED = "advanced"
    BASIC = "basic"


class GonePolicy(StrEnum):
    """What happens in Salesforce to rows that are gone from Intacct. They are never deleted."""

    REPORT = "report"
    INACTIVATE = "inactivate"


class Environment(StrEnum):
    PRODUCTION = "production"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Connection:
    """The pair of one Intacct company and one Salesforce org; secrets stand elsewhere.

    ``intacct_entity`` is "" for the top level; an entity makes every run a partial one.
    """

    intacct_company: str = ""
    intacct_user: str = ""
    intacct_entity: str = ""
    salesforce_host: str = ""
    salesforce_user: str = ""
    environment: Environment = Environment.PRODUCTION


@dataclass(frozen=True, slots=True)
class Schedule:
    """A list (or ``all``) is resynced by itself; ``core.timetable`` reads ``when``, in hours of ``time_zone``."""

    list: str
    when: str
    time_zone: str = "UTC"
    mode: Mode = Mode.CHANGES


@dataclass(frozen=True, slots=True)
class Invited:
    """An address that no run's mail goes to before its owner has sent back the token, of which we keep the hash."""

    address: str
    token_hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """The tab of an Intacct customer: which Account fields, for whom, and how a customer's Account is found.

    ``reader_fields`` None lets readers see all that is chosen. ``currency`` is the ISO code of an org with one
    currency only: such an org does not tell it ("" shows amounts without).
    """

    shown: bool = False
    fields: tuple[str, ...] = ()
    link_field: str = "Intacct_Customer_Id__c"
    reader_fields: tuple[str, ...] | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """``page_size`` is rows per Intacct call; Salesforce calls stop at ``quota_stop_percent`` of the day's quota.

    ``recipients`` are the further addresses of a run's mail, every one confirmed by its owner; ``invited`` are not yet.
    """

    version: int = 0
    enabled: bool = False
    mode: IntegrationMode = IntegrationMode.ADVANCED
    connection: Connection = field(default_factory=Connection)
    language: str = "en"
    recipients: tuple[str, ...] = ()
    invited: tuple[Invited, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    page_size: int = 4000
    concurrency: int = 5
    include_private: bool = True
    gone_policy: GonePolicy = GonePolicy.REPORT
    quota_stop_percent: int = 80
    disabled_lists: tuple[str, ...] = ()
    account_details: AccountDetails = field(default_factory=AccountDetails)
    field_maps: FieldMaps = field(default_factory=FieldMaps)
