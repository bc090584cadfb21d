"""The pictures of the documents as a page shows them that lets them do next to nothing, as GitHub does."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

PICTURES = sorted((Path(__file__).parents[2] / "docs" / "pictures").glob("*.svg"))
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What raw.githubusercontent.com answers with; the rest of its headers changes nothing for a picture."""
BLANK_BYTES = 15_000


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_drawn_under_the_policy_of_its_host(chromium: Browser, picture: Path) -> None:
    def give(route: Route) -> None:
        headers = {"Content-Type": "image/svg+xml", "Content-Security-Policy": POLICY}
        route.fulfill(body=picture.read_text(encoding="utf-8"), headers=headers)

    with chromium.new_context(viewport={"width": 1012, "height": 900}) as context:
        context.route("https://pictures.example/*", give)
        page = context.new_page()
        page.set_content(f'<img src="https://pictures.example/{picture.name}" style="width: 830px" alt="">')
        image = page.locator("img")
        expect(image).to_have_js_property("naturalWidth", 1280)
        assert len(image.screenshot()) > BLANK_BYTES
