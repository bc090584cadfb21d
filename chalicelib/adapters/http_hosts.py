"""The hosts that the product may talk to: the vendors' own, whatever anybody enters in the settings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.core.errors import BadRequest, FieldError

# A label of a host name; punycode is refused, for it can look like any other name.
_LABEL = r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The partitions that an org's My Domain can lie in, none for production:
# https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_mydomainsettings.htm
_PARTITIONS = ("demo", "develop", "free", "patch", "sandbox", "scratch", "trailblaze")
_MY_DOMAIN_SUFFIXES = ("my.salesforce.com", "my.salesforce.mil")
_LOGIN_HOSTS = ("login.salesforce.com", "test.salesforce.com")

_MY_DOMAIN = rf"{_LABEL}\.(?:(?:{'|'.join(_PARTITIONS)})\.)?(?:{'|'.join(map(re.escape, _MY_DOMAIN_SUFFIXES))})"
MY_DOMAIN_HOST = re.compile(_MY_DOMAIN)
SALESFORCE_HOST = re.compile(rf"{_MY_DOMAIN}|{'|'.join(map(re.escape, _LOGIN_HOSTS))}")
INTACCT_HOST = re.compile(rf"{_LABEL}\.intacct\.com")

# Host and port end before the first "/" or "?": no user name, backslash or fragment can stand between.
_ORIGIN = re.compile(r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(?P<port>:[0-9]{1,5})?)(?=[/?]|\Z)")


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """A vendor's hosts over https on the usual port, and ``extra_origins`` (``http://127.0.0.1:5001``) exactly.

    Extra origins come from the deployment alone, never from a tenant's settings.
    """

    pattern: re.Pattern[str]
    extra_origins: frozenset[str] = frozenset()

    def allow(self, url: str) -> bool:
        """Whether a request may be sent to this address."""
        match = _ORIGIN.match(url)
        if match is None:
            return False
        if match["origin"] in self.extra_origins:
            return True
        usual = match["scheme"] == "https" and match["port"] in (None, ":443")
        return usual and self.pattern.fullmatch(match["host"]) is not None


def parse_salesforce_host(text: str, field: str = "connection.salesforce_host") -> str:
    """The My Domain host of an org in lower case. Raises BadRequest that names ``field``."""
    # Upper and lower case are one for hosts; only ASCII is folded, so that look-alikes stay what they are.
    host = text.lower() if text.isascii() else text
    if not MY_DOMAIN_HOST.fullmatch(host):
        remedy = "Enter the My Domain of the org alone, such as acme.my.salesforce.com."
        wrong = (FieldError(field, remedy),)
        raise BadRequest("host_not_allowed", "This is not a host to connect to.", remedy=remedy, errors=wrong)
    return host


def salesforce_origin(text: str, extra_origins: Iterable[str] = ()) -> str:
    """Where the org of this host is reached, as ``https://acme.my.salesforce.com``. Raises BadRequest."""
    local = next((origin for origin in extra_origins if text and origin.partition("://")[2] == text), None)
    return local or f"https://{parse_salesforce_host(text)}"


def salesforce_host(text: str, extra_origins: Iterable[str] = ()) -> str:
    """The host as settings keep it, such as ``acme.my.salesforce.com``. Raises BadRequest as ``salesforce_origin``."""
    return salesforce_origin(text, extra_origins).partition("://")[2]
