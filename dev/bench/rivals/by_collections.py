"""A plain script: reads all of a list from Intacct, and upserts it 200 rows a call, several calls at once."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from more_itertools import chunked
from simple_salesforce.api import Salesforce

from dev.bench.rivals import intacct
from dev.bench.rivals.salesforce import CONNECTIONS, KEY, OBJECT, connected

ROWS_A_CALL = 200


def main() -> int:
    """Exit code 0 when every row went well; else the errors are told, each with its key."""
    org = connected()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        results = pool.map(partial(upsert, org), chunked(intacct.rows(), ROWS_A_CALL))
        errors = [error for of_call in results for error in of_call]
    for error in errors:
        print(json.dumps(error), file=sys.stderr)
    return 1 if errors else 0


def upsert(org: Salesforce, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write one call's rows; what went wrong with which."""
    body = {"allOrNone": False, "records": [{"attributes": {"type": OBJECT}, **row} for row in rows]}
    results = org.restful(f"composite/sobjects/{OBJECT}/{KEY}", method="PATCH", json=body) or []
    outcomes = zip(rows, results, strict=True)
    return [{"key": row[KEY], "errors": result["errors"]} for row, result in outcomes if not result["success"]]


if __name__ == "__main__":
    sys.exit(main())
