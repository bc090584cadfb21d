"""Where each thing stands in the one table.

T#<tenant>          RUN#<ulid>                            head of a run; indexed by ``due`` while it is active
                    LOCK#<list>                           the run that holds the list
                    LIST#<list>                           its last run, last real run, start of the last good run
                    IDEM#<sha256>                         the answer to one Idempotency-Key
                    CFG#CURRENT, CFG#v000001              settings; the current ones indexed by ``due`` with a schedule
                    NEXT#<schedule>                       when it is due next
                    TOKEN#<system>                        which process signs in; never a token
                    SHUT#<sha256>                         an address that mails no longer go to
                    HOOK                                  where the tenant's notices go to
                    ROWS#<list>                           who works on its kept rows; indexed by ``due`` while there are
                    DAY#2026-03-02#<list>                 what became of single rows
T#<tenant>#A        E#000000000001, END                   audit trail, and where its chain ends
T#<tenant>#R#<run>  G#0001                                how far a range has come
                    W#0001#01#000000#000                  row reports of range, pass, window, chunk
                    MAIL                                  its mail; indexed by ``due`` until it is sent
T#<tenant>#N#<list> K#<record key>                        a row that a notice told of
H#<sha256>          HOOK                                  whose address this is
T#<tenant>#E        N#<sha256>                            a hand-over of a customer tab, used up
T#<tenant>#P        <pace>#<sha256>#29380200              how often something was done in a window of time
E#<sha256>          PASS                                  what a customer tab may show, and until when
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote, unquote

from chalicelib.core.run import Run

Key = dict[str, str]

DUE_RUN = "run"
DUE_MAIL = "mail"
DUE_ROWS = "rows"
DUE_SCHEDULE = "schedule"


def tenant_key(tenant: str, sort: str) -> Key:
    return {"PK": f"T#{_part(tenant)}", "SK": sort}


def run_key(tenant: str, run_id: str) -> Key:
    return tenant_key(tenant, f"RUN#{_part(run_id)}")


def lock_key(tenant: str, list_key: str) -> Key:
    return tenant_key(tenant, f"LOCK#{_part(list_key)}")


def list_key(tenant: str, list_key: str) -> Key:
    return tenant_key(tenant, f"LIST#{_part(list_key)}")


def request_key(tenant: str, idempotency_key: str) -> Key:
    return tenant_key(tenant, f"IDEM#{sha256(idempotency_key.encode()).hexdigest()}")


def settings_key(tenant: str, version: int | None = None) -> Key:
    return tenant_key(tenant, "CFG#CURRENT" if version is None else f"CFG#v{version:06}")


def audit_key(tenant: str, number: int) -> Key:
    return {**audit_end_key(tenant), "SK": f"E#{number:012}"}


def audit_end_key(tenant: str) -> Key:
    return {"PK": f"T#{_part(tenant)}#A", "SK": "END"}


def schedule_key(tenant: str, name: str) -> Key:
    return tenant_key(tenant, f"NEXT#{_part(name)}")


def token_key(tenant: str, system: str) -> Key:
    return tenant_key(tenant, f"TOKEN#{_part(system)}")


def shut_key(tenant: str, address: str = "") -> Key:
    """Of an address, whatever its capitals; without one, what the keys of all begin with."""
    return tenant_key(tenant, f"SHUT#{sha256(address.lower().encode()).hexdigest() if address else ''}")


def hook_key(token: str) -> Key:
    """No partition of a tenant: the address alone tells whose it is."""
    return {"PK": f"H#{sha256(token.encode()).hexdigest()}", "SK": "HOOK"}


def tab_nonce_key(tenant: str, nonce: str) -> Key:
    return {"PK": f"T#{_part(tenant)}#E", "SK": f"N#{sha256(nonce.encode()).hexdigest()}"}


def pace_key(tenant: str, pace: str, of: str, window: int) -> Key:
    """``of`` may be somebody's network address, so that only its hash is kept."""
    return {"PK": f"T#{_part(tenant)}#P", "SK": f"{_part(pace)}#{sha256(of.encode()).hexdigest()}#{window}"}


def tab_pass_key(token: str) -> Key:
    """No partition of a tenant: the token alone tells whose it is."""
    return {"PK": f"E#{sha256(token.encode()).hexdigest()}", "SK": "PASS"}


def rows_key(tenant: str, list_key: str) -> Key:
    return tenant_key(tenant, f"ROWS#{_part(list_key)}")


def kept_key(tenant: str, list_key: str, record_key: str = "") -> Key:
    return {"PK": f"T#{_part(tenant)}#N#{_part(list_key)}", "SK": f"K#{_part(record_key)}"}


def day_key(tenant: str, day: date, list_key: str = "") -> Key:
    return tenant_key(tenant, f"DAY#{day.isoformat()}#{_part(list_key)}")


def of_run(tenant: str, run_id: str, sort: str) -> Key:
    """A thing that belongs to one run, in a partition of its own."""
    return {"PK": f"T#{_part(tenant)}#R#{_part(run_id)}", "SK": sort}


def mail_key(tenant: str, run_id: str) -> Key:
    return of_run(tenant, run_id, "MAIL")


def range_key(run: Run, number: int) -> Key:
    return of_run(run.tenant, run.id, f"G#{number:04}")


def window_key(run: Run, number: int, pass_number: int, window: int, chunk: int = 0) -> Key:
    return of_run(run.tenant, run.id, f"W#{number:04}#{pass_number:02}#{window:09}#{chunk:03}")


def list_of(key: Key) -> tuple[str, str]:
    """(tenant, list) of the key of a list's or a day's rows."""
    return unquote(key["PK"].split("#")[1]), unquote(key["SK"].rpartition("#")[2])


def run_of(key: Key) -> tuple[str, str]:
    """(tenant, run id) of the key of a run's head or of a thing that belongs to it."""
    _, tenant, *rest = key["PK"].split("#")
    run_id = rest[1] if rest else key["SK"].partition("#")[2]
    return unquote(tenant), unquote(run_id)


def expiry(start: datetime, keep: timedelta) -> int:
    """For the TTL attribute, which counts in seconds."""
    return int((start + keep).timestamp())


def _part(text: str) -> str:
    """No name can spell the separator, and so none can reach into another tenant's partition."""
    return quote(text, safe="")
