"""The failed rows of a run by reason, each with what to do, in the language of whoever asks."""

from collections.abc import Iterable

import msgspec

from chalicelib.adapters.mail_remedies import remedy_key
from chalicelib.ports import ErrorGroup
from chalicelib.routes.call import Call


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
    from chalicelib.adapters.words import words_for

    words = words_for(call.language)
    return ErrorGroups(
        tuple(
            AdvisedGroup(one.code, one.message, one.count, one.example, words.say(remedy_key(one.code, one.message)))
            for one in groups
        )
    )
