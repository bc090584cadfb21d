"""``make proof-long``: everything that takes hours. Started again it goes on; it ends at the first violation."""

import argparse
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import timedelta
from itertools import islice

from tests.proof.long.pieces import SEEDS, STAGES, Done, Piece, do, ignore_ctrl_c, pieces
from tests.proof.long.progress import Progress
from tests.proof.situations import OFTEN, SITUATIONS

TELL_SECONDS = 30.0


def main() -> int:
    """Exit code 1 on a violation, with the command that plays it again; 0 where all that was asked for is done."""
    parser = argparse.ArgumentParser(prog="make proof-long", description=__doc__)
    parser.add_argument("--stages", nargs="*", choices=STAGES, default=STAGES)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    progress = Progress.of_sources()
    wanted = [piece for piece in pieces() if piece.stage in options.stages]
    left = [piece for piece in wanted if not progress.has(piece)]
    print(
        f"{len(wanted):,} pieces, {len(wanted) - len(left):,} of them done before; kept in {progress.file}", flush=True
    )
    ending = _ended_on_request()
    for done in _told(_done(left, options.workers, ending), progress, Counter(piece.stage for piece in wanted)):
        if done.trouble:
            print(f"\nVIOLATION\n{done.trouble}", flush=True)
            return 1
        progress.keep(done)
    if ending.is_set():
        print("\nBroken off. Start again, and it goes on from here.")
        return 130
    return _judge(progress)


def _ended_on_request() -> threading.Event:
    """Set by Ctrl-C: what is under way then comes to its end, and is kept."""
    ending = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: ending.set())
    return ending


def _done(left: list[Piece], workers: int, ending: threading.Event) -> Iterator[Done]:
    """The pieces as they come to their end, a few more under way than there are workers."""
    waiting, under_way = iter(left), set[Future[Done]]()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, initializer=ignore_ctrl_c) as pool:
        try:
            while True:
                free = 0 if ending.is_set() else 2 * workers - len(under_way)
                under_way |= {pool.submit(do, piece) for piece in islice(waiting, free)}
                if not under_way:
                    return
                ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in ended)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _told(done: Iterator[Done], progress: Progress, wanted: Counter[str]) -> Iterator[Done]:
    """The same, with a line now and then on how far it is."""
    told_at = time.monotonic()
    for one in done:
        yield one
        if time.monotonic() - told_at > TELL_SECONDS:
            told_at = time.monotonic()
            print(_line(progress, wanted), flush=True)
    print(_line(progress, wanted), flush=True)


def _line(progress: Progress, wanted: Counter[str]) -> str:
    """How many pieces of each stage are done, what they came to, and the processor time."""
    stages = []
    for stage, number in wanted.items():
        done = sum(one == stage for one, _ in progress.done)
        sums = ", ".join(f"{count:,} {what}" for what, count in progress.counts[stage].items() if what in _SHOWN)
        if done:
            spent = timedelta(seconds=round(progress.seconds[stage]))
            stages.append(f"{stage} {done:,}/{number:,} ({sums}; {spent})")
    return f"{time.strftime('%H:%M:%S')}  {' · '.join(stages)}"


def _judge(progress: Progress) -> int:
    """Whether the seeds have reached what they must reach, in proportion to the two thousand of each commit."""
    reached = progress.counts["seeds"]
    seldom = {name: reached[name] for name in SITUATIONS if reached[name] < OFTEN * reached["seeds"] // 2000}
    if seldom and reached["seeds"] == SEEDS:
        print(f"\nSituations hardly reached, so hardly tested: {seldom}")
        return 1
    print("\nNo violation.")
    return 0


_SHOWN = (
    "seeds",
    "pairs",
    "examples",
    "kills",
    "runs of all mistakes",
    "mutants",
    "mutants alive",
    "loads at full size",
    "orders of two workers",
)

if __name__ == "__main__":
    sys.exit(main())
