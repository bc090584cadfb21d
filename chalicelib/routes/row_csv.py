"""Row reports as a CSV file that a spreadsheet opens without running anything in it."""

import csv
import io
import json
import re
from collections.abc import Callable

from chalicelib.core.counts import RowReport
from chalicelib.core.errors import BadRequest
from chalicelib.ports import RowPage

MAX_BYTES = 5_000_000
"""Lambda answers at most 6 MB, counted as the JSON text around the file."""
COLUMNS = ("outcome", "intacct_id", "name", "record_key", "key", "fields", "code", "message", "salesforce_id")

# What a spreadsheet takes for a formula, also behind characters that it does not show, and also full-width.
_FORMULA = re.compile(r"'*[\s\ufeff\u200b-\u200f\u2060-\u2064]*[\t\r\n=+\-@\uff1d\uff0b\uff0d\uff20]")


def guarded(cell: str) -> str:
    """``cell`` with an apostrophe in front where it could be a formula; taking one off gives it back."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def rows_as_csv(
    page: Callable[[int, str], RowPage], limit: int, cursor: str, one_page: bool, say: Callable[[str], str] = str
) -> tuple[str, str]:
    """The file with all rows from ``cursor`` on, or with one page; and the cursor of what is left, "" for nothing.

    ``say`` puts the message of a row into the reader's language. Raises BadRequest where an answer can't hold the file.
    """
    lines, size = [_line(COLUMNS)], 0
    while True:
        rows = page(limit, cursor)
        added = [_line(_cells(row, say)) for row in rows.rows]
        lines += added
        size += sum(len(json.dumps(line)) for line in added)
        if size > MAX_BYTES:
            raise _too_many()
        cursor = rows.cursor
        if one_page or not cursor:
            return "".join(lines), cursor


def _cells(row: RowReport, say: Callable[[str], str]) -> tuple[str, ...]:
    texts = {name: getattr(row, name) for name in COLUMNS}
    texts |= {"fields": " ".join(row.fields), "message": say(row.message)}
    return tuple(guarded(str(texts[name])) for name in COLUMNS)


def _line(cells: tuple[str, ...]) -> str:
    """One line, each cell in quotes, ended by CR LF as RFC 4180 has it."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


def _too_many() -> BadRequest:
    return BadRequest(
        "too_many_rows",
        f"The file would be larger than {MAX_BYTES // 1_000_000} MB.",
        remedy="Ask for one outcome, or page: send limit=1000, then follow the Link header.",
    )
