"""Proofs of the run engine: seeds, crash points, planted mistakes."""
