"""One scenario a process (a process can hold one stack): prints its figures as one JSON line."""

import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dev.bench.bed import bed

CACHE_SECONDS = 61


def calls(rows: int) -> dict[str, Any]:
    """An unchanged list, then the list with one row in a hundred changed."""
    with bed(rows, workers=4) as made:
        first = made.run()
        unchanged = made.run()
        touched = made.list.touch(0.01)
        changed = made.run()
    return {
        "first_written": first.counted.rows_written,
        "intacct": unchanged.counted.intacct_calls,
        "salesforce": unchanged.counted.salesforce_calls,
        "written": unchanged.counted.rows_written,
        "touched": touched,
        "changed_written": changed.counted.rows_written,
        "changed_salesforce": changed.counted.salesforce_calls,
    }


def speed(rows: int, workers: int) -> dict[str, Any]:
    """One row in a hundred changed, under latency, by one worker and by ``workers``."""
    with bed(rows, workers=1) as made:
        made.run()
        made.list.delay()
        made.list.touch(0.01)
        alone = made.run()
        made.stack.add_workers(workers - 1)
        made.list.touch(0.01)
        together = made.run()
    return {
        "one_seconds": alone.seconds,
        "many_seconds": together.seconds,
        "ratio": alone.seconds / together.seconds,
        "written": [alone.counted.rows_written, together.counted.rows_written],
    }


def memory(rows: int) -> dict[str, Any]:
    """Peak memory of the process that holds the workers, over a dry run in which every row is to be created."""
    with bed(rows, workers=1) as made:
        made.run(dry_run=True)
        return {"peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def account(readers: int) -> dict[str, Any]:
    """Salesforce calls for one customer's Account: the first look, a second, one after a minute, and many at once."""
    with bed(1, workers=1) as made:
        tag = {"If-Match": f'"v{made.api.get("/settings")["version"]}"'}
        made.api.put("/account-details", {"shown": True, "fields": ["Owner.Name", "Industry", "AnnualRevenue"]}, **tag)

        def looks(number: int) -> int:
            made.list.reset_calls()
            with ThreadPoolExecutor(number) as pool:
                list(pool.map(lambda _: made.api.get("/customers/C-00001/account-details"), range(number)))
            return made.list.counted().salesforce_calls

        first, second = looks(1), looks(1)
        time.sleep(CACHE_SECONDS)
        revalidated = looks(1)
        time.sleep(CACHE_SECONDS)
        together = looks(readers)
    return {"first": first, "second": second, "revalidated": revalidated, "together": together}


if __name__ == "__main__":
    scenario: Callable[..., dict[str, Any]] = globals()[sys.argv[1]]
    print(json.dumps(scenario(*map(int, sys.argv[2:]))))
