"""A strict stand-in for Sage Intacct's REST API, with companies of its own in memory."""

from dev.emulators.intacct.app import BASE, UI, IntacctStandIn, Settings

__all__ = ["BASE", "UI", "IntacctStandIn", "Settings"]
