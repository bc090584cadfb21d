"""Load in virtual time: the real engine, with latencies, worker slots and queues as the cloud has them."""
