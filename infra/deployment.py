"""What an operator decides about a deployment: read from the CDK context, checked before anything is built."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chalicelib.wiring import Wiring

_URL = re.compile(r"https://[a-z0-9.-]+(?:/[A-Za-z0-9/_-]*)?")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_TENANT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_ARCHITECTURES = ("arm64", "x86_64")


@dataclass(frozen=True, slots=True)
class Deployment:
    """``issuer`` with ``audience`` names the operator's own OpenID provider; without it a Cognito pool is made.

    ``certificate_arn`` asks for the custom domain of ``console_url``. ``environment`` is handed to every function.
    ``lists`` is a file with the operator's own managed lists, packed with the functions; a mistake in it is named here.
    ``firewall`` "no" leaves AWS WAF out, which costs some 10 USD a month.
    Raises ValueError that names the first value that can't be.
    """

    console_url: str
    mail_from: str
    tenants: tuple[str, ...] = ()
    alarm_email: str = ""
    certificate_arn: str = ""
    issuer: str = ""
    audience: str = ""
    client_id: str = ""
    architecture: str = "arm64"
    firewall: str = "yes"
    lists: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _demand(_URL.fullmatch(self.console_url), "console_url", "an https address such as https://sync.example.com")
        _demand(_ADDRESS.fullmatch(self.mail_from), "mail_from", "an address in a domain of yours")
        _demand(all(map(_TENANT.fullmatch, self.tenants)), "tenants", "names of a-z, 0-9, - and _, commas between")
        _demand(not self.alarm_email or _ADDRESS.fullmatch(self.alarm_email), "alarm_email", "an address, or nothing")
        _demand(bool(self.issuer) == bool(self.audience), "issuer and audience", "both, or neither")
        _demand(self.architecture in _ARCHITECTURES, "architecture", " or ".join(_ARCHITECTURES))
        _demand(not self.lists or Path(self.lists).is_file(), "lists", "a file that is there, or nothing")
        _demand(self.firewall in ("yes", "no"), "firewall", "yes or no")
        self._try_out()

    def _try_out(self) -> None:
        """Let the product read what it will be handed: a mistake would only show when somebody opens a page.

        Raises what the product raises, with the value's name.
        """
        needed = {"PASSERELLE_ISSUER": "https://unknown.example.com", "PASSERELLE_AUDIENCE": "unknown"}
        lists = {"PASSERELLE_LISTS": str(Path(self.lists).absolute())} if self.lists else {}
        wiring = Wiring({**needed, **self.environment, **lists})
        _ = wiring.catalogue, wiring.console, wiring.number("PASSERELLE_STARTS_AN_HOUR", 1)

    @property
    def mail_domain(self) -> str:
        return self.mail_from.rpartition("@")[2]

    @property
    def host(self) -> str:
        return self.console_url.removeprefix("https://").partition("/")[0]


def from_context(context: Callable[[str], Any]) -> Deployment:
    """Read each value of the CDK context by its name; lists are texts with commas, as ``-c`` can give no others."""
    texts = ("alarm_email", "certificate_arn", "issuer", "audience", "client_id", "architecture", "firewall", "lists")
    given = {name: str(value) for name in texts if (value := context(name))}
    return Deployment(
        console_url=str(context("console_url") or ""),
        mail_from=str(context("mail_from") or ""),
        tenants=tuple(filter(None, str(context("tenants") or "").split(","))),
        environment=_pairs(str(context("environment") or "")),
        **given,
    )


def _pairs(text: str) -> dict[str, str]:
    """``NAME=value;OTHER=value``: values may hold commas and equal signs."""
    return {name: value for pair in filter(None, text.split(";")) for name, _, value in [pair.partition("=")]}


def _demand(right: object, name: str, what: str) -> None:
    if not right:
        raise ValueError(f"CDK context: {name} must be {what}. See docs/operating.md.")
