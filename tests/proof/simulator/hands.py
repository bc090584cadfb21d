"""One version of the product's code at work, on the ground of a simulation.

This module, ``lines`` and the worker are loaded a second time with the next version's code (``later``): what comes in
and goes out is plain, or is asked for its members only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from chalicelib.adapters.dynamodb import DynamoRuns
from chalicelib.adapters.dynamodb_audit import DynamoAudit
from chalicelib.adapters.dynamodb_hooks import DynamoHooks
from chalicelib.adapters.dynamodb_leases import DynamoLeases
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.dynamodb_schedules import DynamoSchedules
from chalicelib.adapters.dynamodb_settings import DynamoSettings
from chalicelib.adapters.dynamodb_table import Table
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.mail_events import parse_mail_event
from chalicelib.adapters.tasks import body_of, parse_task
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.audit import Deed
from chalicelib.core.errors import Problem, TryAgain
from chalicelib.core.lists import parse_catalogue
from chalicelib.core.principal import Principal, Role
from chalicelib.core.run import Mode
from chalicelib.core.settings import Settings
from chalicelib.ports import Intacct, Salesforce
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.notices import Received, take_notice
from chalicelib.usecases.resync.cancel import cancel_run
from chalicelib.usecases.resync.give_up import give_up
from chalicelib.usecases.resync.mail_events import note_mail_event, open_address
from chalicelib.usecases.resync.start import start_run
from chalicelib.usecases.resync.sweep import sweep
from chalicelib.usecases.schedules import tick
from chalicelib.usecases.world import World
from dev.fakes.intacct import FakeIntacct
from dev.fakes.salesforce import FakeSalesforce
from dev.worker import do_task
from tests.proof.simulator.ground import Ground, Passage, Ports
from tests.proof.simulator.lines import Container, DoorSignIn, MeteredLine, SignedLine


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody asks for a run; ``mode`` is spelled as in the API."""

    list: str
    mode: str = "full"
    dry_run: bool = False
    confirm_gone: bool = False
    key: str = ""


def on_table(client: Any, name: str, clock: Any, jitter: Random) -> Ports:
    """This version's stores on a table."""
    table = Table(client, name, clock, jitter)
    return Ports(
        DynamoRuns(table),
        DynamoSettings(table),
        DynamoNotices(table),
        DynamoHooks(table),
        DynamoSchedules(table),
        DynamoLeases(table),
        DynamoAudit(table),
    )


class Hands:
    """What people and functions do, by this version. ``problem`` and ``try_again`` are its kinds of failure."""

    problem = Problem
    try_again = TryAgain

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        stores = ground.ports(on_table)
        self._leases = stores.leases
        self.world = World(
            catalogue=parse_catalogue({"lists": list(ground.lists)}),
            runs=stores.runs,
            settings=stores.settings,
            queue=_Queue(ground),
            mailer=ground.mailer,
            clock=ground.clock,
            intacct=self._intacct,
            salesforce=self._salesforce,
            new_id=ground.new_id,
        )
        self.desk = NoticeDesk(
            world=self.world,
            notices=stores.notices,
            hooks=stores.hooks,
            schedules=stores.schedules,
            secrets=_ContainersSecrets(self._container),
            audit=stores.audit,
            check_signature=check_signature,
            parse_notice=parse_notice,
            new_token=ground.new_id,
        )

    def press(self, tenant: str, number: int, asked: Press) -> bool:
        """Whether the press joined a run that was under way."""
        person, mode = _person(tenant, number), Mode(asked.mode)
        given = asked.list, mode, asked.dry_run, asked.confirm_gone, asked.key
        return start_run(self.world, person, *given).joined

    def cancel(self, tenant: str, run_id: str) -> None:
        cancel_run(self.world, _person(tenant, 1), run_id)

    def sweep(self) -> None:
        sweep(self.world)

    def tick(self) -> None:
        tick(self.desk)

    def take_notice(self, **received: Any) -> str:
        return take_notice(self.desk, Received(**received))

    def note_mail_event(self, body: str) -> None:
        note_mail_event(self.world, parse_mail_event(body))

    def open_address(self, tenant: str, address: str) -> None:
        open_address(self.world, self.desk.audit, _person(tenant, 1), address)

    def change_settings(self, tenant: str, changes: Mapping[str, Any]) -> None:
        """An administrator reads the settings, changes some members and saves the next version. Raises Stale."""
        before: Settings = self.world.settings.current(tenant)
        person = _person(tenant, 1)
        deed = Deed("settings.changed", self.world.clock.now(), person.subject, person.name)
        self.world.settings.save(tenant, replace(before, **changes), before.version, deed)

    def do(self, body: str, seconds: float, dead: bool) -> None:
        """What the function does that a message is for; a ``dead`` one is given up."""
        task = parse_task(body)
        if dead:
            give_up(self.world, task)
        else:
            do_task(self.world, task, self._ground.clock.now() + timedelta(seconds=seconds), self.desk)

    def _intacct(self, tenant: str, settings: Settings) -> Intacct:
        line = self._line("intacct", tenant, settings)
        make = self._ground.intacct or FakeIntacct
        return make(self._ground.company(tenant), settings.include_private, _as_gate(line))

    def _salesforce(self, tenant: str, settings: Settings) -> Salesforce:
        line = self._line("salesforce", tenant, settings)
        meter = self._ground.meters.get(tenant)
        if meter:
            line = MeteredLine(line, meter, settings.quota_stop_percent)
        make = self._ground.salesforce or FakeSalesforce
        return make(self._ground.org(tenant), _as_gate(line))

    def _line(self, system: str, tenant: str, settings: Settings) -> Passage:
        ground = self._ground
        line = ground.noted(system, tenant, settings.version)
        door = ground.doors.get((system, tenant))
        if door is None:
            return line
        return SignedLine(line, DoorSignIn(system, tenant, self._container(), door, ground.gate, ground.clock))

    def _container(self) -> Container:
        ground = self._ground
        container: Container = ground.container(partial(Container, ground.secrets_client, self._leases, ground.clock))
        return container


class _Queue:
    """The port ``Queue`` in this version's words."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def send(self, tasks: Any) -> None:
        bodies = [body_of(task) for task in tasks]
        self._ground.gate.through("queue.send", (bodies,), lambda: self._ground.post(bodies))


class _ContainersSecrets:
    """The port ``Secrets``: those of the process that the present actor runs in."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def __getattr__(self, name: str) -> Any:
        return getattr(self._container().secrets, name)


def _as_gate(line: Passage) -> Any:
    return lambda call, effect: line.through(call, (), effect)


def _person(tenant: str, number: int) -> Principal:
    name = f"{tenant} admin {number}"
    return Principal(tenant, f"{tenant}-{number}", name, f"admin{number}@{tenant}.example", frozenset({Role.ADMIN}))
