"""The command line's settings, credentials, check and audit, against the served API."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
import yaml

from chalicelib.core.connection_check import OrganizationSeen
from chalicelib.core.errors import TryAgain
from dev.emulators.oidc.app import CLIENT_ID, OidcStandIn
from passerelle.api import ApiError
from passerelle.sign_in import SCOPE, sign_in
from tests.app.command_line import CommandLine
from tests.app.conftest import Parts
from tests.app.settings_values import CONNECTION, INTACCT_CREDENTIALS, pem


def test_settings_are_shown_as_yaml_that_can_be_given_back(run: CommandLine, tmp_path: Path, parts: Parts) -> None:
    shown = run("settings", "show")
    assert shown.code == 0
    assert yaml.safe_load(shown.out)["page_size"] == 4000
    file = tmp_path / "settings.yaml"
    file.write_text(yaml.safe_dump({"page_size": 500, "connection": {**CONNECTION, "intacct_company": "été"}}))
    done = run("settings", "set", "--file", str(file))
    assert (done.code, done.out) == (0, "Saved as version 2.\n")
    file.write_text(run("settings", "show").out)
    assert run("settings", "set", "--file", str(file)).out == "Nothing changed.\n"
    saved = parts.settings.current("demo")
    assert (saved.page_size, saved.connection.intacct_company) == (500, "été")


def test_members_are_set_by_name_and_the_others_stay(run: CommandLine, parts: Parts) -> None:
    values = [f"connection.{name}={value}" for name, value in CONNECTION.items() if value]
    assert run("settings", "set", "page_size=500", "disabled_lists=[department]", *values).code == 0
    assert run("settings", "set", "enabled=false").code == 0
    saved = parts.settings.current("demo")
    assert (saved.enabled, saved.page_size, saved.disabled_lists) == (False, 500, ("department",))
    assert saved.connection.intacct_company == CONNECTION["intacct_company"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("page_size",), "member=value"),
        (("pagesize=500",), "no member pagesize"),
        (("connection.company=x",), "no member company"),
        (("page_size.x=1",), "no member page_size.x"),
        (("page_size=[",), "no YAML"),
        (("enabled=false", "page_size=1"), "page_size: Choose a whole number from 100 to 4,000."),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_is_changed(
    run: CommandLine, parts: Parts, arguments: tuple[str, ...], says: str
) -> None:
    done = run("settings", "set", *arguments)
    assert done.code == 2
    assert says in done.err
    assert parts.settings.current("demo").version == 1


def test_recipients_are_invited_again_and_confirmed_without_a_token(run: CommandLine, parts: Parts) -> None:
    run("settings", "set", "enabled=false")
    parts.invitations.trouble = TryAgain("mail_away", "SES can't be reached.")
    done = run("settings", "set", "recipients=[finance@example.com]")
    assert done.code == 0
    assert "was not sent" in done.err
    parts.invitations.trouble = None
    assert run("settings", "invite", "finance@example.com").code == 0
    [invitation] = parts.invitations.sent
    done = run("confirm", invitation.token, person="")
    assert (done.code, "finance@example.com" in done.out) == (0, True)
    assert parts.settings.current("demo").recipients == ("finance@example.com",)
    assert run("confirm", invitation.token, person="").code == 2


@pytest.mark.parametrize(
    ("system", "typed", "stored"),
    [
        ("intacct", yaml.safe_dump(INTACCT_CREDENTIALS), INTACCT_CREDENTIALS),
        ("intacct", "abc.app.sage.com\ncanary-0123456789abcdef\n", INTACCT_CREDENTIALS),
        ("salesforce", f"3MVG9\n{pem()}", {"consumer_key": "3MVG9", "private_key": pem()}),
        ("salesforce", yaml.safe_dump({"consumer_key": "3MVG9", "private_key": pem()}), None),
    ],
)
def test_credentials_come_from_standard_input(
    run: CommandLine, parts: Parts, system: str, typed: str, stored: dict[str, str] | None
) -> None:
    done = run("secrets", "put", system, typed=typed)
    assert done.code == 0, done.err
    assert parts.secrets.get("demo", system) == (stored or {"consumer_key": "3MVG9", "private_key": pem()})
    assert "canary" not in done.out + done.err
    shown = run("secrets", "show").out
    assert f"{system}: replaced 2026-11-24" in shown


def test_credentials_that_cannot_be_right_are_refused(run: CommandLine) -> None:
    done = run("secrets", "put", "intacct", typed="short\ncanary\n")
    assert done.code == 2
    assert "client_secret" in done.err
    assert "canary" not in done.err


def test_the_check_shows_what_failed_and_ends_in_one(run: CommandLine, parts: Parts) -> None:
    well = run("check")
    assert (well.code, "0 failed" in well.out) == (0, True)
    parts.salesforce_look.org = OrganizationSeen("00D", "Demo", is_sandbox=True)
    done = run("check")
    assert done.code == 1
    assert "FAILED salesforce_environment" in done.out
    assert "What to do:" in done.out
    assert "salesforce_sign_in" not in done.out
    assert "salesforce_sign_in" in run("check", "--all").out


def test_the_audit_trail_is_listed_and_verified(run: CommandLine, parts: Parts) -> None:
    run("settings", "set", "enabled=false")
    done = run("audit")
    assert done.code == 0
    assert "settings.changed" in done.out
    assert run("audit", "--verify").code == 0
    del parts.settings.audit.trails["demo"][0]
    assert run("audit", "--verify").code == 1


def test_commands_that_need_a_token_say_so(run: CommandLine) -> None:
    done = run("settings", "show", person="")
    assert (done.code, done.out, "--token" in done.err) == (2, "", True)


class Browser:
    """Follows the sign-in as a browser does, in a thread of its own."""

    def __init__(self, *before: str) -> None:
        self.before = before
        self.address = ""

    def __call__(self, address: str) -> None:
        self.address = address
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        home = dict(parse_qsl(urlsplit(self.address).query))["redirect_uri"]
        with suppress(requests.ConnectionError):  # nobody listens any more, once the sign-in has ended
            for path in self.before:
                requests.get(home + path, timeout=10)
            requests.get(f"{self.address}&login_hint=camille", timeout=10)


@pytest.fixture
def issuer() -> Iterator[str]:
    with OidcStandIn().serve() as running:
        yield running.url


def test_a_person_signs_in_with_a_browser(issuer: str) -> None:
    assert sign_in(issuer, CLIENT_ID, SCOPE, 0, Browser()).count(".") == 2


def test_an_answer_that_is_not_ours_is_passed_over(issuer: str) -> None:
    browser = Browser("?code=stolen&state=forged", "?error=x")
    assert sign_in(issuer, CLIENT_ID, SCOPE, 0, browser).count(".") == 2
    assert "code_challenge_method=S256" in browser.address


def test_a_sign_in_that_only_forgeries_answer_ends_without_a_token(issuer: str) -> None:
    forged = ["?code=stolen&state=forged"] * 4
    with pytest.raises(ApiError, match="without a code"):
        sign_in(issuer, CLIENT_ID, SCOPE, 0, Browser(*forged))
