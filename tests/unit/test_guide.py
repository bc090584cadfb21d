"""The guide for administrators: the same in both languages, section by section, and true to the console's words."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
LANGUAGES = ("en", "fr")
MENUS = "Setup|Company|Policies|Settings|Customization|Platform"
BY_CONSOLE = ("7", "8", "11")
"""The sections whose steps are done in the console."""

FOREIGN = {
    *("Salesforce", "Intacct Customer Id"),
    *("Platform Services", "Objects", "on create, update and delete", "HTTP post", "Use webhook delivery"),
}
"""Their italics that are Salesforce's or Intacct's words."""


@dataclass(frozen=True)
class Section:
    """One section without its heading's words: what must be equal in every language."""

    number: str
    text: str

    @property
    def code(self) -> list[str]:
        return re.findall(r"^ *```\n(.*?)^ *```$", self.text, re.MULTILINE | re.DOTALL)

    @property
    def prose(self) -> str:
        return re.sub(r"^ *```\n.*?^ *```$", "", self.text, flags=re.MULTILINE | re.DOTALL)

    @property
    def form(self) -> dict[str, object]:
        return {
            "steps": re.findall(r"^(\d+)\. ", self.prose, re.MULTILINE),
            "points": len(re.findall(r"^- ", self.prose, re.MULTILINE)),
            "rows": len(re.findall(r"^\|", self.prose, re.MULTILINE)),
            "code": self.code,
            "names": sorted(re.findall(r"`[^`]+`", self.prose)),
            "menus": sorted(
                re.findall(r"\*(?:Setup|Company|Policies|Settings|Customization|Platform)[^*]*\*", self.prose)
            ),
        }


def sections(language: str) -> list[Section]:
    _, *parts = re.split(r"^## ", (GUIDE / f"{language}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [Section(part.partition(".")[0], part.partition("\n")[2]) for part in parts]


def words_of(language: str) -> set[str]:
    text = (ROOT / "console" / "src" / "languages" / f"{language}.ts").read_text(encoding="utf-8")
    return set(re.findall(r': +\n? *"((?:[^"\\]|\\.)*)"', text))


def test_both_languages_have_the_same_sections_steps_commands_and_names() -> None:
    english, french = (sections(language) for language in LANGUAGES)
    assert [one.number for one in english] == [str(number) for number in range(1, len(english) + 1)]
    assert [one.number for one in french] == [one.number for one in english]
    for one, other in zip(english, french, strict=True):
        assert other.form == one.form, f"section {one.number}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_are_numbered_in_their_order(language: str) -> None:
    for one in sections(language):
        steps = one.form["steps"]
        assert isinstance(steps, list)
        assert steps == [str(number) for number in range(1, len(steps) + 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_that_is_pointed_to_is_there(language: str) -> None:
    text = (GUIDE / f"{language}.md").read_text(encoding="utf-8")
    for numbers in re.findall(r"(?:steps?|étapes?) (\d+)(?: (?:and|et) (\d+))?", text):
        assert all(int(number) <= len(sections(language)) for number in numbers if number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_says_what_the_guide_says_that_it_says(language: str) -> None:
    known = words_of(language)
    for one in sections(language):
        if one.number not in BY_CONSOLE:
            continue
        said = [part for term in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", one.prose) for part in term.split(" > ")]
        assert len(said) >= 4
        assert [part for part in said if part not in known | FOREIGN] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_needs_a_call_of_the_api_by_hand(language: str) -> None:
    commands = " ".join(code for one in sections(language) for code in one.code)
    assert set(re.findall(r"\b(curl|wget|http)\b", commands)) == set()


def test_the_french_text_has_its_spaces() -> None:
    text = re.sub(r"```.*?```|`[^`]*`|\|[-|]+\|", "", (GUIDE / "fr.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r".{12} [;:?!»].{5}", text) == []
    assert re.findall(r".{12}\w[;?!].{5}", text) == []
    assert "'" not in text
