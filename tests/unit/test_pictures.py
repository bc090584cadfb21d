"""The pictures of the documents: self-contained text, which a page shows without script or outside address."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "pictures").iterdir())
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}
MOST_BYTES = 150_000
each_picture = pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)


@each_picture
def test_a_picture_is_well_formed_small_and_runs_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    elements = list(ElementTree.fromstring(text).iter())
    assert {element.tag.rpartition("}")[2] for element in elements} & {
        "script",
        "iframe",
        "image",
        "img",
        "use",
    } == set()
    names = {name.lower() for element in elements for name in element.attrib}
    assert [name for name in names if name.startswith("on") or name == "src"] == []
    assert {element.get("href", "#") for element in elements} == {"#"}


@each_picture
def test_a_picture_asks_for_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    assert set(re.findall(r"https?:[^\s\"'<)]+", text)) <= NAMESPACES
    assert set(re.findall(r"url\([^)]*\)", text)) <= {"url(#window)"}
    assert "@import" not in text
    assert "@font-face" not in text


@each_picture
def test_a_picture_is_shown_with_words_for_those_who_do_not_see_it(picture: Path) -> None:
    documents = "".join(path.read_text(encoding="utf-8") for path in (DOCS.parent / "README.md", DOCS / "console.md"))
    assert re.search(rf"!\[[^]]{{40,}}]\([^)]*pictures/{re.escape(picture.name)}\)", documents)
