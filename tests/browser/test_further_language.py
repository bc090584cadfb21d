"""A further language is one file for the console and one for API and mails: made in a copy, and spoken by the whole.

The language is Esperanto; its words are those of English and French behind a mark.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dev.console_browser import visit
from dev.stack.mailbox import sent_mails
from dev.stack.processes import Processes
from tests.browser.conftest import Api

ROOT = Path(__file__).parents[2]
MARK = "Ĉ "
CONSOLE_HEAD = 'import type { Messages } from "../i18n";\n\nexport const eo: Messages = {'
WORD = re.compile(r'((?:^ +|{ |, )(?:"[\w.]+"|\w+):\s+")', re.MULTILINE)
LEFT_OUT = shutil.ignore_patterns("console", "node_modules", "build", "__pycache__")


def console_words() -> str:
    english = (ROOT / "console/src/languages/en.ts").read_text(encoding="utf-8")
    marked = WORD.sub(rf"\1{MARK}", english).replace("} as const;", "};")
    return marked.replace("export const en = {", CONSOLE_HEAD)


def server_words() -> str:
    head, _, messages = (ROOT / "chalicelib/locale/fr.po").read_text(encoding="utf-8").partition("\n\n")
    return head + "\n\n" + re.sub(r'^(msgstr(?:\[\d\])? ")', rf"\1{MARK}", messages, flags=re.MULTILINE)


def built(console: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tool = console / "node_modules" / ".bin" / command[0]
    return subprocess.run([tool, *command[1:]], cwd=console, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the two files more, and nothing else changed."""
    copy = tmp_path_factory.mktemp("passerelle")
    for entry in ("dev", "infra", "force-app", "app.py", ".chalice"):
        (copy / entry).symlink_to(ROOT / entry)
    for entry in ("chalicelib", "console"):
        shutil.copytree(ROOT / entry, copy / entry, ignore=LEFT_OUT)
    (copy / "console/node_modules").symlink_to(ROOT / "console/node_modules")
    (copy / "console/src/languages/eo.ts").write_text(console_words(), encoding="utf-8")
    (copy / "chalicelib/locale/eo.po").write_text(server_words(), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def further(copy: Path) -> Iterator[dict[str, str]]:
    """The local stack of the copy; see ``stack``."""
    made = built(copy / "console", "vite", "build", "--logLevel", "warn")
    assert made.returncode == 0, made.stderr
    with contextlib.chdir(copy), Processes() as processes:
        child = processes.start(sys.executable, "-m", "dev.stack", env={"PASSERELLE_PORT": "0"}, quiet=True)
        assert child.stdout is not None
        yield json.loads(child.stdout.readline())


def test_a_language_that_lacks_a_word_is_not_built(copy: Path) -> None:
    file = copy / "console/src/languages/eo.ts"
    whole = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'^ +"lists.never": .*\n', "", whole, flags=re.MULTILINE), encoding="utf-8")
    checked = built(copy / "console", "tsc", "--noEmit")
    file.write_text(whole, encoding="utf-8")
    assert checked.returncode != 0
    [complaint] = checked.stdout.strip().splitlines()
    assert complaint.startswith("src/languages/eo.ts")
    assert "'\"lists.never\"' is missing" in complaint


def test_the_console_the_api_and_the_mails_speak_it(chromium: Browser, further: dict[str, str]) -> None:
    Api(further, "camille").set(language="eo", recipients=["finance@demo.example"])
    with visit(chromium, further, "camille", "en") as one:
        page = one.open("/other/sync-tools")
        page.get_by_label("Language").select_option(label="Esperanto")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{MARK}Other")
        assert page.evaluate("document.documentElement.lang") == "eo"
        page.get_by_label(f"{MARK}List", exact=True).select_option(label=f"{MARK}Département")
        page.get_by_role("button", name=f"{MARK}Synchronize").click()
        expect(page.get_by_text(f"{MARK}{MARK}Département: finished.")).to_be_attached(timeout=30_000)
        page = one.open("/connection")
        expect(page.get_by_label("mails to recipients").locator("option:checked")).to_have_text("Esperanto")
        page.get_by_label(f"{MARK}Rows per Intacct call").fill("7")
        page.get_by_role("button", name=f"{MARK}Save", exact=True).click()
        expect(page.get_by_text(f"{MARK}Choisissez un nombre entier de 100 à 4").first).to_be_visible()
        assert one.complaints == []
    invitation = sent_mails(further["aws_url"])[0]
    assert invitation.subject.startswith(MARK)
