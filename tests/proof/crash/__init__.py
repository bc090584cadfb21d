"""Crash points: runs of each kind, with faults at chosen port calls, compared with the same run without any."""
