"""Render the mail at the end of a run: subject, HTML and plain text, all saying the same."""

from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chalicelib.adapters.mail_letter import letter_of
from chalicelib.ports import RunMail


@dataclass(frozen=True, slots=True)
class Rendered:
    """``subject`` is one line, of our words and the list's name only."""

    subject: str
    html: str
    text: str


def render(mail: RunMail, console_url: str) -> Rendered:
    """The mail in the language of ``mail``, English where we do not have it. Works for any text in any field."""
    letter = letter_of(mail, console_url)
    parts = {
        name: _templates().get_template(name).render(letter=letter, t=letter.words.say)
        for name in ("run.html.j2", "run.txt.j2")
    }
    return Rendered(letter.verdict.subject, parts["run.html.j2"], parts["run.txt.j2"])


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("chalicelib", "mail"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
