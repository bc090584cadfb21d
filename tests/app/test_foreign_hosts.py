"""Hostile hosts in the settings over HTTP: refused by their field, nothing saved, and nobody else connected to."""

from collections.abc import Iterator

import pytest

from tests.app.client import Api, refused
from tests.app.conftest import Parts
from tests.app.settings_values import settings_body
from tests.hostile_hosts import HOSTILE
from tests.sockets import opened_sockets

NOT_YET_KNOWN = ""
"""The empty host is no host yet, and may be saved while synchronization is off."""


@pytest.fixture(autouse=True)
def _nobody_else(api: Api, parts: Parts) -> Iterator[None]:
    with opened_sockets() as seen:
        yield
    assert seen <= {api.url.partition("://")[2]}
    assert parts.settings.current("demo").version == 1


@pytest.mark.parametrize("host", [host for host in HOSTILE if host != NOT_YET_KNOWN])
def test_no_hostile_host_gets_into_the_settings(api: Api, host: str) -> None:
    given = {"salesforce_host": host.format(good="acme.my.salesforce.com")}
    answer = api.put("/settings", settings_body(enabled=False, connection=given), If_Match='"v1"')
    problem = refused(answer)
    if problem["code"] != "body_invalid":  # NUL is refused wherever it stands
        assert [error["field"] for error in problem["errors"]] == ["connection.salesforce_host"]
        assert "acme.my.salesforce.com" in problem["errors"][0]["message"]
    assert b"evil" not in answer.body


@pytest.mark.parametrize("name", ["intacct_host", "intacct_url", "intacct_endpoint", "intacct_origin", "endpoint"])
def test_nobody_can_name_a_host_of_intacct(api: Api, name: str) -> None:
    for host in HOSTILE:
        given = {name: host.format(good="api.intacct.com").replace("\0", "")}
        problem = refused(api.put("/settings", settings_body(connection=given), If_Match='"v1"'))
        assert [error["field"] for error in problem["errors"]] == [f"connection.{name}"]
