"""Whose messages the framed tab takes: the origins that its policy lets frame it, and not one more."""

import json
import subprocess
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
# Node runs the source itself, its types taken out by the compiler that checks them.
_SCRIPT = """
const source = require("fs").readFileSync("src/embed/parents.ts", "utf8");
const made = require("typescript").transpileModule(source, { compilerOptions: { module: "commonjs" } });
const home = {};
new Function("exports", made.outputText)(home);
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(([origin, allowed]) => home.isAmong(origin, allowed))));
"""
INTACCT = "https://*.intacct.com"
RIGHT = [
    ("https://www-p04.intacct.com", INTACCT),
    ("https://www.p04.intacct.com", INTACCT),
    ("https://www-p04.intacct.com", "https://www-p03.intacct.com https://www-p04.intacct.com"),
    ("http://localhost:5001", "http://localhost:5001"),
    ("https://a.intacct.com:8443", "https://*.intacct.com:8443"),
]
WRONG = [
    ("https://intacct.com", INTACCT),
    ("http://www-p04.intacct.com", INTACCT),
    ("https://www-p04.intacct.com:8443", INTACCT),
    ("https://evilintacct.com", INTACCT),
    ("https://intacct.com.evil.example", INTACCT),
    ("https://evil.example", INTACCT),
    ("https://evil.example/.intacct.com", INTACCT),
    ("https://evil.example?.intacct.com", INTACCT),
    ("https://evil.example@x.intacct.com", INTACCT),
    ("https://.intacct.com", INTACCT),
    ("null", INTACCT),
    ("", INTACCT),
    ("", ""),
    ("https://www-p05.intacct.com", "https://www-p04.intacct.com"),
    ("http://localhost:5002", "http://localhost:5001"),
]


Pair = tuple[str, str]


@pytest.fixture(scope="module")
def verdicts() -> dict[Pair, bool]:
    asked = [*RIGHT, *WRONG]
    command = ["node", "-e", _SCRIPT]
    done = subprocess.run(command, input=json.dumps(asked), cwd=CONSOLE, capture_output=True, text=True, check=True)
    return dict(zip(asked, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("pair", RIGHT)
def test_an_origin_that_may_frame_the_tab_is_heard(
    verdicts: dict[tuple[str, str], bool], pair: tuple[str, str]
) -> None:
    assert verdicts[pair]


@pytest.mark.parametrize("pair", WRONG)
def test_any_other_origin_is_not(verdicts: dict[Pair, bool], pair: Pair) -> None:
    assert not verdicts[pair]
