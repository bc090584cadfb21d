"""The shape of the mail: both parts say the same, and the HTML suits mail programs and screen readers."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from chalicelib.adapters.mail_text import render
from chalicelib.core.counts import Trouble
from chalicelib.usecases.resync.give_up import TROUBLE as GIVEN_UP
from dev.mail_samples import sample_mails

CONSOLE = "https://passerelle.example.com/"
LANGUAGES = {"en": sample_mails("en"), "fr": sample_mails("fr")}
ENGLISH, FRENCH = LANGUAGES["en"], LANGUAGES["fr"]


class Reader(HTMLParser):
    """The text that a person reads in an HTML mail, and the attributes of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._silent = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip(" \n"):
            self.said.append(data.strip(" \n"))


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sample", list(ENGLISH))
def test_the_plain_text_says_all_that_the_html_says(sample: str, language: str) -> None:
    rendered = render(LANGUAGES[language][sample], CONSOLE)
    text = rendered.text.lower()
    headings_for_screen_readers = {"count", "result", "list", "nombre", "résultat", "liste"}
    said = [part for part in read(rendered.html).said if part.lower() not in headings_for_screen_readers]
    assert [part for part in said if part.lower() not in text] == []


def test_the_link_leads_to_the_run_and_nowhere_else() -> None:
    link = "https://passerelle.example.com/runs/01KAV3N5H2QX8T4W9YB6CD7EFG"
    rendered = render(ENGLISH["errors"], CONSOLE)
    links = [attributes["href"] for tag, attributes in read(rendered.html).elements if tag == "a"]
    assert links == [link]
    assert f"See this run: {link}\n" in rendered.text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("sample", list(ENGLISH))
def test_the_html_is_fit_for_mail_programs_and_screen_readers(sample: str, language: str) -> None:
    html = render(LANGUAGES[language][sample], CONSOLE).html
    elements = read(html).elements
    assert dict(elements)["html"] == {"lang": language}
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in elements if tag == "th")
    assert not {"script", "img", "link", "iframe", "form", "base"} & {tag for tag, _ in elements}
    assert "url(" not in html
    assert "@import" not in html
    assert re.findall(r"https?://[^/\"<]+", html).count("https://passerelle.example.com") == html.count("://")


def test_nothing_is_counted_where_nothing_was_read() -> None:
    rendered = render(ENGLISH["failed"], CONSOLE)
    assert "Read from Intacct" not in rendered.html
    assert "Read from Intacct" not in rendered.text


def test_a_reason_without_translation_is_marked_as_english() -> None:
    failed = FRENCH["failed"]
    untranslated = Trouble("made_elsewhere", "The operator's own plug-in stopped the run.", "Ask the operator.")
    html = render(replace(failed, run=replace(failed.run, trouble=untranslated)), CONSOLE).html
    assert '<span lang="en">The operator&#39;s own plug-in stopped the run.' in html


def test_a_reason_of_ours_is_said_in_the_language_of_the_mail() -> None:
    assert 'lang="en"' not in render(FRENCH["failed"], CONSOLE).html
    failed = FRENCH["failed"]
    html = render(replace(failed, run=replace(failed.run, trouble=GIVEN_UP)), CONSOLE).html
    assert "Une partie de l’exécution a échoué cinq fois" in html
    assert 'lang="en"' not in html
