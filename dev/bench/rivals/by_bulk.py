"""A plain script: reads all of a list from Intacct, and upserts it by the Bulk API 2.0 of simple-salesforce."""

import sys

from dev.bench.rivals import intacct
from dev.bench.rivals.salesforce import KEY, OBJECT, connected


def main() -> int:
    """Exit code 0 when every row went well; else the rows that did not are told as Salesforce tells them."""
    bulk = getattr(connected().bulk2, OBJECT)
    # The library writes None as an empty cell, which changes nothing; Salesforce clears a field by #N/A.
    records = [{name: "#N/A" if cell is None else cell for name, cell in row.items()} for row in intacct.rows()]
    jobs = bulk.upsert(records=records, external_id_field=KEY) if records else []
    bad = [job for job in jobs if job["numberRecordsFailed"]]
    for job in bad:
        print(bulk.get_failed_records(job["job_id"]), file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
