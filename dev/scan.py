"""``make scan``: what we ship (SBOM), under which licences, with which known holes, and no secret among our files.

Where a check cannot reach its source, it says so in place of "nothing found". Exit code 1 where something was found.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOLS = Path(".local/scan/bin")
RUNTIME = Path(".local/runtime")
"""A virtual environment with what the functions need, and nothing else."""
OUT = Path("build/sbom")
CONSOLE = Path("console")
SECONDS = 180
LONGEST_NAME = 100
"""Some parts tell the whole text of their licence as its name, too."""

FREE = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0",
        "Unlicense",
    }
)  # fmt: skip
"""Licences that ask for no more than their text and, for MPL, changes to its own files."""
_NAMES = {"MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0"}
_CLASSIFIER = "License :: OSI Approved :: "
_SURE_SIGNS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "JwtTokenDetector",
    "NpmDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector", "StripeDetector",
)  # fmt: skip
"""Of detect-secrets; words like “secret” beside a text are ruff's part (S105 to S107)."""
_NO_SECRET = "eyJhbGciOiJub25lIn0|[“«].?-----BEGIN"
"""A token with the algorithm “none”, and a sentence that quotes the first line of a key."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. ``wrong`` holds what was found; ``unchecked`` is why it says nothing."""

    check: str
    said: str = ""
    wrong: Sequence[str] = ()
    unchecked: str = ""

    def lines(self) -> Iterable[str]:
        unchecked = (f"  ?  {self.check}: NOT CHECKED: {self.unchecked}",) if self.unchecked else ()
        if self.wrong:
            return (f"  ✗  {self.check}:", *(f"       {one}" for one in self.wrong), *unchecked)
        if unchecked:
            return unchecked
        return (f"  ✓  {self.check}: {self.said}",)


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    findings = [check() for check in (python_parts, console_parts, licences, secrets, python_holes, console_holes)]
    print("\n".join(line for finding in findings for line in finding.lines()))
    if any(finding.unchecked for finding in findings):
        print("\nWhat was not checked says nothing of what is there: run this again where the registries answer.")
    return 1 if any(finding.wrong for finding in findings) else 0


def python_parts() -> Finding:
    out = OUT / "python.cdx.json"
    done = _run(TOOLS / "cyclonedx-py", "environment", RUNTIME, "--output-reproducible", "-o", out)
    return _listed("parts of the functions", done, out)


def console_parts() -> Finding:
    out = OUT / "console.cdx.json"
    done = _run("npm", "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "dev", cwd=CONSOLE)
    if done.returncode == 0:
        out.write_text(done.stdout, encoding="utf-8")
    return _listed("parts of the console", done, out)


def _listed(check: str, done: "subprocess.CompletedProcess[str]", out: Path) -> Finding:
    if done.returncode:
        return Finding(check, wrong=_last_lines(done))
    return Finding(check, f"{len(_components(out))} in {out}")


def licences() -> Finding:
    parts = [part for out in sorted(OUT.glob("*.cdx.json")) for part in _components(out)]
    wrong = [f"{part['name']}: {' or '.join(_licences(part)) or 'none told'}" for part in parts if not _is_free(part)]
    return Finding("licences", f"{len(parts)} parts, each under a free one", wrong)


def _is_free(part: Mapping[str, Any]) -> bool:
    return any(all(one in FREE for one in _named(text)) for text in _licences(part))


def _named(expression: str) -> list[str]:
    """The licences that an expression asks for: of alternatives the first that is free."""
    ways = [way.strip(" ()").split(" AND ") for way in expression.split(" OR ")]
    return next((way for way in ways if all(one in FREE for one in way)), ways[0])


def _licences(part: Mapping[str, Any]) -> list[str]:
    told = [one.get("license", one) for one in part.get("licenses", [])]
    names = [one.get("id") or one.get("expression") or one.get("name") or "" for one in told]
    short = [name.removeprefix(_CLASSIFIER) for name in names if len(name) < LONGEST_NAME]
    return [_NAMES.get(name, name) for name in short]


def secrets() -> Finding:
    files = _run("git", "ls-files").stdout.split("\n")[:-1]
    only = [argument for plugin in _dropped_plugins() for argument in ("--disable-plugin", plugin)]
    done = _run(TOOLS / "detect-secrets", "scan", *only, "--exclude-lines", _NO_SECRET, *files)
    if done.returncode:
        return Finding("secrets", wrong=_last_lines(done))
    found = json.loads(done.stdout)["results"]
    wrong = [f"{file}:{one['line_number']}: {one['type']}" for file, ones in found.items() for one in ones]
    return Finding("secrets", f"none among {len(files)} files", wrong)


def _dropped_plugins() -> list[str]:
    known = _run(TOOLS / "detect-secrets", "scan", "--list-all-plugins").stdout.split()
    return [plugin for plugin in known if plugin not in _SURE_SIGNS]


def python_holes() -> Finding:
    pins = OUT / "pins.txt"
    pins.write_text(_run(RUNTIME / "bin" / "pip", "freeze", "--all").stdout, encoding="utf-8")
    done = _run(TOOLS / "pip-audit", "--strict", "--no-deps", "--disable-pip", "-f", "json", "-r", pins)
    check = "known holes in the functions' parts"
    try:
        audited = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return Finding(check, unchecked=_last_lines(done)[-1])
    wrong = [f"{part['name']} {part['version']}: {hole['id']}" for part in audited for hole in part.get("vulns", ())]
    skipped = [part["name"] for part in audited if "skip_reason" in part]
    if skipped:
        return Finding(check, wrong=wrong, unchecked=f"nothing is known of {', '.join(skipped)}")
    return Finding(check, f"none in {len(audited)}", wrong)


def console_holes() -> Finding:
    check = "known holes in the console's parts"
    done = _run("npm", "audit", "--omit", "dev", "--json", cwd=CONSOLE)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        return Finding(check, unchecked=_last_lines(done)[-1])
    if "vulnerabilities" not in document:
        return Finding(check, unchecked=str(document.get("message", "the registry knows no audits"))[:120])
    return Finding(check, "none", [f"{name}: {one['severity']}" for name, one in document["vulnerabilities"].items()])


def _components(out: Path) -> list[dict[str, Any]]:
    return list(json.loads(out.read_text(encoding="utf-8")).get("components", []))


def _run(*command: object, cwd: Path = Path()) -> "subprocess.CompletedProcess[str]":
    words = [str(part) for part in command]
    try:
        return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 1, "", f"{words[0]} did not end within {SECONDS} s")
    except FileNotFoundError:
        return subprocess.CompletedProcess(words, 1, "", f"{words[0]} is missing; remove .local/scan, .local/runtime")


def _last_lines(done: "subprocess.CompletedProcess[str]") -> list[str]:
    return ((done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"])[-3:]


if __name__ == "__main__":
    sys.exit(main())
