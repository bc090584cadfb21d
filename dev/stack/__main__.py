"""``make start``: the whole service on this machine, until Ctrl-C."""

import json
import sys
from dataclasses import asdict

from dev.stack.local import StackError, local_stack, until_interrupted


def main() -> int:
    """Print where everything listens, as one JSON line, then serve."""
    try:
        with local_stack() as stack:
            urls = {name: value for name, value in asdict(stack).items() if name.endswith("_url")}
            urls["intacct_ui_url"] = stack.intacct_ui_url
            print(json.dumps(urls), flush=True)
            print(f"Passerelle is open at {stack.api_url} until Ctrl-C.", file=sys.stderr)
            print(f"The tab on a customer’s record: {stack.intacct_ui_url}", file=sys.stderr)
            until_interrupted()
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
