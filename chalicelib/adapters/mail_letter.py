"""What the mail at the end of a run says: every sentence and number, in one language, before any layout."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.adapters.mail_line import MESSAGE_LENGTH, one_line
from chalicelib.adapters.mail_reason import Reason, reason_of
from chalicelib.adapters.mail_remedies import remedy_key
from chalicelib.adapters.mail_verdict import Verdict, short_status, verdict_of
from chalicelib.adapters.words import Words, words_for
from chalicelib.core.counts import Counts, Trouble
from chalicelib.core.run import Run
from chalicelib.ports import ErrorGroup, RunMail

GROUPS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a table; ``note`` explains the label, and a value may be coloured, or faint where it says nothing."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    count: str
    code: str
    message: str
    example: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list in a run of all lists; ``mood`` is "" where it was not started."""

    label: str
    status: str
    mood: str
    summary: str
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Letter:
    words: Words
    verdict: Verdict
    reason: Reason | None
    counts: tuple[Fact, ...]
    lists: tuple[ListLine, ...]
    groups: tuple[Group, ...]
    more_groups: str
    notes_heading: str
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    run_id: str
    link: str


def letter_of(mail: RunMail, console_url: str) -> Letter:
    """The letter for one mail. Text that came from outside is cut to one harmless line each."""
    words = words_for(mail.language)
    shown, rest = mail.groups[:GROUPS_SHOWN], mail.groups[GROUPS_SHOWN:]
    return Letter(
        words=words,
        verdict=verdict_of(words, mail.run, _label(mail, words, mail.run.list), mail.children),
        reason=_reason(words, mail.run.trouble) if not mail.children else None,
        counts=tuple(_counts(words, mail.run)) if mail.run.totals != Counts() else (),
        lists=tuple(_lists(words, mail)),
        groups=tuple(_group(words, group) for group in shown),
        more_groups=words.count("group.more", sum(group.count for group in rest)) if rest else "",
        notes_heading=words.say("heading.check" if _to_check(mail) else "heading.notes"),
        notes=tuple(_notes(words, mail)),
        facts=tuple(_facts(words, mail.run)),
        run_id=one_line(mail.run.id),
        link=f"{console_url.rstrip('/')}/runs/{quote(one_line(mail.run.id), safe='')}",
    )


def _label(mail: RunMail, words: Words, list_key: str) -> str:
    labels = mail.list_label if list_key == mail.run.list else (mail.labels or {}).get(list_key, {})
    return one_line(words.list_name(labels) or list_key)


def _reason(words: Words, trouble: Trouble | None) -> Reason | None:
    return reason_of(words, trouble) if trouble else None


def _counts(words: Words, run: Run) -> Iterator[Fact]:
    totals, would = run.totals, "trial" if run.dry_run else "count"
    yield _count(words, "count.read", totals.read)
    yield _count(words, f"{would}.created", totals.created)
    yield _count(words, f"{would}.updated", totals.updated)
    yield _count(words, "count.unchanged", totals.unchanged)
    if totals.written_back:
        yield _count(words, f"{would}.written_back", totals.written_back)
    failed_note = words.say("failed.meaning") if totals.failed and not run.dry_run else ""
    yield _count(words, "count.failed", totals.failed, failed_note, tone="bad")
    yield _count(words, "count.gone", totals.gone, _gone_note(words, totals) if totals.gone else "", tone="warning")


def _count(words: Words, key: str, number: int, note: str = "", tone: str = "") -> Fact:
    return Fact(words.say(key), words.number(number), note, tone if number else "faint")


def _gone_note(words: Words, totals: Counts) -> str:
    meaning = words.say("gone.meaning")
    return f"{meaning} {words.count('gone.marked', totals.marked)}" if totals.marked else meaning


def _lists(words: Words, mail: RunMail) -> Iterator[ListLine]:
    runs = {child.list: child for child in mail.children}
    for key in dict.fromkeys([child.list for child in mail.run.children] + list(runs)):
        label, run = _label(mail, words, key), runs.get(key)
        if run is None:
            yield ListLine(label, words.say("status.not_started"), "", "", None)
        else:
            mood, reason = verdict_of(words, run, label).mood, _reason(words, run.trouble)
            yield ListLine(label, short_status(words, run), mood, _summary(words, run), reason)


def _summary(words: Words, run: Run) -> str:
    totals = run.totals
    if totals == Counts():
        return ""
    read, written = words.number(totals.read), words.number(totals.created + totals.updated)
    parts = [words.say("child.trial" if run.dry_run else "child.summary", read=read, written=written)]
    parts += [words.count("child.failed", totals.failed)] if totals.failed else []
    parts += [words.count("child.gone", totals.gone)] if totals.gone else []
    return ", ".join(parts)


def _group(words: Words, group: ErrorGroup) -> Group:
    return Group(
        words.count("group.rows", group.count),
        one_line(group.code),
        one_line(group.message, MESSAGE_LENGTH),
        words.say("group.example", row=one_line(group.example)) if group.example.strip() else "",
        words.say("group.remedy", remedy=words.say(remedy_key(group.code, group.message))),
    )


def _to_check(mail: RunMail) -> bool:
    return any("gone_guard" in run.notes for run in (mail.run, *mail.children))


def _notes(words: Words, mail: RunMail) -> Iterator[str]:
    for run in (mail.run, *mail.children):
        for code in run.notes:
            note = _note(words, code, run.totals.gone)
            is_child = run is not mail.run
            yield words.say("note.about", list=_label(mail, words, run.list), note=note) if is_child else note


def _note(words: Words, code: str, gone: int) -> str:
    key = f"note.{code}"
    return words.count(key, gone) if words.knows(key) else words.say("note.unknown", code=one_line(code))


def _facts(words: Words, run: Run) -> Iterator[Fact]:
    started = words.instant(run.started_at)
    name = one_line(run.requester.name)
    by = words.say("fact.started_by", instant=started, name=name) if name else started
    yield Fact(words.say("fact.started"), by)
    if run.finished_at:
        yield Fact(words.say("fact.duration"), words.duration(run.finished_at - run.started_at))
    mode = words.say(f"mode.{run.mode}")
    yield Fact(words.say("fact.mode"), words.say("mode.trial", mode=mode) if run.dry_run else mode)
    calls = {"intacct": words.number(run.calls.intacct), "salesforce": words.number(run.calls.salesforce)}
    yield Fact(words.say("fact.calls"), words.say("fact.calls_of", **calls))
    yield Fact(words.say("fact.settings"), words.say("fact.version", n=words.number(run.settings_version)))
