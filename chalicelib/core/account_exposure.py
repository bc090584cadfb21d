"""The one sentence that tells an administrator what the choice of fields exposes, and to whom."""

from chalicelib.core.account import Offered
from chalicelib.core.settings import AccountDetails

_MOST_NAMED = 5


def exposure_sentence(details: AccountDetails, offered: Offered) -> str:
    """What the present choice shows to whom."""
    readable = [name for name in details.fields if name in offered]
    chosen, unchosen = _fields(len(details.fields)), _fields(len(offered) - len(readable))
    if not details.fields:
        return f"No Account field is chosen, so nobody sees one; the integration user can read {unchosen}."
    if not details.shown:
        return f"The tab is switched off: nobody sees Account fields; {chosen} would be shown when it is switched on."
    return _to_whom(details, _with_sensitive(chosen, readable, offered), unchosen)


def _to_whom(details: AccountDetails, chosen: str, unchosen: str) -> str:
    if details.reader_fields is None:
        return (
            f"Every person who may open a customer here will see {chosen}, whatever their own rights in Salesforce; the"
            f" integration user can also read {unchosen} that you did not choose."
        )
    return (
        f"Administrators and implementers will see {chosen} and readers {len(details.reader_fields)} of them, whatever"
        f" their own rights in Salesforce; the integration user can also read {unchosen} that you did not choose."
    )


def _with_sensitive(chosen: str, names: list[str], offered: Offered) -> str:
    marked = [offered[name].label for name in names if offered[name].sensitive]
    named = ", ".join(marked[:_MOST_NAMED]) + (", …" if len(marked) > _MOST_NAMED else "")
    return f"{chosen} (sensitive: {named})" if marked else chosen


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"
