"""Runs one stand-in until it is told to stop: ``python -m dev.emulators intacct --port 5001 --seed``."""

import argparse
import importlib
import json
import signal
from collections.abc import Sequence

from dev.emulators.server import StandIn

CLASSES = {"intacct": "IntacctStandIn", "salesforce": "SalesforceStandIn", "oidc": "OidcStandIn"}


def build(kind: str, *, seeded: bool) -> StandIn:
    """A stand-in of this kind. Seeded, it holds the demonstration's data; the people of ``oidc`` are always there."""
    stand_in: StandIn = getattr(importlib.import_module(f"dev.emulators.{kind}"), CLASSES[kind])()
    if seeded and kind != "oidc":
        importlib.import_module(f"dev.seed.{kind}").seed(stand_in)
    return stand_in


def main(arguments: Sequence[str] | None = None) -> None:
    """Print ``{"url": …}`` on one line when the port is open, then serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m dev.emulators", description=__doc__)
    parser.add_argument("kind", choices=CLASSES)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes any free one")
    parser.add_argument("--seed", action="store_true", help="hold the demonstration's data")
    options = parser.parse_args(arguments)
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before any thread starts, so that all of them leave it to sigwait
    with build(options.kind, seeded=options.seed).serve(options.port) as running:
        print(json.dumps({"url": running.url}), flush=True)
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
