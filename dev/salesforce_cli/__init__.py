"""The Salesforce CLI, installed from its lock file: a judge of the Salesforce stand-in, and one side of the bench."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).parent
HOME = Path(__file__).parents[2] / ".local/sf"
COMMAND = HOME / "node_modules/.bin/sf"
INSTALL_SECONDS = 300
LONGEST_COMMAND_SECONDS = 300
ALIAS = "demo"

QUIET = {
    "SF_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
    "SF_DISABLE_LOG_FILE": "true",
    "NO_PROXY": "127.0.0.1",
}


def installed() -> str | None:
    """The command, installed the first time (about half a minute); None where there is no npm to do so."""
    if shutil.which("sf"):
        return "sf"
    npm = shutil.which("npm")
    if not COMMAND.exists() and npm:
        HOME.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(SOURCE / name, HOME / name)
        subprocess.run([npm, "ci", "--silent"], cwd=HOME, check=True, timeout=INSTALL_SECONDS)
    return str(COMMAND) if COMMAND.exists() else None


def environment(home: Path) -> Mapping[str, str]:
    """What the command runs in: it keeps its sign-ins below ``home``, and calls nobody but the org."""
    return {**os.environ, **QUIET, "HOME": str(home)}


def signed_in(command: str, home: Path, url: str, token: str) -> None:
    """Sign in once; later commands name the org by ``ALIAS``. Raises CalledProcessError."""
    where = ("--instance-url", url, "--no-prompt", "--alias", ALIAS)
    subprocess.run(
        [command, "org", "login", "access-token", *where, "--json"],
        env={**environment(home), "SF_ACCESS_TOKEN": token},
        check=True,
        capture_output=True,
        timeout=LONGEST_COMMAND_SECONDS,
    )
