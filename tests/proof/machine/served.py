"""The simulated world behind the real routes, served over HTTP, and its people."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from chalice.app import Chalice

from chalicelib.core.notice import Hook
from chalicelib.core.run import Run
from chalicelib.core.settings import Connection, Settings
from chalicelib.routes.door import open_door
from dev.http import serve, wsgi
from tests.app.client import Api
from tests.app.conftest import Parts, Replaceable
from tests.app.token_maker import claims, token
from tests.proof.machine.orders import Orders
from tests.proof.simulator.catalogue import DEPARTMENT
from tests.proof.simulator.reach import Reach
from tests.proof.simulator.scenario import Scenario
from tests.proof.simulator.simulation import TENANTS, Simulation
from tests.proof.simulator.watch import Watch

SCENARIO = Scenario(
    list=DEPARTMENT, tenants=2, rows=104, page_size=100, gone_rows=1, invalid_rows=1, linked_share=0.9, equal_share=0.9
)
"""Two ranges of the smallest pages that settings allow, in each of two tenants with the same keys."""
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    tenant: {"tenant": tenant, "sub": f"{tenant}-1", "name": f"{tenant} admin 1", "email": f"admin1@{tenant}.example"}
    for tenant in TENANTS
}


class House:
    """Two tenants whose administrators call over HTTP. ``sim`` is what stands behind the routes."""

    def __init__(self, reach: Reach) -> None:
        self.orders = Orders()
        self.sim = Simulation(Random(1), SCENARIO, self.orders, reach)
        self.watch = Watch(self.sim)
        for tenant in TENANTS:
            connection = Connection(tenant, "bridge", "", f"{tenant}.my.salesforce.com")
            known = replace(self.sim.settings.current(tenant), connection=connection, recipients=(team_of(tenant),))
            self.sim.save_settings(tenant, known)
            self.sim.hooks.issue(address_of(tenant), Hook(tenant, self.sim.clock.now()))
        url, built = _served()
        built.parts = _Behind(self.sim)
        self.apis = {tenant: _api(url, tenant) for tenant in TENANTS}
        self.outside = Api(url, "")

    # What stands behind the routes, for those who judge

    def run(self, tenant: str, run_id: str) -> Run | None:
        run: Run | None = self.sim.runs.get(tenant, run_id)
        return run

    def under_way(self, tenant: str, list_key: str) -> Run | None:
        active = (self.run(owner, run_id) for owner, run_id in self.sim.runs.active() if owner == tenant)
        return next((run for run in active if run and run.list == list_key), None)

    def settings(self, tenant: str) -> Settings:
        settings: Settings = self.sim.settings.current(tenant)
        return settings

    def keeps_row(self, tenant: str, list_key: str, record_key: str) -> bool:
        return record_key in self.sim.notices.lists[tenant, list_key].rows

    def all_that_is_kept(self) -> str:
        """Everything in stores and queues and every mail, the vault apart."""
        sim = self.sim
        return repr((sim.mailer.sent, sim.runs.tables, sim.postbox.letters, sim.settings.versions, sim.notices.lists))


def address_of(tenant: str) -> str:
    """The last part of the address that the tenant's notices go to."""
    return tenant.ljust(43, "-")


def team_of(tenant: str) -> str:
    """Who gets the mails besides whoever pressed."""
    return f"team@{tenant}.example"


class _Behind(Parts):
    """What the routes are built on, in place of the fakes of the other tests: the ports of the simulation."""

    def __init__(self, sim: Simulation) -> None:
        super().__init__()
        self.world, self.notice_desk = sim.world, sim.desk
        self.settings_desk = replace(
            self.settings_desk,
            catalogue=sim.world.catalogue,
            settings=sim.world.settings,
            audit=sim.settings.audit,
            secrets=sim.secrets,
            clock=sim.clock,
        )


@cache
def _served() -> tuple[str, Replaceable]:
    """One server for all examples: it ends with the process."""
    app, built = Chalice(app_name="under-test", configure_logs=False), Replaceable()
    open_door(app, built)
    return serve(wsgi(app)).url, built


def _api(url: str, tenant: str) -> Api:
    api = Api(url, "")
    api.token = token(claims(**PEOPLE[tenant]))
    return api
