"""What the connection check looks at, in memory: all as it should be, until a test changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.core.connection_check import CallsLeft, FieldSeen, ObjectSeen, OrganizationSeen, SenderSeen
from chalicelib.core.errors import Problem
from chalicelib.core.list_check import columns_written
from chalicelib.core.lists import KEY_FIELD, ManagedList

COLUMN = FieldSeen("string", createable=True, updateable=True)
KEY = FieldSeen("string", True, True, external_id=True, unique=True, case_sensitive=True)


@dataclass(slots=True)
class FakeIntacctLook:
    """Fulfils the port ``IntacctInspection``; ``trouble`` keeps it from signing in."""

    company_id: str = ""
    is_restricted: bool = False
    currency_codes: tuple[str, ...] | None = ("EUR",)
    ahead: timedelta | None = timedelta(0)
    trouble: Problem | None = None
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By list."""

    def company(self) -> str:
        if self.trouble:
            raise self.trouble
        return self.company_id

    def restricted(self) -> bool:
        return self.is_restricted

    def currencies(self) -> tuple[str, ...] | None:
        return self.currency_codes

    def missing_fields(self, managed_list: ManagedList) -> tuple[str, ...]:
        return self.missing.get(managed_list.key, ())

    def skew(self) -> timedelta | None:
        return self.ahead


@dataclass(slots=True)
class FakeSalesforceLook:
    """Fulfils the port ``SalesforceInspection``; ``described`` counts the calls of ``describe`` by object."""

    objects: dict[str, ObjectSeen] = field(default_factory=dict)
    org: OrganizationSeen = field(default_factory=lambda: OrganizationSeen("00D000000000001AAA", "Demo", False))
    left: CallsLeft = field(default_factory=lambda: CallsLeft(90_000, 100_000))
    ahead: timedelta | None = timedelta(0)
    trouble: Problem | None = None
    described: list[str] = field(default_factory=list)

    def organization(self) -> OrganizationSeen:
        if self.trouble:
            raise self.trouble
        return self.org

    def calls_left(self) -> CallsLeft:
        return self.left

    def describe(self, object_name: str) -> ObjectSeen | None:
        self.described.append(object_name)
        return self.objects.get(object_name)

    def skew(self) -> timedelta | None:
        return self.ahead


@dataclass(slots=True)
class FakeSenderLook:
    """Fulfils the port ``SenderInspection``."""

    seen: SenderSeen = field(default_factory=lambda: SenderSeen("passerelle@example.com", True))

    def sender(self) -> SenderSeen:
        return self.seen


def ready_for(lists: Iterable[ManagedList]) -> dict[str, ObjectSeen]:
    """The objects that these lists need, and an Account."""
    columns: dict[str, dict[str, FieldSeen]] = {"Account": {"Intacct_Customer_Id__c": COLUMN}}
    for one in lists:
        wanted = {name: KEY if name == KEY_FIELD else COLUMN for name in columns_written(one)}
        columns.setdefault(one.salesforce, {}).update(wanted)
    return {name: ObjectSeen(True, True, fields) for name, fields in columns.items()}
