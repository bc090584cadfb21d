"""Mutants of the code that decides on a run's state (mutmut): in a copy of the sources, and some test must fail."""

import os
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copy2, rmtree

from tests.proof.long.sources import FOLDER, ROOT, git, state_of_sources

TOOLS = ROOT / ".local" / "mutmut" / "bin"
KILLED_SHARE = 0.9
SEEDS = 40
NOT_COUNTED = ("caught by type check",)
"""What strict mypy refuses comes into no commit."""
DEAD = ("killed", "timeout")


def play_mutants() -> Mapping[str, int]:
    """How many mutants there are and live; goes on where it was ended. Raises AssertionError with all that live."""
    where = FOLDER / f"mutants-{state_of_sources()}"
    _copied(where)
    _mutmut(where, "run", "--max-children", str(os.cpu_count() or 1))
    fates = dict(fates_of(_mutmut(where, "results", "--all", "true")))
    story = _told(where, fates)
    where.with_suffix(".txt").write_text(story, encoding="utf-8")
    counted, dead = judged(fates)
    assert dead >= KILLED_SHARE * counted > 0, f"{counted - dead} of {counted} mutants live\n\n{story}"
    return {"mutants": counted, "mutants alive": counted - dead}


def fates_of(results: str) -> Iterator[tuple[str, str]]:
    """Each mutant by name, and what became of it, as ``mutmut results`` tells."""
    for line in results.splitlines():
        name, _, fate = line.strip().rpartition(": ")
        if name:
            yield name, fate


def judged(fates: Mapping[str, str]) -> tuple[int, int]:
    """How many mutants count, and how many of them are dead. One that nobody came to, or no test runs, lives."""
    counted = [fate for fate in fates.values() if fate not in NOT_COUNTED]
    return len(counted), sum(fate in DEAD for fate in counted)


def _copied(where: Path) -> None:
    """The sources as they are now, whole or not at all; of earlier ones nothing is kept."""
    for old in FOLDER.glob("mutants-*/"):
        if old != where:
            rmtree(old)
    if where.exists():
        return
    for name in git("ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        source, target = ROOT / name, where.with_suffix(".new") / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy2(source, target)
    where.with_suffix(".new").rename(where)


def _mutmut(where: Path, *arguments: str) -> str:
    """Its output. Raises AssertionError where it could not do what was asked."""
    assert (TOOLS / "mutmut").exists(), "mutmut is not there: make .local/mutmut/.ready"
    environment = {
        **os.environ,
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "PRODUCT_AS_WRITTEN": str(where / "chalicelib"),
        "SIM_SEEDS": str(SEEDS),
    }
    command = [str(TOOLS / "mutmut"), *arguments]
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (
        f"{done.stdout[-6000:]}{done.stderr[-3000:]}\n\nin {where}: mutmut {' '.join(arguments)}"
    )
    return done.stdout


def _told(where: Path, fates: Mapping[str, str]) -> str:
    """How many of each fate each file has, and every mutant that no test has told of as a diff."""
    files: dict[str, Counter[str]] = defaultdict(Counter)
    for name, fate in fates.items():
        files[name.rpartition(".")[0]][fate] += 1
    table = [
        f"{file}: {', '.join(f'{n} {fate}' for fate, n in sorted(of.items()))}" for file, of in sorted(files.items())
    ]
    untold = sorted(name for name, fate in fates.items() if fate not in ("killed", *NOT_COUNTED))
    return "\n".join([*table, "", *(_mutmut(where, "show", name) for name in untold)])
