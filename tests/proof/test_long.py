"""The long proof keeps what is done, goes on from there, and tells how to play again what was violated."""

from pathlib import Path

from tests.proof.crash.cases import BY_NAME
from tests.proof.crash.pairs import ViolationAt, read, spelled
from tests.proof.long.mutants import fates_of, judged
from tests.proof.long.pieces import Done, Piece, do, pieces
from tests.proof.long.progress import Progress
from tests.proof.simulator.faults import Fault
from tests.proof.simulator.history import Violation


def test_a_proof_that_was_broken_off_goes_on_where_it_was(tmp_path: Path) -> None:
    file, first, second = tmp_path / "kept.jsonl", Piece("seeds", "0"), Piece("seeds", "250")
    Progress(file).keep(Done(first, 2.0, {"seeds": 250}))
    Progress(file).keep(Done(second, 1.5, {"seeds": 250, "crash after": 3}))
    with file.open("a", encoding="utf-8") as kept:
        kept.write('{"stage": "seeds", "na')
    progress = Progress(file)
    assert (progress.has(first), progress.has(second), progress.has(Piece("kills", "0"))) == (True, True, False)
    assert progress.counts["seeds"] == {"seeds": 500, "crash after": 3}
    assert progress.seconds["seeds"] == 3.5


def test_a_piece_says_what_it_came_to_or_what_is_wrong() -> None:
    good = do(Piece("seeds", "0", (0, 2)))
    assert (good.trouble, good.counts["seeds"]) == ("", 2)
    bad = do(Piece("pairs", "x", ("no such case", 0, "CRASH_BEFORE")))
    assert "no such case" in bad.trouble


def test_a_violated_pair_names_the_command_that_plays_it_again() -> None:
    faults = {3: Fault.CRASH_BEFORE, 12: Fault.ANSWER_LOST}
    told = str(ViolationAt(BY_NAME["all lists"], faults, Violation("I4", "no mail")))
    assert told.endswith('python -m tests.proof.crash "all lists" 3:crash_before 12:answer_lost')
    assert read(spelled(BY_NAME["full"], faults).split()[1:]) == faults


def test_a_mutant_counts_as_dead_only_where_a_test_told_of_it_and_not_at_all_where_mypy_refuses_it() -> None:
    told = ["killed", "timeout", "survived", "no tests", "not checked", "segfault", "caught by type check"]
    fates = dict(fates_of("".join(f"    core.run.x_f__mutmut_{n}: {fate}\n" for n, fate in enumerate(told))))
    assert fates["core.run.x_f__mutmut_3"] == "no tests"
    assert judged(fates) == (6, 2)


def test_every_piece_has_a_name_of_its_own_and_every_stage_has_pieces() -> None:
    named = [(piece.stage, piece.name) for piece in pieces()]
    assert len(named) == len(set(named))
    stages = {"seeds", "planted mistakes", "mutants", "load", "orders", "pairs", "machine", "kills"}
    assert {stage for stage, _ in named} == stages
