"""Resync of a managed list: start, plan, ranges, close, mail, sweep."""
