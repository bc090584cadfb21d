"""The sources that are proved: where they are, and what state they are in."""

import subprocess
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".local" / "proof"
PROVED = (
    "app.py",
    "chalicelib",
    "dev",
    "infra",
    "passerelle",
    "tests",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-mutants.txt",
    "pyproject.toml",
)


def state_of_sources() -> str:
    """The commit, and what differs from it."""
    commit = git("rev-parse", "--short=12", "HEAD").strip()
    changed = git("diff", "HEAD", "--", *PROVED)
    new = git("ls-files", "--others", "--exclude-standard", "--", *PROVED).split()
    changed += "".join(f"{name}\n{(ROOT / name).read_text(encoding='utf-8', errors='replace')}" for name in new)
    return f"{commit}-{sha256(changed.encode()).hexdigest()[:8]}" if changed else commit


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout
