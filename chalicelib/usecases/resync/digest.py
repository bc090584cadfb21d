"""A fingerprint of rows that does not depend on their order, for lists without a modification stamp."""

from collections.abc import Iterable
from hashlib import sha256

from chalicelib.core.compare import Wanted

_SPACE = 1 << 256


def digest_of(rows: Iterable[Wanted], before: str = "") -> str:
    """The digest of ``rows`` added to the digest ``before``: equal for equal sets of rows, in any cut or order."""
    total = int(before, 16) if before else 0
    for row in rows:
        content = repr((row.key, sorted(row.values.items())))
        total += int.from_bytes(sha256(content.encode()).digest())
    return f"{total % _SPACE:064x}"
