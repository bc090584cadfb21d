"""Plays the load at full size, and tells what came of it: ``python -m tests.proof.load`` (some ten minutes)."""

import argparse
from dataclasses import replace

from tests.proof.load.crowd import BIG_LISTS, LIST, Crowd, dwell
from tests.proof.load.day import Day, play


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.proof.load", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the big tenant")
    parser.add_argument("--tenants", type=int, default=20, help="tenants of the day of schedules")
    options = parser.parse_args()
    crowd = Crowd(big_rows=options.rows)
    print("quiet", dwell(crowd, loud=False), flush=True)
    for lists, concurrency in (((LIST,), 5), ((LIST,), 8), (BIG_LISTS, 5), (BIG_LISTS, 8)):
        loud = dwell(replace(crowd, big_lists=lists, concurrency=concurrency), loud=True)
        print(f"{len(lists)} list(s), {concurrency} ranges at once", loud, flush=True)
    told = play(Day(tenants=options.tenants))
    print(f"a day of {options.tenants} tenants: {told.due} due times, runs started by each: {dict(told.started)}")
    print(f"latest start {told.latest_start_seconds:.1f} s, slowest run {told.slowest_seconds:.1f} s")
    print(f"longest sweep {told.longest_sweep_seconds:.1f} s, overdue rows {told.overdue_rows}")
    print(f"calls {told.calls}, planned {told.ideal}; mails {told.mails.total()}")


if __name__ == "__main__":
    main()
