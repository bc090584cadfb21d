"""Start a run, or join the one that is under way."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from chalicelib.core.errors import Conflict, NotFound, TryAgain
from chalicelib.core.principal import Principal
from chalicelib.core.run import ALL_LISTS, Mode, Requester, Run
from chalicelib.core.settings import Settings
from chalicelib.ports import PlanRun, Started
from chalicelib.usecases.resync.failures import lists_with_failures
from chalicelib.usecases.world import World


def start_run(
    world: World,
    principal: Principal,
    list_key: str,
    mode: Mode = Mode.FULL,
    dry_run: bool = False,
    confirm_gone: bool = False,
    idempotency_key: str = "",
    admit: Callable[[], None] | None = None,
) -> Started:
    """Put the run in the store and ask for its plan; the same press twice gives the same run.

    ``admit`` is asked before a new run begins, and not for one that is joined or was started by the same press; it may
    raise TooMany. Raises NotFound (no such list), Conflict (switched off, a run of another kind under way, nothing to
    retry), KeyReused (Idempotency-Key used for another request).
    """
    now = world.clock.now()
    request = f"{principal.subject}\n{list_key}\n{mode}\n{dry_run}\n{confirm_gone}"
    request_hash = sha256(request.encode()).hexdigest()
    # Before all else: what was possible then may not be so any more, and the press has its answer.
    answered = world.runs.answered(principal.tenant, idempotency_key, request_hash, now)
    if answered:
        return Started(answered, joined=True)
    settings = world.settings.current(principal.tenant)
    _check_possible(world, principal.tenant, settings, list_key, mode)
    if admit and not _under_way(world, principal.tenant, list_key):
        admit()
    run = Run(
        tenant=principal.tenant,
        id=world.new_id(),
        list=list_key,
        mode=mode,
        dry_run=dry_run,
        requester=Requester(principal.subject, principal.name, principal.email, principal.language),
        settings_version=settings.version,
        started_at=now,
        progress_at=now,
        confirm_gone=confirm_gone,
    )
    started = world.runs.start(run, idempotency_key, request_hash)
    if not started.joined:
        # The run is safe in the store: where the queue is away, the sweeper asks for the plan.
        with suppress(TryAgain):
            world.queue.send([PlanRun(run.tenant, run.id)])
    return started


def _under_way(world: World, tenant: str, list_key: str) -> bool:
    last = world.runs.last_run(tenant, list_key)
    return last is not None and not last.state.terminal


def _check_possible(world: World, tenant: str, settings: Settings, list_key: str, mode: Mode) -> None:
    if list_key != ALL_LISTS and world.catalogue.get(list_key) is None:
        raise NotFound(
            "list_unknown", f"There is no managed list “{list_key}”.", remedy="GET /api/v1/lists names them."
        )
    if not settings.enabled:
        raise Conflict(
            "synchronization_off",
            "Synchronization is switched off.",
            remedy="Switch on “Enable synchronization” in the settings, then start again.",
        )
    if list_key in settings.disabled_lists:
        raise Conflict("list_disabled", "This list is switched off.", remedy="Switch it on in the settings.")
    if mode is Mode.ERRORS and not lists_with_failures(world, tenant, settings, list_key):
        raise Conflict(
            "nothing_failed",
            "No row failed in the last run.",
            remedy="Start a run of mode “full” or “changes” instead.",
        )
