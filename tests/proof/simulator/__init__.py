"""A seeded simulator: the real use cases, run step by step in a world where anything may go wrong."""
