"""How a run ended, in a subject, a badge and one or two sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.adapters.words import Words
from chalicelib.core.run import ALL_LISTS, Run, State


class Mood(StrEnum):
    """How the run ended, as far as colour goes. The words say it too."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    QUIET = "quiet"
    TRIAL = "trial"


class Ending(StrEnum):
    """The endings that are told apart in words; each is a key in chalicelib/locale."""

    DONE = "done"
    ERRORS = "errors"
    CHECK = "check"
    """No row failed, yet a person must look."""
    PART = "part"
    """Of all lists, some were synchronized."""
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def early(self) -> bool:
        return self in (Ending.FAILED, Ending.CANCELLED)


_MOODS = {
    Ending.DONE: Mood.GOOD,
    Ending.ERRORS: Mood.WARNING,
    Ending.CHECK: Mood.WARNING,
    Ending.PART: Mood.BAD,
    Ending.FAILED: Mood.BAD,
    Ending.CANCELLED: Mood.QUIET,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    title: str
    mood: Mood
    subject: str
    status: str
    result: str


def verdict_of(words: Words, run: Run, label: str, children: Sequence[Run] = ()) -> Verdict:
    """The verdict on a run that has ended; ``label`` is the name of its list in the mail's language."""
    ending = _ending(run, children)
    return Verdict(
        label,
        Mood.TRIAL if run.dry_run and ending is Ending.DONE else _MOODS[ending],
        _subject(words, run, ending, label),
        words.say("status.trial" if run.dry_run and not ending.early else f"status.{ending}"),
        " ".join(_sentences(words, run, ending, label)),
    )


def short_status(words: Words, run: Run) -> str:
    """The badge in so few words that it fits beside the name of a list."""
    ending = _ending(run, ())
    short = "trial" if run.dry_run and not ending.early else ending
    return words.say(f"status.short.{short}" if words.knows(f"status.short.{short}") else f"status.{short}")


def _sentences(words: Words, run: Run, ending: Ending, label: str) -> Iterator[str]:
    yield _result(words, run, ending, label)
    yield from _effect(words, run, ending)
    if ending in (Ending.FAILED, Ending.PART):
        yield words.say("again")


def _ending(run: Run, children: Sequence[Run]) -> Ending:
    if run.state is State.CANCELLED:
        return Ending.CANCELLED
    if run.state is State.FAILED:
        some_done = any(child.state in (State.DONE, State.DONE_WITH_ERRORS) for child in children)
        return Ending.PART if some_done else Ending.FAILED
    if run.state is State.DONE:
        return Ending.DONE
    return Ending.ERRORS if run.totals.failed else Ending.CHECK


def _subject(words: Words, run: Run, ending: Ending, label: str) -> str:
    if not run.dry_run:
        key = f"subject.{ending}"
    elif ending.early or ending is Ending.ERRORS:
        key = f"subject.trial_{ending}"
    else:
        key = "subject.trial"
    return words.count(key, run.totals.failed, list=label)


def _result(words: Words, run: Run, ending: Ending, label: str) -> str:
    key = f"result.{ending}"
    if run.dry_run:
        key = f"result.trial_{ending}" if ending.early else "result.trial"
    what = words.say("what.all") if run.list == ALL_LISTS else words.say("what.list", list=label)
    return words.count(key, run.totals.failed, what=what)


def _effect(words: Words, run: Run, ending: Ending) -> Iterator[str]:
    """What was read and written, or in a trial run would be."""
    written = run.totals.created + run.totals.updated
    if ending.early:
        yield from _effect_of_early_end(words, run, written)
    elif not run.totals.read:
        yield words.say("effect.none_read")
    elif written:
        rows = words.count("rows.read", run.totals.read)
        yield words.count("effect.trial" if run.dry_run else "effect.written", written, rows=rows)
    else:
        yield words.say(_key_where_none_written(run), rows=words.count("rows.read", run.totals.read))


def _effect_of_early_end(words: Words, run: Run, written: int) -> Iterator[str]:
    if not run.dry_run:
        yield words.count("effect.stays", written) if written else words.say("effect.nothing")


def _key_where_none_written(run: Run) -> str:
    if run.totals.failed:
        return "effect.none"
    return "effect.trial_none" if run.dry_run else "effect.none_written"
