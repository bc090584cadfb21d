"""``python -m passerelle``: the commands of all modules, and how each ends."""

import argparse
import os
import sys
from collections.abc import Sequence

from passerelle import account, audit, check, field_map, mail, notices, runs, settings, sign_in, tab
from passerelle.api import Api, ApiError
from passerelle.given import Unusable
from passerelle.screen import Screen

EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130
MODULES = (sign_in, runs, settings, field_map, account, tab, notices, mail, audit, check)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 only when all went well, every row included; 1 when a run or a check did not; 2 when the service
    refused, was not reached, or was asked for what can't be; 130 when stopped by Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    screen = Screen()
    if not all(getattr(options, name) for name in options.needs):
        screen.note("Say where and who: --url and --token, or PASSERELLE_URL and PASSERELLE_TOKEN.")
        return EXIT_REFUSED
    try:
        return int(options.command(Api(options.url or "", options.token or ""), options, screen))
    except (ApiError, Unusable) as error:
        screen.note(str(error))
        return EXIT_REFUSED
    except KeyboardInterrupt:
        screen.note("Stopped looking. A run that was started goes on: see “runs”, or “cancel” it.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read has read enough; what is left in the buffer must not complain at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passerelle", description="Keep Salesforce in step with the managed lists of Sage Intacct."
    )
    parser.add_argument("--url", default=os.environ.get("PASSERELLE_URL"), help="address of the deployment")
    parser.add_argument(
        "--token", default=os.environ.get("PASSERELLE_TOKEN"), help="access token (better: by variable)"
    )
    parser.set_defaults(needs=("url", "token"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add_commands(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
