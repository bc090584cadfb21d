"""Take a notice: prove where it comes from, keep which row it is of, and have somebody look at that row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from chalicelib.core.errors import NeedsAdmin, NotSignedIn
from chalicelib.core.lists import ManagedList
from chalicelib.core.notice import Hook, Notice, lists_of
from chalicelib.core.settings import Settings
from chalicelib.ports import SyncRows
from chalicelib.usecases.notice_desk import NoticeDesk

TAKEN = "taken"
SWITCHED_OFF = "synchronization_off"
NO_LIST = "no_managed_list"
LIST_OFF = "list_off"


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came, byte for byte. ``request_key`` is the same when Intacct sends it again."""

    token: str
    body: bytes
    signature: str = ""
    context: str = ""
    request_key: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


def take_notice(desk: NoticeDesk, received: Received, admit: Callable[[str], None] | None = None) -> str:
    """Keep the row and hint at it; says what became of the notice: ``taken``, or why nothing needs doing.

    A notice that comes again within 24 hours gets the same answer. ``admit`` is asked with the tenant once the notice
    is proved; it may raise TooMany. Raises NotSignedIn, BadRequest, or TryAgain where it was not both kept and queued:
    Intacct sends it again then.
    """
    hook = _proved(desk, received)
    if admit:
        admit(hook.tenant)
    now = desk.world.clock.now()
    request = _request_of(received)
    answer = desk.notices.answered(hook.tenant, request, now) if request else ""
    if not answer:
        notice = desk.parse_notice(received.context, received.body, received.query)
        answer = _keep(desk, hook.tenant, notice)
        if request:
            desk.notices.remember(hook.tenant, request, answer, now)
    return answer


def _proved(desk: NoticeDesk, received: Received) -> Hook:
    """Whose address it is, if the notice is signed, or the tenant has chosen that it need not be."""
    hook = desk.hooks.hook(received.token)
    if hook is None:
        raise NotSignedIn("notice_refused", "This is no address for notices.", remedy="Issue one in the settings.")
    if received.signature:
        _check_signature(desk, hook, received)
    elif not hook.unsigned:
        raise NotSignedIn(
            "notice_unsigned",
            "The notice carries no signature.",
            remedy="Choose “Use webhook delivery” in the trigger, or issue an address that takes unsigned notices.",
        )
    return hook


def _check_signature(desk: NoticeDesk, hook: Hook, received: Received) -> None:
    """With the secret as we know it, then, in case it was just replaced, with the secret as it is."""
    company = desk.world.settings.current(hook.tenant).connection.intacct_company
    companies = (hook.company, company)
    now = desk.world.clock.now()
    try:
        for fresh in (False, True):
            secret = desk.secrets.get(hook.tenant, "intacct", fresh)
            try:
                return desk.check_signature(received.signature, received.body, secret, companies, now)
            except NotSignedIn:
                if fresh:
                    raise
    except NeedsAdmin as problem:
        raise NotSignedIn(
            "notice_refused", "No signature can be checked yet.", remedy="Enter Intacct's client secret."
        ) from problem


def _request_of(received: Received) -> str:
    """Of two notices under one key, another body is another notice."""
    if not received.request_key:
        return ""
    return sha256(received.request_key.encode() + b"\n" + received.body).hexdigest()


def _keep(desk: NoticeDesk, tenant: str, notice: Notice) -> str:
    settings = desk.world.settings.current(tenant)
    lists = lists_of(desk.world.catalogue, notice.object)
    enabled = [one for one in lists if one.key not in settings.disabled_lists]
    idle = _nothing_to_do(settings, lists, enabled)
    if idle:
        return idle
    now = desk.world.clock.now()
    for one in enabled:
        desk.notices.keep(tenant, one.key, notice.record_key, now)
    # Not a mere hint: Intacct is told only what is sure to happen soon. The kept rows are safe either way.
    desk.world.queue.send([SyncRows(tenant, one.key) for one in enabled])
    return TAKEN


def _nothing_to_do(settings: Settings, lists: tuple[ManagedList, ...], enabled: list[ManagedList]) -> str:
    if not settings.enabled:
        return SWITCHED_OFF
    if not lists:
        return NO_LIST
    return "" if enabled else LIST_OFF
