"""A connection in memory in which all is well, until a test spoils a part of it."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from chalicelib.core.lists import parse_catalogue
from chalicelib.core.settings import AccountDetails, Connection, Settings
from chalicelib.usecases.connection import ConnectionReport, check_connection
from chalicelib.usecases.connection_desk import ConnectionDesk
from dev.fakes import SET_UP, FakeClock, FakeSettingsStore
from dev.fakes.inspections import FakeIntacctLook, FakeSalesforceLook, FakeSenderLook, ready_for

CATALOGUE = parse_catalogue(tomllib.loads((Path(__file__).parents[2] / "chalicelib" / "lists.toml").read_text()))
CLASS = "Intacct_Class__c"


class Bench:
    """A connection in which all is well; tests spoil parts of it and check."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.settings = Settings(
            enabled=True,
            connection=Connection("demo-company", "bridge", salesforce_host="acme.my.salesforce.com"),
            account_details=AccountDetails(shown=True),
        )
        self.intacct = FakeIntacctLook("demo-company")
        self.salesforce = FakeSalesforceLook(ready_for(CATALOGUE.lists))
        self.sender = FakeSenderLook()

    def report(self) -> ConnectionReport:
        store = FakeSettingsStore()
        store.save("demo", self.settings, 0, SET_UP)
        desk = ConnectionDesk(
            catalogue=CATALOGUE,
            settings=store,
            clock=self.clock,
            intacct=lambda _tenant, _settings: self.intacct,
            salesforce=lambda _tenant, _settings: self.salesforce,
            sender=lambda: self.sender,
        )
        return check_connection(desk, "demo")

    def sobject(self, name: str, **changes: object) -> None:
        self.salesforce.objects[name] = replace(self.salesforce.objects[name], **changes)  # type: ignore[arg-type]

    def column(self, name: str, **changes: Any) -> None:
        """Change one column of the classes."""
        fields = dict(self.salesforce.objects[CLASS].fields)
        fields[name] = replace(fields[name], **changes)
        self.sobject(CLASS, fields=fields)

    def without(self, name: str, object_name: str = CLASS) -> None:
        fields = {key: seen for key, seen in self.salesforce.objects[object_name].fields.items() if key != name}
        self.sobject(object_name, fields=fields)
