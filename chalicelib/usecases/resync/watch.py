"""What is told of the runs under way once a minute, so that alarms can be set on it."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.usecases.world import World

QUOTA_REACHED = "salesforce_quota_floor"


def watch(world: World) -> Mapping[str, int]:
    """Figures by name, zeroes too: an alarm that hears nothing can't tell rest from standstill."""
    found = (world.runs.get(tenant, run_id) for tenant, run_id in world.runs.active())
    active = [run for run in found if run is not None and not run.state.terminal]
    now = world.clock.now()
    quiet = (now - (run.progress_at or run.started_at) for run in active)
    return {
        "ActiveRuns": len(active),
        "LongestQuietMinutes": max(quiet, default=timedelta(0)) // timedelta(minutes=1),
        "RunsPausedByQuota": sum(run.pause is not None and run.pause.code == QUOTA_REACHED for run in active),
    }
