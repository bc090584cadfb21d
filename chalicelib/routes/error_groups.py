"""The failed rows of a run by reason, each with what to do, in the language of whoever asks."""

from collections.abc import Iterable

import msgspec

from chalicelib.adapters.mail_remedies import remedy_key
from chalicelib.ports import ErrorGroup
from chalicelib.routes.call import Call
from chalicelib.routes.languages import accepted_languages


class AdvisedGroup(msgspec.Struct, frozen=True):
    """``example`` is one of the rows; ``remedy`` is what the mail of the run says too."""

    code: str
    message: str
    count: int
    example: str
    remedy: str


class ErrorGroups(msgspec.Struct, frozen=True):
    groups: tuple[AdvisedGroup, ...]


def advised(call: Call, groups: Iterable[ErrorGroup]) -> ErrorGroups:
    """With advice in the first language of ``Accept-Language``, else in the person's own."""
    # Loaded here: no other request needs the words, nor waits for them.
    from chalicelib.adapters.mail_words import words_for

    language = next(iter(accepted_languages(call.header("Accept-Language"))), call.principal.language)
    words = words_for(language)
    return ErrorGroups(
        tuple(
            AdvisedGroup(one.code, one.message, one.count, one.example, words.say(remedy_key(one.code, one.message)))
            for one in groups
        )
    )
