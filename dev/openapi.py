"""The OpenAPI document without a server: ``python -m dev.openapi`` prints it, for the console's types."""

import json

from chalicelib.routes.door import TABLES
from chalicelib.routes.openapi import document


def main() -> None:
    endpoints = [endpoint for table in TABLES for endpoint in table.endpoints]
    print(json.dumps(document(endpoints), indent=1))


if __name__ == "__main__":
    main()
