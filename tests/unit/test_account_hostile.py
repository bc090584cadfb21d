"""What people and packages put into Salesforce comes out harmless: markup, links, unseen characters."""

import re
from html.parser import HTMLParser

import pytest

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.adapters.account_formats_html import TAGS
from chalicelib.core.account import AccountField
from chalicelib.core.account_state import FieldState, ShownValue
from tests.hostile_markup import HOSTILE

SHOW = BabelFormats().for_viewer(("en-US",), "UTC").show
RICH = AccountField("X__c", "X", "textarea", html=True)


class _Seen(HTMLParser):
    """Every tag and attribute that a parser finds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@pytest.mark.parametrize("html", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "<p>{}</p>", "<ul><li>{}", "<a href='https://e.example/'>{}</a>"])
def test_hostile_markup_comes_out_as_a_few_harmless_tags(html: str, around: str) -> None:
    shown = SHOW(RICH, around.format(html), "")
    seen = _Seen(shown.html or "")
    assert seen.tags <= TAGS
    assert {name for name, _ in seen.attributes} <= {"href", "rel"}
    assert all(re.match(r"https?://[a-z0-9.-]+(/|$)", value) for name, value in seen.attributes if name == "href")
    assert not re.search(r"[\x00\u202a-\u202e]", shown.text + (shown.html or ""))


def test_what_is_harmless_stays() -> None:
    html = '<p>One <b>two</b> <i>three</i><br>four</p><ul><li>a</li></ul><a href="https://e.example/?a=1&amp;b=2">x</a>'
    shown = SHOW(RICH, html, "")
    assert "<b>two</b>" in (shown.html or "")
    assert 'href="https://e.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow"' in (shown.html or "")
    assert shown.text == "One two three\nfour\na\n\nx"


def test_a_picture_leaves_its_description_or_a_word() -> None:
    html = '<img src="/img/flag.gif" alt="Red &amp; hot" height="16"><img src="/servlet/rtaImage?eid=1">'
    assert SHOW(RICH, html, "").text == "Red & hot[image]"


def test_a_formula_link_into_salesforce_keeps_its_text_only() -> None:
    assert SHOW(RICH, '<a href="/001000000000001AAA" target="_blank">Open</a>', "").html == (
        '<a rel="noopener noreferrer nofollow">Open</a>'
    )


@pytest.mark.parametrize("html", ["<script>x</script>", "<p></p>", "<p><br></p>", "  \n "])
def test_rich_text_without_text_is_empty(html: str) -> None:
    assert SHOW(RICH, html, "") == ShownValue(state=FieldState.EMPTY)


@pytest.mark.parametrize("piece", ["<img ", "<p>", "<a href='", "&", "<!--", " ", "\n \n", "<b><i>", "alt='", "]]>"])
def test_the_longest_rich_text_is_cleaned_too(piece: str) -> None:
    """Text that makes a careless pattern walk it again and again from every place."""
    shown = SHOW(RICH, (piece * 131_072)[:131_067] + "<p>x", "")
    assert _Seen(shown.html or "").tags <= TAGS


@pytest.mark.parametrize(
    "kind", ["string", "textarea", "picklist", "multipicklist", "url", "email", "phone", "address"]
)
@pytest.mark.parametrize("html", HOSTILE[:8])
def test_markup_in_plain_fields_stays_text(kind: str, html: str) -> None:
    value = {"city": html} if kind == "address" else html
    shown = SHOW(AccountField("X__c", "X", kind), value, "")
    assert (shown.html, shown.href) == (None, None)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("https://example.com/a?b=c&d=é", "https://example.com/a?b=c&d=é"),
        ("HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"),
        ("example.com", "http://example.com"),
        ("www.example.com:8080/x", "http://www.example.com:8080/x"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,<script>1</script>", None),
        ("file:///etc/passwd", None),
        ("ftp://example.com", None),
        ("mailto:a@b.example", None),
        ("//evil.example", None),
        ("/001000000000001", None),
        ("https://good.example@evil.example/", None),
        ("https://good.example\\@evil.example/", None),
        ("https://exa mple.com", None),
        ('https://example.com/" onmouseover="alert(1)', None),
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://localhost/", None),
        ("https://example.com:0/", None),
        ("https://example.com:99999/", None),
        ("https://[bad", None),
        ("not a site", None),
        ("https://example.com/" + "a" * 3_000, None),
    ],
)
def test_a_web_address_is_a_link_where_it_is_safe(text: str, href: str | None) -> None:
    assert SHOW(AccountField("X__c", "X", "url"), text, "").href == href


def test_a_picture_address_that_needs_a_session_is_no_link() -> None:
    field = AccountField("PhotoUrl", "Photo", "url", extra_type="imageurl")
    assert SHOW(field, "https://example.com/services/images/photo/1", "").href is None


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("zoe.martin+x@client.example", "mailto:zoe.martin%2Bx@client.example"),
        ("a@b", None),
        ("a@b.example,evil@x.example", None),
        ("a@b.example?bcc=evil@x.example", None),
        ("a@b.example\nBcc: x@y.example", None),
        ("<a@b.example>", None),
        ("a b@c.example", None),
        ("a@[127.0.0.1]", None),
    ],
)
def test_an_e_mail_address_is_a_link_where_it_is_one(text: str, href: str | None) -> None:
    assert SHOW(AccountField("X__c", "X", "email"), text, "").href == href


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("+33 1 42 68 53 00", "tel:+33142685300"),
        ("(415) 555-1212 ext. 12", "tel:4155551212;ext=12"),
        ("01.42.68.53.00", "tel:0142685300"),
        ("112", "tel:112"),
        ("1-800-FLOWERS", None),
        ("12", None),
        ("+33 1;phone-context=evil", None),
        ("call me", None),
    ],
)
def test_a_telephone_number_is_a_link_where_it_is_one(text: str, href: str | None) -> None:
    assert SHOW(AccountField("X__c", "X", "phone"), text, "").href == href


def test_characters_that_turn_the_direction_of_writing_are_taken_out() -> None:
    assert SHOW(AccountField("X__c", "X", "string"), "invoice\u202efdp.exe\u2066\x07", "").text == "invoicefdp.exe"
