"""Load in virtual time: the real engine, with latencies, worker slots and queues as the cloud has them."""

import os

FULL_SIZE = os.environ.get("LOAD") == "full"
"""Whether tests play it as long as ``make proof-long`` does."""
