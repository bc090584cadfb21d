"""Draw every sample mail as it looks: ``python -m dev.mail_pictures OUT`` writes PNG files, to be looked at."""

import argparse
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Playwright, sync_playwright

from chalicelib.adapters.languages import languages
from chalicelib.adapters.mail_text import Rendered, render
from dev.mail_samples import sample_mails

CONSOLE_URL = "https://passerelle.example.com"
WIDTHS = (600, 360)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# The browser of its own accord calls nobody.
_QUIET = ("background-networking", "component-update", "sync", "quic", "gpu")
_ARGUMENTS = ["--no-sandbox", "--no-first-run", *(f"--disable-{what}" for what in _QUIET)]


def rendered_samples() -> Iterator[tuple[str, Rendered]]:
    """Every sample in every language, by a name that is fit for a file."""
    for language in languages():
        for name, mail in sample_mails(language).items():
            yield f"{name}-{language}", render(mail, CONSOLE_URL)


def start_browser(playwright: Playwright) -> Browser:
    """Debian's Chromium where there is one, else Playwright's own; ``CHROMIUM`` names another."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)


def draw(browser: Browser, html: str, width: int, scheme: Scheme, target: Path) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 400}, color_scheme=scheme, java_script_enabled=False, offline=True
    )
    page = context.new_page()
    page.set_content(html)
    page.screenshot(path=target, full_page=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for the pictures; made where it is missing")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for name, mail in rendered_samples():
            (out / f"{name}.txt").write_text(mail.text, encoding="utf-8")
            for width in WIDTHS:
                for scheme in SCHEMES:
                    draw(browser, mail.html, width, scheme, out / f"{name}-{width}-{scheme}.png")
        browser.close()
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


if __name__ == "__main__":
    main()
