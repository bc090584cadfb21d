"""The Salesforce CLI's bulk upsert of a CSV, which this script writes of all rows that Intacct has.

Whoever runs it has signed the CLI in before.
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dev.bench.rivals import intacct
from dev.bench.rivals.salesforce import KEY, OBJECT

WAIT_MINUTES = 10


def main() -> int:
    """The CLI's exit code: 0 when every row went well."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{OBJECT}.csv"
        write(file)
        keyed = ("--sobject", OBJECT, "--external-id", KEY, "--line-ending", "LF")
        wait = ("--wait", str(WAIT_MINUTES), "--target-org", os.environ["SF_ORG"], "--json")
        command = [os.environ.get("SF", "sf"), "data", "upsert", "bulk", "--file", str(file), *keyed, *wait]
        return subprocess.run(command, check=False).returncode


def write(file: Path) -> None:
    """All rows, as they come."""
    with file.open("w", encoding="utf-8", newline="") as text:
        table: csv.DictWriter[str] | None = None
        for row in intacct.rows():
            if table is None:
                table = csv.DictWriter(text, list(row), lineterminator="\n")
                table.writeheader()
            table.writerow({name: "#N/A" if cell is None else cell for name, cell in row.items()})


if __name__ == "__main__":
    sys.exit(main())
