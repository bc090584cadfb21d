"""A screen of the console as one SVG: its page and the rules that apply to it, without script or outside address.

GitHub shows such a file as a picture (style-src 'unsafe-inline', nothing else), and so does every browser.
"""

from pathlib import Path

from playwright.sync_api import Page

_DRAW = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def write_svg(page: Page, target: Path, height: int) -> None:
    """The upper ``height`` pixels of the page, as wide as its window."""
    page.evaluate("scrollTo(0, 0)")
    target.write_text(page.evaluate(_DRAW, height) + "\n", encoding="utf-8")
