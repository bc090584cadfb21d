"""Telephone numbers, e-mail addresses and web addresses: the text as it is, and a link only where it is safe."""

import re
from urllib.parse import quote, urlsplit

from babel import Locale

from chalicelib.adapters.account_formats_text import plain
from chalicelib.core.account_state import ShownValue

_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(
    r"(?P<number>\+?[\d\s().\-/\u00a0\u202f]{3,40}?)\s{0,9}(?:(?:ext|poste|x)\.?\s*(?P<extension>\d{1,10}))?", re.I
)
_NORTH_AMERICA = re.compile(r"1?([2-9]\d{2})([2-9]\d{2})(\d{4})")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.IGNORECASE)
_UNFIT_IN_URL = re.compile(r"[\s\\<>\"'`{}|^\x00-\x1f]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
LONGEST_LINK = 2_000


def email(value: str) -> ShownValue:
    text = plain(value)
    return ShownValue(text, href=f"mailto:{quote(text, safe='@')}" if _EMAIL.fullmatch(text) else None)


def phone(value: str, locale: Locale) -> ShownValue:
    """Ten bare digits are set in groups for viewers in North America; elsewhere they may be of any country."""
    text = plain(value)
    match = _PHONE.fullmatch(text.strip())
    if match is None:
        return ShownValue(text)
    digits = re.sub(r"\D", "", match["number"])
    plus = "+" if match["number"].startswith("+") else ""
    extension = f";ext={match['extension']}" if match["extension"] else ""
    href = f"tel:{plus}{digits}{extension}" if len(digits) >= 3 else None
    return ShownValue(_grouped(text, locale), href=href)


def url(value: str, *, linked: bool = True) -> ShownValue:
    """Salesforce's own pages put ``http://`` before an address without a scheme, and so must this."""
    text = plain(value)
    return ShownValue(text, href=_safe_url(text.strip()) if linked else None)


def _grouped(text: str, locale: Locale) -> str:
    match = _NORTH_AMERICA.fullmatch(text) if locale.territory in ("CA", "US") else None
    return f"({match[1]}) {match[2]}-{match[3]}" if match else text


def _safe_url(text: str) -> str | None:
    """An absolute web address whose host is the one that is read: no user before it, no odd characters in it."""
    if len(text) > LONGEST_LINK or _UNFIT_IN_URL.search(text):
        return None
    address = text if _SCHEME.match(text) else f"http://{text}"
    try:
        parts = urlsplit(address)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host) or not port_fits:
        return None
    return address
