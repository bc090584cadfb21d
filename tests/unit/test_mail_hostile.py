"""Text from outside stays text: in the subject, in the HTML and in the plain part of the mail."""

from dataclasses import replace
from datetime import timedelta
from email.header import Header, decode_header
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.mail_line import one_line
from chalicelib.adapters.mail_text import Rendered, render
from chalicelib.core.counts import Counts, Trouble
from chalicelib.core.run import Mode, Requester, State
from chalicelib.ports import ErrorGroup, RunMail
from dev.mail_samples import sample_mails

CONSOLE = "https://passerelle.example.com"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "{run} {0.__class__} {n!r:>9}",
    "name\r\nBcc: thief@example.org\r\n\r\nbody",
    "=?utf-8?q?a=0d=0aBcc:x?=",
    "a\u2028b\u2029c\x00d\x1be\x85f",
    "\u202egnp.exe",
    "</style><style>body{display:none}</style>",
    "<!--[if mso]><b>",
    "\ud800 half",
)


def poisoned(text: str, language: str = "en") -> RunMail:
    """A mail that has ``text`` in every place where text can stand."""
    base = sample_mails(language)["all_lists"]
    trouble = Trouble(text, text, text)
    child = replace(base.children[0], trouble=trouble, notes=(text,))
    run = replace(
        base.run, id=text or "1", trouble=trouble, notes=(text,), requester=Requester(text, text, text, language)
    )
    return RunMail(
        run,
        {"en": text, "fr": text},
        (text,),
        language,
        (ErrorGroup(text, text, 3, text),),
        (child,),
        {child.list: {"en": text}},
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.events: list[str] = []
        self.comments = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.events += [name for name, _ in attrs if name.startswith("on")]

    def handle_comment(self, data: str) -> None:
        self.comments += 1


def shape(rendered: Rendered) -> tuple[set[str], list[str], int]:
    parser = Tags()
    parser.feed(rendered.html)
    return set(parser.tags), parser.events, parser.comments


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_neither_the_elements_nor_the_lines(text: str, language: str) -> None:
    harmless, rendered = render(poisoned("Plain", language), CONSOLE), render(poisoned(text, language), CONSOLE)
    assert shape(rendered) == shape(harmless)
    assert rendered.text.count("\n") == harmless.text.count("\n")
    assert not set("\r\x00\x1b\x85\u2028\u2029\u202e\ud800") & set(rendered.text + rendered.html)
    rendered.html.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_the_subject_stays_one_line_of_our_words_and_the_lists_name(text: str) -> None:
    subject = render(poisoned(text), CONSOLE).subject
    assert subject == f"Passerelle: {one_line(text)} synchronized only in part"
    assert len(subject.splitlines()) == 1


def test_an_encoded_word_in_a_name_is_not_decoded_into_a_header() -> None:
    subject = render(poisoned("=?utf-8?q?a=0d=0aBcc:x?="), CONSOLE).subject
    encoded = Header(subject, "utf-8").encode()
    assert decode_header(encoded) == [(subject.encode(), "utf-8")]


def test_nothing_but_the_lists_name_comes_into_the_subject_from_outside() -> None:
    mail = replace(poisoned("Zq9"), list_label={"en": "Department"})
    assert "Zq9" not in render(mail, CONSOLE).subject


def test_one_line_cuts_long_text_and_keeps_what_people_write() -> None:
    assert one_line("Ünïcode 👩‍👩‍👧 & <b> é\u00a0!") == "Ünïcode 👩‍👩‍👧 & <b> é\u00a0!"
    assert one_line("  a\r\n\r\n b ") == "a  b"
    assert one_line("x" * 121) == "x" * 119 + "…"
    assert one_line("x" * 120) == "x" * 120


any_text = st.text(st.characters(), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    text=any_text,
    language=any_text | st.sampled_from(["en", "fr", "fr-CA"]),
    state=st.sampled_from([state for state in State if state.terminal]),
    mode=st.sampled_from(Mode),
    dry_run=st.booleans(),
    numbers=st.lists(st.integers(0, 10**9), min_size=9, max_size=9),
    seconds=st.integers(-10, 10**7),
)
def test_any_text_and_any_numbers_make_a_mail(
    text: str, language: str, state: State, mode: Mode, dry_run: bool, numbers: list[int], seconds: int
) -> None:
    mail = poisoned(text)
    finished = mail.run.started_at + timedelta(seconds=seconds)
    totals = Counts(*numbers)
    run = replace(mail.run, state=state, mode=mode, dry_run=dry_run, totals=totals, finished_at=finished)
    rendered = render(replace(mail, run=run, language=language), CONSOLE)
    assert len(rendered.subject.splitlines()) == 1
    assert "{" not in rendered.subject.replace(one_line(text), "")
    (rendered.subject + rendered.html + rendered.text).encode()
