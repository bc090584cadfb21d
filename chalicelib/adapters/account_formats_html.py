"""Rich text and formula links: cleaned to a handful of tags, and the same as plain text.

Salesforce stores what people typed and leaves the cleaning to whoever shows it.
"""

import re
from html import escape, unescape

import nh3

from chalicelib.adapters.account_formats_links import url
from chalicelib.adapters.account_formats_text import plain
from chalicelib.core.account_state import FieldState, ShownValue

TAGS = frozenset({"a", "b", "br", "em", "i", "li", "ol", "p", "strong", "u", "ul"})
_DROPPED_WHOLE = {"script", "style", "template", "title", "noscript", "iframe", "textarea", "svg", "math"}
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</p>|</li>|</ul>|</ol>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


def rich_text(value: str, image: str) -> ShownValue:
    """``image`` stands where a picture was: Salesforce's need a session of theirs. Raises TypeError on no text."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    # Before the cleaning, so that nothing this puts in escapes it.
    named = _IMAGE.sub(lambda match: escape(_alt(match[0]) or image), value)
    html = nh3.clean(
        plain(named),
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes={"a": {"href"}},
        attribute_filter=_only_web_addresses,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
        url_relative="deny",
    )
    text = _text(html)
    return ShownValue(text, html=html) if text else ShownValue(state=FieldState.EMPTY)


def _only_web_addresses(_tag: str, attribute: str, value: str) -> str | None:
    """The same rule for a link in a text as for a field that holds one; ``//host`` is no absolute address."""
    if attribute != "href":
        return value
    return value if value.lower().startswith(("http://", "https://")) and url(value).href else None


def _alt(tag: str) -> str:
    match = _ALT.search(tag)
    return unescape(match[1] or match[2] or "").strip() if match else ""


def _text(html: str) -> str:
    text = unescape(nh3.clean(_BREAK.sub("\n", html), tags=set(), attributes={}))
    lines = "\n".join(" ".join(line.split()) for line in plain(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip()
