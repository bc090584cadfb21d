"""The mails in a real browser: readable at every width, light and dark, and silent on the network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dev.mail_pictures import SCHEMES, WIDTHS, draw, rendered_samples, start_browser

MAILS = dict(rendered_samples())
WCAG_AA = 4.5

# Contrast as WCAG 2.2 defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), for each piece of visible text.
FAINT_TEXT = """
least => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue;
    const element = node.parentElement;
    const both = [light(channels(getComputedStyle(element).color)), light(ground(element))];
    const [low, high] = both.sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least) faint.push([node.data.trim(), ratio]);
  }
  return faint;
}
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=SCHEMES)
def view(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser that is set to light, then one of a browser that is set to dark."""
    context = chromium.new_context(color_scheme=request.param)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_is_readable_fits_its_width_and_asks_for_nothing(view: Page, name: str) -> None:
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    for width in WIDTHS:
        view.set_viewport_size({"width": width, "height": 400})
        view.set_content(MAILS[name].html)
        assert view.evaluate(FAINT_TEXT, WCAG_AA) == []
        assert view.evaluate("document.documentElement.scrollWidth") == width
    assert asked == []


def test_a_faint_text_would_be_found(view: Page) -> None:
    view.set_content('<p style="color:#999;background:#fff">faint</p><p style="color:#000;background:#fff">clear</p>')
    assert [text for text, _ in view.evaluate(FAINT_TEXT, WCAG_AA)] == ["faint"]


def test_a_long_word_from_outside_does_not_widen_the_mail(view: Page) -> None:
    html = MAILS["errors-en"].html.replace("An employee needs a department.", "x" * 300).replace("Employee", "y" * 120)
    view.set_viewport_size({"width": 360, "height": 400})
    view.set_content(html)
    assert view.evaluate("document.documentElement.scrollWidth") == 360


def test_dark_looks_dark_and_light_looks_light(chromium: Browser) -> None:
    grounds = []
    for scheme in SCHEMES:
        context = chromium.new_context(color_scheme=scheme)
        page = context.new_page()
        page.set_content(MAILS["done-fr"].html)
        grounds.append(page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor"))
        context.close()
    assert grounds == ["rgb(255, 255, 255)", "rgb(26, 32, 29)"]


def test_a_picture_is_as_wide_as_asked_for(chromium: Browser, tmp_path: Path) -> None:
    target = tmp_path / "mail.png"
    draw(chromium, MAILS["done-fr"].html, 360, "light", target)
    width = int.from_bytes(target.read_bytes()[16:20], "big")  # PNG: the first field of IHDR
    assert width == 360
