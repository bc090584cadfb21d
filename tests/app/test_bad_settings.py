"""Bad settings over HTTP: each is refused by its field, with what to do, and nothing is changed."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.app.bad_input import LONG, named, nothing_changed
from tests.app.client import Answer, Api, refused
from tests.app.conftest import Parts
from tests.app.settings_values import settings_body


def save(api: Api, version: int = 1, **changes: Any) -> Answer:
    return api.put("/settings", settings_body(**changes), If_Match=f'"v{version}"')


class TestSalesforceHost:
    @pytest.mark.parametrize(
        "host",
        [
            "evil.example/a?x=",
            "evil.example#",
            "user:pw@evil.example/",
            "evil.example\\",
            "login.salesforce.com.evil.example",
            "169.254.169.254/latest?",
            "localhost",
            "[::1]",
            "0x7f000001",
            "2130706433",
            "my.salesforce.com",
            "my.salesforce.com.",
            "ＭＹ.salesforce.com",
            "xn--acme.my.salesforce.com",
            "a" * 64 + ".my.salesforce.com",
            "a" * 64,
            "-bad-",
            "-bad-.my.salesforce.com",
            "acme.my.salesforce.com:443",
            "acme.my.salesforce.com:8443",
            "acme.my.salesforce.com\r\nX: y",
            "acme.my.salesforce.com\n",
            "acme .my.salesforce.com",
            " acme.my.salesforce.com",
            "salesforce.com",
            "salesforce.com.",
            "login.salesforce.com",
            "https://acme.my.salesforce.com",
            LONG,
        ],
    )
    def test_what_is_no_my_domain_is_refused(self, api: Api, parts: Parts, host: str) -> None:
        answer = save(api, enabled=False, connection={"salesforce_host": host})
        [message] = named(answer, ["connection.salesforce_host"])
        assert "acme.my.salesforce.com" in message
        nothing_changed(parts)

    def test_none_at_all_is_refused_while_synchronization_is_on(self, api: Api, parts: Parts) -> None:
        [message] = named(save(api, connection={"salesforce_host": ""}), ["connection.salesforce_host"])
        assert "before synchronization is switched on" in message
        nothing_changed(parts)

    @pytest.mark.parametrize(
        ("host", "environment"),
        [("acme.my.salesforce.com", "sandbox"), ("acme--uat.sandbox.my.salesforce.com", "production")],
    )
    def test_a_sandbox_is_no_production(self, api: Api, parts: Parts, host: str, environment: str) -> None:
        connection = {"salesforce_host": host, "environment": environment}
        named(save(api, connection=connection), ["connection.environment"])
        nothing_changed(parts)


class TestIntacctHost:
    """There is no such setting; what a deployment may name is tested in tests/contract/test_http_hosts.py."""

    @pytest.mark.parametrize(
        "host",
        [
            "http://api.intacct.com/",
            "https://intacct.com.evil/",
            "https://api.intacct.com@evil/",
            "https://api.intacct.com:8443/",
            "https://api.intacct.com/../../evil",
            "https://api.intacct.com/",
        ],
    )
    @pytest.mark.parametrize("member", ["intacct_host", "intacct_url", "endpoint"])
    def test_a_host_of_intacct_is_nothing_that_can_be_set(self, api: Api, parts: Parts, member: str, host: str) -> None:
        named(save(api, connection={member: host}), [f"connection.{member}"])
        nothing_changed(parts)


class TestNumbers:
    @pytest.mark.parametrize("member", ["page_size", "concurrency", "quota_stop_percent"])
    @pytest.mark.parametrize("value", [0, -1, 10**9, 10**17])
    def test_a_number_out_of_its_range_is_refused_with_the_range(
        self, api: Api, parts: Parts, member: str, value: int
    ) -> None:
        [message] = named(save(api, **{member: value}), [member])
        assert message.startswith("Choose a whole number from ")
        nothing_changed(parts)

    @pytest.mark.parametrize("value", ["500", 1.5, None, True, [500]])
    def test_what_is_no_whole_number_is_refused(self, api: Api, parts: Parts, value: object) -> None:
        named(save(api, page_size=value), ["page_size"])
        nothing_changed(parts)


class TestRecipients:
    BAD = (
        "",
        "a@b",
        "a@b.com,evil@x",
        "a@b.com;evil@x.com",
        '"a\r\nBcc:x"@b.com',
        "a@b.com\r\nBcc: evil@x.com",
        "a@" + "b" * 300 + ".com",
        "a" * 300 + "@b.com",
        "a@exämple.com",
        "ä@b.com",
        "a@[127.0.0.1]",
        "=?utf-8?q?a=0d=0aBcc:x?=",
        "=?utf-8?q?a=0d=0aBcc:x?= <a@b.com>",
        "A <a@b.com>",
        " a@b.com",
    )

    @pytest.mark.parametrize("address", BAD)
    def test_what_is_no_plain_address_is_refused_and_nobody_is_invited(
        self, api: Api, parts: Parts, address: str
    ) -> None:
        named(save(api, recipients=["finance@example.com", address]), ["recipients"])
        nothing_changed(parts)

    @pytest.mark.parametrize("address", ["a@b", "a@b.com\r\nBcc: evil@x.com", "x" * 255])
    def test_nobody_is_invited_who_is_no_recipient(self, api: Api, parts: Parts, address: str) -> None:
        named(api.post("/recipients/invite", {"address": address}), ["address"])
        nothing_changed(parts)

    def test_too_many_are_refused(self, api: Api, parts: Parts) -> None:
        many = [f"a{number}@example.com" for number in range(21)]
        named(save(api, recipients=many), ["recipients"])
        nothing_changed(parts)


class TestCompanyName:
    @pytest.mark.parametrize("member", ["intacct_company", "intacct_user", "intacct_entity"])
    @pytest.mark.parametrize(
        "name",
        [
            "<script>alert(1)</script>",
            "<script>",
            "=cmd|'/C calc'!A0",
            "=1+1",
            LONG,
            "acme\u202eemca",
            "\u200facme",
            "ac\u200bme",
            "acme\u2066",
            "\ufeffacme",
            "acme\u0007",
            "acme demo",
            "a@b",
            'a"b',
        ],
    )
    def test_a_name_that_is_no_id_is_refused(self, api: Api, parts: Parts, member: str, name: str) -> None:
        [message] = named(save(api, connection={member: name}), [f"connection.{member}"])
        assert "Enter the id alone" in message
        nothing_changed(parts)

    @pytest.mark.parametrize("name", ["acme", "Acme-DEMO_1.2", "été", "שלום", "O'Neil&Co", "-7"])
    def test_letters_of_any_language_are_taken(self, api: Api, parts: Parts, name: str) -> None:
        assert save(api, connection={"intacct_company": name}).status == 200
        assert parts.settings.current("demo").connection.intacct_company == name


class TestStaleVersion:
    """Each of these stands on the version of the settings that was read, and writes over no newer one."""

    CHANGES: Mapping[str, tuple[str, dict[str, Any]]] = {
        "settings": ("/settings", settings_body(page_size=600)),
        "account details": ("/account-details", {"shown": True, "fields": ["Name"]}),
        "the switch of field maps": ("/field-map", {"enabled": True}),
        "a field map": (
            "/field-maps/department",
            {"rows": [{"intacct": "reportTitle", "salesforce": "Report_Title__c"}]},
        ),
    }

    @pytest.mark.parametrize("name", CHANGES)
    def test_a_change_of_what_somebody_changed_since_is_refused(self, api: Api, parts: Parts, name: str) -> None:
        path, body = self.CHANGES[name]
        assert save(api, mode="basic", page_size=500).status == 200
        before = parts.settings.current("demo")
        problem = refused(api.put(path, body, If_Match='"v1"'), 412)
        assert problem["code"] == "settings_changed"
        assert "again" in problem["remedy"]
        assert parts.settings.current("demo") == before

    @pytest.mark.parametrize("name", ["settings", "the switch of field maps", "a field map"])
    def test_a_change_that_does_not_say_what_it_changes_is_refused(self, api: Api, parts: Parts, name: str) -> None:
        path, body = self.CHANGES[name]
        assert refused(api.put(path, body), 428)["code"] == "if_match_missing"
        nothing_changed(parts)

    @pytest.mark.parametrize("tag", ["*", "v1", '"1"', 'W/"v1"', '"v1", "v2"', '"v01"', '"v-1"', '"v99999999999"'])
    @pytest.mark.parametrize("name", CHANGES)
    def test_a_version_that_was_never_told_is_refused(self, api: Api, parts: Parts, name: str, tag: str) -> None:
        path, body = self.CHANGES[name]
        named(api.put(path, body, If_Match=tag), ["If-Match"])
        nothing_changed(parts)
