"""The local stack: one process tree on 127.0.0.1 that behaves as the cloud does."""
