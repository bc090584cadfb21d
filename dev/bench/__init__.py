"""Benchmarks: counts of calls, rows written, ratios and memory, each measured on the local stack."""
