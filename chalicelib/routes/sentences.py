"""The sentence that follows a press of “Synchronize”, in the person's language."""

from chalicelib.core.run import ALL_LISTS
from chalicelib.ports import Started


def start_sentence(started: Started, label: dict[str, str], language: str) -> str:
    """What has begun and whom the mail will reach: of a run that was joined, the person who started it.

    A press that comes again after its run has ended is told so.
    """
    # Loaded here: no other request needs the words, nor waits for them.
    from chalicelib.adapters.words import words_for

    words, run = words_for(language), started.run
    kind = "ended" if run.state.terminal else "joined" if started.joined else "started"
    name = words.say("start.list", list=words.list_name(label))
    what = words.say("start.all") if run.list == ALL_LISTS else name
    sentence = words.say(f"start.trial_{kind}" if run.dry_run else f"start.{kind}", what=what)
    mailed = bool(run.requester.email) and not run.state.terminal
    return f"{sentence} {words.say('start.mail', address=run.requester.email)}" if mailed else sentence
