"""The sentence that follows a press of “Synchronize”, in the person's language."""

from chalicelib.core.run import ALL_LISTS
from chalicelib.ports import Started


def start_sentence(started: Started, label: dict[str, str], language: str) -> str:
    """What has begun and whom the mail will reach: of a run that was joined, the person who started it."""
    # Loaded here: no other request needs the words, nor waits for them.
    from chalicelib.adapters.words import words_for

    words, run = words_for(language), started.run
    kind = ("trial_joined" if started.joined else "trial") if run.dry_run else "joined" if started.joined else "started"
    name = words.say("start.list", list=label.get(words.language, label["en"]))
    sentence = words.say(f"start.{kind}", what=words.say("start.all") if run.list == ALL_LISTS else name)
    return f"{sentence} {words.say('start.mail', address=run.requester.email)}" if run.requester.email else sentence
