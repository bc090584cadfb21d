"""How long the stand-ins take in benches: the same for everybody who is measured."""

INTACCT = {"*": 0.25, "query": 0.4}
SALESFORCE = {"*": 0.25, "collections_upsert": 0.5}
"""Seconds by kind of call; ``*`` is every other kind."""
BULK_PACE = {"waiting_seconds": 1.0, "chunk_seconds": 0.25}
"""A Bulk job waits for its turn, then takes what a Collections call of 200 rows takes less its way to and fro.

A decision of ours: Salesforce promises no time, and an org's triggers and load decide.
"""
