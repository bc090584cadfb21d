"""The sentence that follows a press of “Synchronize”, in the person's language."""

from chalicelib.core.run import ALL_LISTS
from chalicelib.ports import Started

_OPENING = {
    "en": {
        "started": "Synchronization of {list} has started.",
        "joined": "Synchronization of {list} is already running.",
        "trial": "The trial run of {list} has started; it writes nothing.",
        "trial_joined": "The trial run of {list} is already under way; it writes nothing.",
    },
    "fr": {
        "started": "La synchronisation de {list} a commencé.",
        "joined": "La synchronisation de {list} est déjà en cours.",
        "trial": "L’essai à blanc de {list} a commencé\u202f; rien n’est écrit.",
        "trial_joined": "L’essai à blanc de {list} est déjà en cours\u202f; rien n’est écrit.",
    },
}
_LIST = {"en": "{label}", "fr": "la liste «\u202f{label}\u202f»"}
_ALL = {"en": "all lists", "fr": "toutes les listes"}
_CLOSING = {
    "en": "We will e-mail {address} when it finishes.",
    "fr": "Un e-mail sera envoyé à {address} dès la fin.",
}


def start_sentence(started: Started, label: dict[str, str], language: str) -> str:
    """What has begun and whom the mail will reach: of a run that was joined, the person who started it."""
    language = language if language in _OPENING else "en"
    run = started.run
    kind = ("trial_joined" if started.joined else "trial") if run.dry_run else "joined" if started.joined else "started"
    name = _LIST[language].format(label=label.get(language, label["en"]))
    sentence = _OPENING[language][kind].format(list=_ALL[language] if run.list == ALL_LISTS else name)
    closing = _CLOSING[language].format(address=run.requester.email)
    return f"{sentence} {closing}" if run.requester.email else sentence
