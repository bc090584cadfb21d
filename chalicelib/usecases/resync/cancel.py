"""Cancel a run: nothing more is begun, and it ends when what is under way is done."""

from chalicelib.core.counts import Trouble
from chalicelib.core.errors import Conflict, NotFound
from chalicelib.core.principal import Principal
from chalicelib.core.run import ALL_LISTS, Run, State, Stop
from chalicelib.ports import PlanRun
from chalicelib.usecases.resync.tasks import hand_out, hint
from chalicelib.usecases.world import World


def cancel_run(world: World, principal: Principal, run_id: str) -> Run:
    """Ask the run to stop; a second request changes nothing. Raises NotFound, Conflict (it has ended)."""
    run = world.runs.get(principal.tenant, run_id)
    if run is None:
        raise NotFound("run_unknown", "There is no such run.", remedy="GET /api/v1/runs names them.")
    trouble = Trouble("cancelled", f"Cancelled by {principal.name}.")
    stopped = world.runs.stop(run, Stop(State.CANCELLED, trouble))
    if stopped is None:
        raise Conflict("run_ended", "The run has ended already.", remedy="Look at its result instead.")
    if stopped.list == ALL_LISTS or stopped.state is State.PLANNING:
        hint(world, [PlanRun(stopped.tenant, stopped.id)])
    else:
        hand_out(world, stopped)
    return stopped
