"""Kills: the product's processes end by SIGKILL in the middle of a run, while all that surrounds them lives on."""
