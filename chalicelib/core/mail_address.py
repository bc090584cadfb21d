"""Which addresses a mail may go to: plain ones, that can smuggle neither a header nor a second recipient."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@)(?=.{{1,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")


def is_plain_address(text: str) -> bool:
    """Whether this is one ASCII address with a dotted domain (RFC 5321, no quotes), and so fit for a header."""
    return _ADDRESS.fullmatch(text) is not None
